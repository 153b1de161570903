import type { EouOption } from '@callwright/protocol';

/** A turn that goes on for longer is cut: whoever listens must get to answer. */
export const MAX_TURN_MS = 50_000;

/** A turn is over. Times in ms since the epoch, on the stream's clock. */
export type TurnEnd = {
  /** When the quiet began that ended it, or when it was cut. */
  readonly endMs: number;
  /** False when the caller went on speaking, and was cut. */
  readonly completed: boolean;
};

/** What a detector asks and tells. */
export type TurnPorts = {
  /** Whether what was understood so far is the beginning of something longer. */
  readonly couldGoOn: () => boolean;
  readonly onEnd: (end: TurnEnd) => void;
  /** A turn has begun: with the first speech, with speech after a turn that ended early, or behind one that was cut. */
  readonly onBegin: (startMs: number) => void;
};

/**
 * Decides when the caller's turn is over. Without `eou.silence` that is when the voice detector says so; with it, so long
 * after the voice fell silent, be that sooner or later. `eou.unfinishedSilence` is waited for where more is to be expected.
 */
export class TurnDetector {
  readonly #eou: EouOption;
  readonly #ports: TurnPorts;
  #startMs: number | null = null;
  #quietSinceMs: number | null = null;
  /** The voice detector has called it silence. */
  #isSilent = false;

  constructor(eou: EouOption | undefined, ports: TurnPorts) {
    this.#eou = eou ?? {};
    this.#ports = ports;
  }

  /** Whether the caller has the word. */
  get isOpen(): boolean {
    return this.#startMs !== null;
  }

  /** A voice is heard: a turn begins, or the one under way goes on. */
  onSpeech(startMs: number): void {
    this.#quietSinceMs = null;
    this.#isSilent = false;
    if (this.#startMs === null) this.#begin(startMs);
  }

  /** The voice may have fallen silent. */
  onPause(quietSinceMs: number): void {
    if (this.#startMs !== null) this.#quietSinceMs = quietSinceMs;
  }

  /** It has fallen silent, as far as the voice detector goes. @param nowMs how far the sound has been heard */
  onSilence(quietSinceMs: number, nowMs: number): void {
    if (this.#startMs === null) return;
    this.#quietSinceMs = quietSinceMs;
    this.#isSilent = true;
    this.tick(nowMs);
  }

  /** Time passes. @param nowMs how far the sound has been heard, in ms since the epoch */
  tick(nowMs: number): void {
    if (this.#startMs === null) return;
    if (this.#quietSinceMs === null) {
      if (nowMs - this.#startMs >= MAX_TURN_MS) this.#cut(nowMs);
    } else if (this.#isOver(nowMs - this.#quietSinceMs)) this.#end({ endMs: this.#quietSinceMs, completed: true });
  }

  /** Nobody listens any more: what was going on is no turn. */
  forget(): void {
    this.#startMs = null;
    this.#quietSinceMs = null;
    this.#isSilent = false;
  }

  #isOver(quietMs: number): boolean {
    const { silence, unfinishedSilence } = this.#eou;
    if (silence === undefined ? !this.#isSilent : quietMs < silence) return false;
    return unfinishedSilence === undefined || quietMs >= unfinishedSilence || !this.#ports.couldGoOn();
  }

  #begin(startMs: number): void {
    this.#startMs = startMs;
    this.#ports.onBegin(startMs);
  }

  #end(end: TurnEnd): void {
    this.forget();
    this.#ports.onEnd(end);
  }

  #cut(nowMs: number): void {
    this.#end({ endMs: nowMs, completed: false });
    this.#begin(nowMs);
  }
}
