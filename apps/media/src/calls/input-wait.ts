import { type CommandOf, type EngineEvent, type SessionEvent, type TrackId, trackId } from '@callwright/protocol';
import type { Clock, Timer } from '../platform/clock.js';
import type { CallLeg } from './call-leg.js';

/** What a wait for input is made of. */
export type InputWaitParts = {
  readonly leg: Pick<CallLeg, 'callId'>;
  readonly clock: Clock;
  readonly post: (event: SessionEvent) => void;
};

/** Signs that the caller, or somebody who plays to them, goes on. */
const signs: ReadonlySet<string> = new Set(['startSpeaking', 'transcriptionDelta', 'dtmf', 'trackStart']);

/**
 * The wait that a playback may ask for (spec 0 §2, `waitInputTimeout`): when the caller gives no sign for so long after its
 * end, that is told by `silence`, whose `duration` is how long it was waited.
 */
export class InputWait {
  readonly #parts: InputWaitParts;
  /** What has been asked for of playbacks that have not ended, by their names; null: of words without one. */
  readonly #asked = new Map<string | null, number>();
  #timer: Timer | null = null;

  constructor(parts: InputWaitParts) {
    this.#parts = parts;
  }

  /** Notes what is played next. */
  onPlay({ playId, waitInputTimeout }: CommandOf<'tts' | 'play'>): void {
    if (waitInputTimeout === undefined || waitInputTimeout === 0) return;
    if (this.#asked.size >= MAX_ASKED) this.#asked.clear();
    this.#asked.set(playId ?? null, waitInputTimeout);
  }

  /** Something happened in the call. */
  note(event: EngineEvent): void {
    if (signs.has(event.event)) this.#stop();
    if (event.event !== 'trackEnd') return;
    // Words without a name of their own go behind those that are being said, whatever their name.
    const playId = event.playId !== undefined && this.#asked.has(event.playId) ? event.playId : null;
    const waitMs = this.#asked.get(playId);
    this.#asked.delete(playId);
    if (waitMs !== undefined && event.interrupted !== true) this.#wait(waitMs);
  }

  /** Nothing is waited for any more. Idempotent. */
  close(): void {
    this.#asked.clear();
    this.#stop();
  }

  get #track(): TrackId {
    return trackId.parse(this.#parts.leg.callId);
  }

  #wait(duration: number): void {
    const { clock, post } = this.#parts;
    this.#stop();
    this.#timer = clock.startTimer(duration, () => {
      this.#timer = null;
      const timestamp = clock.nowMs();
      post({ event: 'silence', timestamp, trackId: this.#track, startTime: timestamp - duration, duration });
    });
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}

/** Playbacks that wait to be heard; more are not queued anywhere. */
const MAX_ASKED = 256;
