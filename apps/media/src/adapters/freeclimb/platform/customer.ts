import type { OutboundRequest, OutboundResponse } from '@callwright/outbound';
import { AppError, type WorkspaceId } from '@callwright/protocol';
import type { CallLeg } from '../../../calls/call-leg.js';
import type { Log } from '../../../platform/logging.js';
import { type PerclCommand, parsePercl } from './percl.js';

/** What asking a customer's web server needs. */
export type CustomerParts = {
  readonly workspaceId: WorkspaceId;
  /** @throws AppError `http.*` */
  readonly send: (request: OutboundRequest, signal: AbortSignal) => Promise<OutboundResponse>;
  /** Work that may outlast the call. */
  readonly inBackground: (name: string, work: Promise<unknown>) => void;
  readonly log: Log;
};

/** Where a call stands, in the words of FreeClimb's webhooks. */
export type CallStatus = 'ringing' | 'inProgress' | 'completed' | 'failed';

const TIMEOUT_MS = 10_000;
const MAX_PERCL_BYTES = 256 * 1024;
const MAX_REPLY_BYTES = 16 * 1024;
const OK = 200;
const NO_CONTENT = 204;

/** The customer's web server: asked for PerCL, told of what becomes of the call. */
export class Customer {
  readonly #parts: CustomerParts;

  constructor(parts: CustomerParts) {
    this.#parts = parts;
  }

  /** What is to be done with a call. @throws AppError `http.*`, `protocol.badMessage`; the signal's reason */
  async percl(url: string, leg: CallLeg, status: CallStatus, signal: AbortSignal): Promise<readonly PerclCommand[]> {
    const requestType = leg.direction === 'inbound' ? 'inboundCall' : 'outDialStart';
    const answer = await this.#post(url, { ...this.#facts(leg, status), requestType }, MAX_PERCL_BYTES, signal);
    if (answer.status === NO_CONTENT) return [];
    if (answer.status !== OK) throw new AppError('http.network', `The voice URL answered ${answer.status}.`);
    return parsePercl(answer.text());
  }

  /** Tells what has become of the call; a server that does not take it is logged. */
  tell(url: string, leg: CallLeg, status: CallStatus, more: Readonly<Record<string, string>> = {}): void {
    const { inBackground, log } = this.#parts;
    const body = { ...this.#facts(leg, status), ...more };
    const never = new AbortController().signal;
    const told = this.#post(url, body, MAX_REPLY_BYTES, never).then(
      (answer) => {
        if (answer.status >= 300) log.warn({ status: answer.status }, 'a FreeClimb customer refused a webhook');
      },
      () => log.warn({}, 'a FreeClimb customer could not be told'),
    );
    inBackground('freeclimb webhook', told);
  }

  #facts({ callId, direction, from, to }: CallLeg, callStatus: CallStatus) {
    const accountId = this.#parts.workspaceId;
    return {
      accountId,
      callId,
      from,
      to,
      direction,
      callStatus,
      parentCallId: null,
      conferenceId: null,
      queueId: null,
    };
  }

  #post(url: string, body: object, maxBytes: number, signal: AbortSignal): Promise<OutboundResponse> {
    const headers = [{ name: 'content-type', value: 'application/json' }];
    const { workspaceId: owner, send } = this.#parts;
    return send(
      { method: 'POST', url, headers, body: JSON.stringify(body), timeoutMs: TIMEOUT_MS, maxBytes, owner },
      signal,
    );
  }
}
