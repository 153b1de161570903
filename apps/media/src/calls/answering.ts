import { type AppError, type CommandOf, type ErrorCode, type SessionEvent, trackId } from '@callwright/protocol';
import type { Clock, Timer } from '../platform/clock.js';
import type { CallEnding } from './call-events.js';
import type { CallLeg } from './call-leg.js';
import type { CallSound } from './call-sound.js';
import type { SoundStream } from './sound-port.js';

/** What the answering of a call is made of. */
export type AnsweringParts = {
  readonly leg: CallLeg;
  readonly clock: Clock;
  readonly sound: CallSound;
  readonly post: (event: SessionEvent) => void;
  readonly end: (ending: CallEnding) => void;
  /** The call was answered, and no sound has come in time. */
  readonly onSilent: () => void;
};

/** How a call that came in is met: at once, when its flow says so (it rings until then), or by whoever decides. */
export type Welcome = 'atOnce' | 'later' | 'asked';

/** After the answer, sound must flow within this time. ICE itself gives up after 15 to 30 s. */
const MEDIA_TIMEOUT_MS = 20_000;
/** RFC 3261 §16.6: a proxy gives up a call that rings for three minutes (timer C). We are first. */
const MAX_RINGING_MS = 170_000;
/** RFC 3261 §21: what a far side that has not been answered is told. */
const codes = { unavailable: 480, notAcceptable: 488, failed: 500, stopping: 503, declined: 603 } as const;
const codesOfErrors: Partial<Record<ErrorCode, number>> = {
  'media.badSdp': codes.notAcceptable,
  'media.noCommonCodec': codes.notAcceptable,
  'media.noPort': codes.stopping,
  'media.noWorker': codes.stopping,
  'media.soundLost': codes.stopping,
  'call.busy': codes.stopping,
};

/** What lies between a call's arrival and its answer, and whether it comes to be answered at all. */
export class Answering {
  readonly #parts: AnsweringParts;
  readonly #timers: Timer[] = [];
  #state: 'new' | 'waiting' | 'answered' | 'closed' = 'new';
  #isEarly = false;
  #isWanted = false;
  #hasMedia = false;
  #wasRefused = false;
  #sdp = '';
  #answeredAtMs: number | null = null;
  #rangAtMs: number | null = null;
  #onAnswer: (() => void) | null = null;

  constructor(parts: AnsweringParts) {
    this.#parts = parts;
  }

  get answeredAtMs(): number | null {
    return this.#answeredAtMs;
  }

  /** When it began to ring; null when it never did. */
  get rangAtMs(): number | null {
    return this.#rangAtMs;
  }

  /** Whether the call has come in, can be heard, and has not been answered. */
  get isWaiting(): boolean {
    return this.#state === 'waiting';
  }

