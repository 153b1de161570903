import { AppError, type CallId, type Command, type WorkspaceId } from '@callwright/protocol';
import type { IncomingRequest } from '../stack/sip-stack.js';

/** Of which call a transfer is. */
export type TransferOf = { readonly dialogId: string; readonly callId: CallId; readonly workspaceId: WorkspaceId };

/** Calls that are handed over by REFER, both ways. */
export class Transfers {
  /** A REFER or NOTIFY within a call. */
  take(request: IncomingRequest, _of: TransferOf): void {
    void request.respond(request.message.method === 'NOTIFY' ? 200 : 405);
  }

  /** Hands a call over. */
  async perform(_dialogId: string, command: Command): Promise<void> {
    throw new AppError('protocol.unsupported', `This call cannot do ${command.command}.`);
  }
}
