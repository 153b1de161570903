import type { CallSignalling, SignallingEntry } from '@callwright/protocol';
import { decodeText, headerOf, SignalTrace, type SipEndpoint } from '@callwright/sip';
import type { TracedMessage } from '../../../sip-server/index.js';

/** Calls whose signalling is kept at a time. */
const MAX_CALLS = 12_000;
/** INVITEs of which nobody has said yet that they are calls; most never become one, and they must not fill memory. */
const MAX_ASKED = 500;
/** The api takes no more of one call. */
const MAX_ENTRIES = 1000;
/** Messages of calls: registrations and questions about health are of none. */
const METHODS = /\b(INVITE|ACK|BYE|CANCEL|PRACK|UPDATE|INFO|REFER|NOTIFY)\s*$/;
/** An INVITE with a tag in its To belongs to a call that is there, or to none (RFC 3261 §12.2.2). */
const IN_DIALOG = /^(?:to|t)[ \t]*:.*;[ \t]*tag[ \t]*=/im;

/** A message as it came or went. `text`: all of it. */
export type HeardMessage = {
  readonly direction: 'in' | 'out';
  readonly transport: SignallingEntry['transport'];
  readonly local: SipEndpoint;
  readonly remote: SipEndpoint;
  /** Wall clock, in ms since the epoch. */
  readonly atMs: number;
  readonly text: string;
};

/** The signalling of calls under way, by their Call-ID, without secrets. */
export class CallTraces {
  readonly #traces = new Map<string, Trace>();
  readonly #asked = new Map<string, Trace>();

  /** Takes a message of the wire in. Never throws. */
  readonly note = ({ direction, path, atMs, bytes, message, isMalformed = false }: TracedMessage): void => {
    if (!message) return;
    const { protocol: transport, local, remote } = path;
    const about = { id: headerOf(message, 'Call-ID'), cseq: headerOf(message, 'CSeq') ?? '', isMalformed };
    this.#add(about, { direction, transport, local, remote, atMs, text: decodeText(bytes) });
  };

  /** Takes a message in that somebody else's server tells of, which may leave out its Via. Never throws. */
  readonly hear = (heard: HeardMessage): void => {
    const [head = ''] = heard.text.split('\r\n\r\n', 1);
    const id = /^(?:call-id|i)[ \t]*:[ \t]*(\S+)/im.exec(head)?.[1];
    this.#add({ id, cseq: /^cseq[ \t]*:(.*)$/im.exec(head)?.[1]?.trim() ?? '', isMalformed: false }, heard);
  };

  /**
   * What was kept of a call that went by these Call-IDs, one for every phone or gateway that was tried; null when nothing
   * was. In the order of time; of too much, the latest is left out. Forgotten with that.
   */
  take(sipCallIds: readonly string[]): CallSignalling | null {
    const kept = [...new Set(sipCallIds)].flatMap((id) => {
      const one = this.#find(id)?.signals.kept();
      this.#drop(id);
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

  /** What came with this Call-ID is a call: it stays until it is taken. */
  keep(id: string): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    this.#asked.delete(id);
    put(this.#traces, id, asked, MAX_CALLS);
  }

  /**
   * Lets go of an INVITE that came to no call, by its Call-ID and CSeq. Who asks again with a password goes by the same
   * Call-ID, and may have done so by now: what is kept of that stays.
   */
  forget(id: string, cseq: string): void {
    if (this.#find(id)?.cseq === cseq) this.#drop(id);
  }

  #find(id: string): Trace | undefined {
    return this.#traces.get(id) ?? this.#asked.get(id);
  }

  #drop(id: string): void {
    this.#traces.delete(id);
    this.#asked.delete(id);
  }

  #add({ id, cseq, isMalformed }: About, { local, remote, text, ...how }: HeardMessage): void {
    if (id === undefined || !METHODS.test(cseq)) return;
    const isInvite = text.startsWith('INVITE ');
    const isNew = isInvite && !isMalformed && !IN_DIALOG.test(text);
    const trace = this.#find(id) ?? (isNew ? this.#begin(id, how.direction) : null);
    if (trace && isInvite) trace.cseq = cseq;
    trace?.signals.add({ ...how, local: written(local), remote: written(remote), message: text });
  }

  // Whom we call is nobody's guess.
  #begin(id: string, direction: HeardMessage['direction']): Trace {
    const trace = { signals: new SignalTrace(), cseq: '' };
    if (direction === 'out') put(this.#traces, id, trace, MAX_CALLS);
    else put(this.#asked, id, trace, MAX_ASKED);
    return trace;
  }
}

/** Of too many the oldest goes. */
const put = (traces: Map<string, Trace>, id: string, trace: Trace, most: number): void => {
  traces.set(id, trace);
  const [oldest] = traces.keys();
  if (traces.size > most && oldest !== undefined) traces.delete(oldest);
};

/** What is kept of a call. `cseq`: of the INVITE that came or went last. */
type Trace = { readonly signals: SignalTrace; cseq: string };

/** Of which call a message is, and its CSeq. One that is malformed begins nothing: it comes to no call. */
type About = { readonly id: string | undefined; readonly cseq: string; readonly isMalformed: boolean };

const written = ({ address, port }: SipEndpoint): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;
