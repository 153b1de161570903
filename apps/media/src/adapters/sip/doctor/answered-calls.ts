import type { Clock } from '../../../platform/clock.js';

/** How an answer of a call ended. `noAck`: nobody acknowledged it; `cutOff`: over when an answer without ACK would be. */
export type AnswerOutcome = 'good' | 'noAck' | 'cutOff';

/** What is known of the answered calls with some addresses. */
export type AnswersSeen = Readonly<Record<AnswerOutcome, number>>;

/** A call that was answered, by us (`in`) or by them (`out`). */
export type AnsweredCall = { readonly direction: 'in' | 'out'; readonly remote: string };

type Open = AnsweredCall & { readonly answeredAtMs: number; isAcknowledged: boolean };
type Judged = { readonly outcome: AnswerOutcome; readonly atMs: number };

/** RFC 3261 §13.3.1.4: an answer is repeated for 64*T1, 32 s, then the call is given up. Far sides do the same. */
const CUT_OFF = { leastMs: 30_000, mostMs: 35_000 };
/** By then an answer has been sent four times (at 0, 0.5, 1.5 and 3.5 s). */
const MISSING_AFTER_MS = 4000;
const MAX_OPEN = 5000;
const MAX_REMOTES = 500;
const MAX_OF_ONE = 100;
/** What was longer ago may have been put right. */
const KEPT_MS = 24 * 3_600_000;

/**
 * Keeps how the last calls with each address fared after their answer, for the doctor: a hundred a remote, of a day. The
 * address that was not heard of for longest is forgotten.
 */
export class AnsweredCalls {
  readonly #clock: Clock;
  readonly #open = new Map<string, Open>();
  readonly #judged = new Map<string, Judged[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A call got its final answer: the first word of a dialog. */
  answered(dialogId: string, call: AnsweredCall): void {
    if (this.#open.has(dialogId)) return;
    // What we answer is acknowledged by them; what they answer, by us.
    const isAcknowledged = call.direction === 'out';
    this.#open.set(dialogId, { ...call, answeredAtMs: this.#clock.nowMs(), isAcknowledged });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }

  /** Its answer could not be sent after all: its caller had gone. */
  withdrawn(dialogId: string): void {
    this.#open.delete(dialogId);
  }

  /** The server that knew of the calls is gone: nobody can tell how they end. */
  lost(): void {
    this.#open.clear();
  }

  /** Its ACK came. */
  acknowledged(dialogId: string): void {
    const call = this.#open.get(dialogId);
    if (call) call.isAcknowledged = true;
  }

  /** It is over. `isOurs`: we hung up of our own will, which says nothing of the far side. */
  ended(dialogId: string, isOurs: boolean): void {
    const call = this.#open.get(dialogId);
    if (!call) return;
    this.#open.delete(dialogId);
    const nowMs = this.#clock.nowMs();
    this.#judge(call.remote, { outcome: outcomeOf(call, nowMs, isOurs), atMs: nowMs });
  }

  /** How the calls with these addresses fared; those that wait for their ACK for longer than that should be are counted. */
  seen(isOfThem: (remote: string) => boolean): AnswersSeen {
    const nowMs = this.#clock.nowMs();
    const outcomes = [...this.#judged].flatMap(([remote, judged]) =>
      isOfThem(remote) ? judged.flatMap(({ outcome, atMs }) => (nowMs - atMs < KEPT_MS ? outcome : [])) : [],
    );
    const waiting = [...this.#open.values()].filter((call) => isOfThem(call.remote) && isMissing(call, nowMs));
    const count = (wanted: AnswerOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
    return { good: count('good'), noAck: count('noAck') + waiting.length, cutOff: count('cutOff') };
  }

  #judge(remote: string, judged: Judged): void {
    const known = this.#judged.get(remote) ?? [];
    this.#judged.delete(remote);
    this.#judged.set(remote, [...known, judged].slice(-MAX_OF_ONE));
    const [oldest] = this.#judged.keys();
    if (this.#judged.size > MAX_REMOTES && oldest !== undefined) this.#judged.delete(oldest);
  }
}

const isMissing = ({ isAcknowledged, answeredAtMs }: Open, nowMs: number): boolean =>
  !isAcknowledged && nowMs - answeredAtMs >= MISSING_AFTER_MS;

const outcomeOf = (call: Open, nowMs: number, isOurs: boolean): AnswerOutcome => {
  if (isMissing(call, nowMs)) return 'noAck';
  const lastedMs = nowMs - call.answeredAtMs;
  return !isOurs && lastedMs >= CUT_OFF.leastMs && lastedMs <= CUT_OFF.mostMs ? 'cutOff' : 'good';
};
