import type { CallSignalling } from '@callwright/protocol';
import { decodeText, headerOf, SignalTrace } from '@callwright/sip';
import type { TracedMessage } from '../../../sip-server/index.js';

/** Calls whose signalling is kept at a time, those included that never became one: scanners must not fill memory. */
const MAX_CALLS = 12_000;
/** The api takes no more of one call. */
const MAX_ENTRIES = 1000;
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

  /**
   * What was kept of a call that went by these Call-IDs, one for every phone or gateway that was tried; null when nothing
   * was. In the order of time; of too much, the latest is left out. Forgotten with that.
   */
  take(sipCallIds: readonly string[]): CallSignalling | null {
    const kept = [...new Set(sipCallIds)].flatMap((id) => {
      const one = this.#traces.get(id)?.kept();
      this.#traces.delete(id);
      return one ?? [];
    });
    if (kept.length === 0) return null;
    const entries = kept.flatMap((one) => one.entries);
    // Those of one trace are in order; where the clock was set back meanwhile they stay so.
    const sorted = kept.length === 1 ? entries : entries.toSorted((one, other) => one.atMs - other.atMs);
    const left = Math.max(0, sorted.length - MAX_ENTRIES);
    const droppedCount = kept.reduce((sum, one) => sum + one.droppedCount, left);
    return { entries: sorted.slice(0, MAX_ENTRIES), droppedCount };
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