  /** Agrees about sound, and answers if that is due. @throws AppError as {@link CallLeg.openSound} */
  async open(stream: SoundStream, welcome: Welcome): Promise<void> {
    const { leg, clock, sound, post } = this.#parts;
    const { sdp } = await leg.openSound(stream, (event) => this.#hear(event));
    if (this.#state === 'closed') return;
    this.#sdp = sdp;
    if (!this.#isPatient || welcome === 'atOnce' || this.#isWanted) {
      this.#answer();
      return;
    }
    this.#state = 'waiting';
    this.#startTimer(MAX_RINGING_MS, () => this.#parts.end({ reason: 'noAnswer', initiator: 'system' }));
    sound.open();
    const { option, from: caller, to: callee, headers } = leg;
    // What the flow does on `incoming` comes after that it rings.
    if (welcome === 'later') this.#ring(false);
    const told = { caller, callee, sdp: option.offer ?? '', ...(Object.keys(headers).length > 0 && { headers }) };
    post({ event: 'incoming', timestamp: clock.nowMs(), ...this.#track, ...told });
  }

  /** Answers; what has been answered stays so. A call that is not ready yet is answered as soon as it is. */
  accept(): void {
    this.#isWanted = true;
    if (this.isWaiting) this.#answer();
  }

  /** Tells the far side that it rings, with sound of ours or without. @returns whether it does */
  ring({ earlyMedia = false, ringtone }: Pick<CommandOf<'ringing'>, 'earlyMedia' | 'ringtone'>): boolean {
    if (this.isWaiting) this.#ring(earlyMedia || ringtone !== undefined);
    return this.isWaiting;
  }

  /** Called once when the call is answered; of several, the last. */
  onAnswer(task: () => void): void {
    this.#onAnswer = task;
  }

  /** Something of ours is to be heard: before the answer, the far side must be told so. */
  beforeSound(): void {
    if (this.isWaiting && !this.#isEarly) this.#ring(true);
  }

  /** It was joined to the call that made it, which is an answer. */
  answeredByBridge(): void {
    this.#note();
    this.#parts.sound.open();
  }

  /** Sound flows. */
  noteMedia(): void {
    this.#hasMedia = true;
  }

  /** What the far side is told before the `hangup` of a call that was not answered; null when it knows. */
  rejectionFor({ reason, initiator, hasFailed, code }: CallEnding): SessionEvent | null {
    const isOpen = this.#state === 'new' || this.isWaiting;
    if (!isOpen || !this.#isPatient || initiator === 'caller') return null;
    const usual = reason === 'shutdown' ? codes.stopping : hasFailed ? codes.failed : codes.unavailable;
    return this.#rejection(reason, code ?? usual);
  }

  /** How a call of ours that came to nothing ends; tells the `reject` that its leg has not told. */
  unreached({ code, message }: AppError): CallEnding {
    if (!this.#wasRefused) this.#parts.post(this.#rejection(message));
    if (code === 'call.busy') return { reason: 'busy', initiator: 'callee' };
    if (code === 'media.timeout') return { reason: 'noAnswer', initiator: 'system' };
    if (code === 'call.rejected') return { reason: 'rejected', initiator: 'callee' };
    if (code === 'call.refused') return { reason: 'rejected', initiator: 'callee', hasFailed: true };
    return { reason: 'failed', initiator: 'system', hasFailed: true };
  }

  /** No timer of it remains. Idempotent. */
  close(): void {
    this.#state = 'closed';
    for (const timer of this.#timers) timer.cancel();
  }

  get #isPatient(): boolean {
    const { direction, capabilities } = this.#parts.leg;
    return direction === 'inbound' && capabilities.includes('earlyMedia');
  }

  // Spec 0 §2: a client says how long the connection of its sound may take; of a call of ours it is how long it rings.
  get #mediaTimeoutMs(): number {
    const { direction, option } = this.#parts.leg;
    const isAsked = direction === 'inbound' && option.handshakeTimeout !== undefined;
    return isAsked ? (option.handshakeTimeout ?? 0) * 1000 : MEDIA_TIMEOUT_MS;
  }

  get #track() {
    return { trackId: trackId.parse(this.#parts.leg.callId) };
  }

  #hear(event: SessionEvent): void {
    if (event.event === 'reject') this.#wasRefused = true;
    if (event.event === 'ringing') this.#rangAtMs ??= event.timestamp;
    this.#parts.post(event);
  }

  #ring(earlyMedia: boolean): void {
    const { post, clock } = this.#parts;
    this.#isEarly ||= earlyMedia;
    this.#rangAtMs ??= clock.nowMs();
    post({ event: 'ringing', timestamp: clock.nowMs(), ...this.#track, earlyMedia: this.#isEarly });
  }

  #answer(): void {
    const { post, sound } = this.#parts;
    for (const timer of this.#timers.splice(0)) timer.cancel();
    post({ event: 'answer', timestamp: this.#note(), ...this.#track, sdp: this.#sdp });
    sound.open();
    this.#onAnswer?.();
    this.#onAnswer = null;
  }

  #note(): number {
    const nowMs = this.#parts.clock.nowMs();
    this.#state = 'answered';
    this.#answeredAtMs = nowMs;
    this.#startTimer(this.#mediaTimeoutMs, () => {
      if (!this.#hasMedia) this.#parts.onSilent();
    });
    return nowMs;
  }

  #rejection(reason: string, code?: number): SessionEvent {
    const timestamp = this.#parts.clock.nowMs();
    return { event: 'reject', timestamp, ...this.#track, reason, ...(code === undefined ? {} : { code }) };
  }

  #startTimer(afterMs: number, task: () => void): void {
    this.#timers.push(this.#parts.clock.startTimer(afterMs, task));
  }
}

/** How a call ends that cannot begin. */
export const failingFor = ({ code }: AppError): CallEnding => ({
  reason: 'failed',
  initiator: 'system',
  hasFailed: true,
  ...(codesOfErrors[code] === undefined ? {} : { code: codesOfErrors[code] }),
});

/** How a call ends that is declined. */
export const decliningWith = ({ reason = 'rejected', code = codes.declined }: CommandOf<'reject'>): CallEnding => ({
  reason,
  initiator: 'system',
  code,
});
