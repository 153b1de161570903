import type { CallSignalling } from '@callwright/protocol';
import { decodeText, headerOf, SignalTrace } from '@callwright/sip';
import type { TracedMessage } from '../../../sip-server/index.js';

/** Calls whose signalling is kept at a time, those included that never became one: scanners must not fill memory. */
const MAX_CALLS = 12_000;
/** Messages of calls: registrations and questions about health are of none. */
const METHODS = /\b(INVITE|ACK|BYE|CANCEL|PRACK|UPDATE|INFO|REFER|NOTIFY)\s*$/;

/** The signalling of calls under way, by their Call-ID, without secrets. */
export class CallTraces {
  readonly #traces = new Map<string, SignalTrace>();

  /** Takes a message of the wire in. Never throws. */
  readonly note = ({ direction, path, atMs, bytes, message }: TracedMessage): void => {
    const id = message && headerOf(message, 'Call-ID');
    if (!message || id === undefined || !METHODS.test(headerOf(message, 'CSeq') ?? '')) return;
    const isFirst = message.kind === 'request' && message.method === 'INVITE';
    const trace = this.#traces.get(id) ?? (isFirst ? this.#begin(id) : null);
    trace?.add({
      atMs,
      direction,
      transport: path.protocol,
      local: written(path.local),
      remote: written(path.remote),
      message: decodeText(bytes),
    });
  };

  /** What was kept of a call; null when nothing was. Forgotten with that. */
  take(sipCallId: string): CallSignalling | null {
    const kept = this.#traces.get(sipCallId)?.kept();
    this.#traces.delete(sipCallId);
    return kept ? { entries: [...kept.entries], droppedCount: kept.droppedCount } : null;
  }

  #begin(id: string): SignalTrace {
    const trace = new SignalTrace();
    this.#traces.set(id, trace);
    const [oldest] = this.#traces.keys();
    if (this.#traces.size > MAX_CALLS && oldest !== undefined) this.#traces.delete(oldest);
    return trace;
  }
}

const written = ({ address, port }: TracedMessage['path']['local']): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;
