import type { OutboundClient } from '@callwright/outbound';
import { AppError, type WorkspaceId } from '@callwright/protocol';
import type { NewId } from '../../../platform/ids.js';
import { type EventReply, eventReply, type TakosEventName } from './messages.js';
import type { TakosServer } from './people.js';
import type { TakosSignature } from './signature.js';

/** What the way to other servers is made of. */
export type RemoteServersOptions = {
  /** The server of a domain; null when it is none we know. */
  readonly serverOf: (domain: string) => TakosServer | null;
  readonly signature: TakosSignature | null;
  readonly send: OutboundClient['send'];
  readonly newId: NewId;
};

const TIMEOUT_MS = 10_000;
const MAX_REPLY_BYTES = 16_384;
const EVENT_PATH = '/_takos/v1/event';

/** Events for other servers. Addresses that are private are asked only where the installation allows it. */
export class RemoteServers {
  readonly #options: RemoteServersOptions;
  readonly #closing = new AbortController();

  constructor(options: RemoteServersOptions) {
    this.#options = options;
  }

  /** Whether a workspace's users may call those of a domain. */
  knows(domain: string, workspaceId: WorkspaceId): boolean {
    return this.#options.serverOf(domain)?.workspaceId === workspaceId;
  }

  /** The workspace a server reaches; null when it is none we know. */
  workspaceOf(domain: string): WorkspaceId | null {
    return this.#options.serverOf(domain)?.workspaceId ?? null;
  }

  /** Where clients find the call socket of a server. */
  socketOf(domain: string): string {
    const { url = `https://${domain}` } = this.#options.serverOf(domain) ?? {};
    return `${url.replace(/^http/, 'ws')}/_takos/v2/call`;
  }

  /**
   * Tells a server; each event has an id of its own.
   * @throws AppError `call.unreachable` when it is not known or does not answer, `call.rejected` when it refuses
   */
  async tell(domain: string, event: TakosEventName, payload: object): Promise<EventReply> {
    const { signature, send, newId } = this.#options;
    const body = Buffer.from(JSON.stringify({ event, eventId: newId(), payload }));
    const server = this.#options.serverOf(domain);
    const authorization = signature?.sign(body, domain) ?? null;
    if (!server || authorization === null) throw new AppError('call.unreachable', 'This server is not known here.');
    const { url = `https://${domain}`, workspaceId } = server;
    const headers = [
      { name: 'content-type', value: 'application/json' },
      { name: 'authorization', value: authorization },
    ];
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_REPLY_BYTES, maxRedirects: 0, owner: workspaceId };
    const request = { method: 'POST', url: `${url}${EVENT_PATH}`, headers, body, ...limits } as const;
    const answer = await send(request, this.#closing.signal).catch((error: unknown) => {
      throw new AppError('call.unreachable', 'The other server does not answer.', { cause: error });
    });
    if (answer.status !== 200) throw new AppError('call.rejected', 'The other server has refused.');
    return eventReply.safeParse(parseJson(answer.text())).data ?? {};
  }

  /** Gives up what is under way. Idempotent. */
  close(): void {
    this.#closing.abort();
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // The schema refuses it.
  }
};
