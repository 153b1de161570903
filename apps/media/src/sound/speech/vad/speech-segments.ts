import type { VadDecision, VadOptions } from './port.js';

/** How probabilities become turns. */
export type SpeechSegmentOptions = Required<Omit<VadOptions, 'rateHz'>> & {
  /** How long what judges the frames goes on to hear a voice that has ended, in ms; so much earlier is it quiet. */
  readonly lagMs: number;
};

/**
 * What is used where nothing is asked for. 500 ms of quiet end a turn: callers pause up to about 400 ms inside one
 * ("four two ... one seven"), and every ms more is a ms later answer. 90 ms of speech are three frames: a click is one.
 */
export const speechSegmentDefaults: SpeechSegmentOptions = {
  voiceThreshold: 0.5,
  stopThreshold: 0.35,
  minimumSpeechMs: 90,
  speechPaddingMs: 250,
  silencePaddingMs: 500,
  pauseMs: Number.POSITIVE_INFINITY,
  lagMs: 0,
};

/** One frame of sound and how likely it is speech, 0 to 1. Times are ms since the first sample. */
export type JudgedFrame = { readonly probability: number; readonly startMs: number; readonly endMs: number };

/** Fills in the defaults; a stop above the start is brought down to it. */
export function segmentOptions(options: Partial<SpeechSegmentOptions>): SpeechSegmentOptions {
  const voiceThreshold = options.voiceThreshold ?? speechSegmentDefaults.voiceThreshold;
  // The distance of the defaults is kept when only the start is given.
  const gap = speechSegmentDefaults.voiceThreshold - speechSegmentDefaults.stopThreshold;
  const stopThreshold = Math.min(options.stopThreshold ?? Math.max(0.01, voiceThreshold - gap), voiceThreshold);
  return {
    voiceThreshold,
    stopThreshold,
    minimumSpeechMs: options.minimumSpeechMs ?? speechSegmentDefaults.minimumSpeechMs,
    speechPaddingMs: options.speechPaddingMs ?? speechSegmentDefaults.speechPaddingMs,
    silencePaddingMs: options.silencePaddingMs ?? speechSegmentDefaults.silencePaddingMs,
    pauseMs: options.pauseMs ?? speechSegmentDefaults.pauseMs,
    lagMs: options.lagMs ?? speechSegmentDefaults.lagMs,
  };
}

/**
 * Turns frame after frame into turns: `startSpeaking` once enough speech came in one piece, `silence` once it has been
 * quiet for long enough after it; in between `pause`, `resume` and `goesOn`, where wanted. Between the two thresholds nothing changes.
 */
export class SpeechSegments {
  readonly #options: SpeechSegmentOptions;
  #isSpeaking = false;
  /** Start of the speech being heard or considered; null while it is quiet. */
  #speechStartMs: number | null = null;
  /** Start of the quiet that may end the turn. */
  #quietStartMs: number | null = null;
  /** The quiet has been told as a pause. */
  #isPaused = false;
  /** When the voice came back after a pause, until that is sure; null when it did not, or is. */
  #resumedMs: number | null = null;
  /** End of the turn before; a start is not put back behind it. */
  #lastEndMs = 0;

  constructor(options: Partial<SpeechSegmentOptions> = {}) {
    this.#options = segmentOptions(options);
  }

  /** Takes the next frame. @returns what it decides, if anything */
  push(frame: JudgedFrame): VadDecision | null {
    return this.#isSpeaking ? this.#hearEnd(frame) : this.#hearStart(frame);
  }

  #hearStart({ probability, startMs, endMs }: JudgedFrame): VadDecision | null {
    const { voiceThreshold, stopThreshold, minimumSpeechMs, speechPaddingMs } = this.#options;
    if (probability >= voiceThreshold) this.#speechStartMs ??= startMs;
    else if (probability < stopThreshold) this.#speechStartMs = null;
    if (this.#speechStartMs === null || endMs - this.#speechStartMs < minimumSpeechMs) return null;
    this.#isSpeaking = true;
    this.#speechStartMs = Math.max(this.#lastEndMs, this.#speechStartMs - speechPaddingMs);
    return { decision: 'startSpeaking', startTimeMs: this.#speechStartMs };
  }

  #hearEnd({ probability, startMs, endMs }: JudgedFrame): VadDecision | null {
    const { voiceThreshold, stopThreshold, silencePaddingMs, lagMs } = this.#options;
    if (probability >= voiceThreshold) this.#quietStartMs = null;
    else if (probability < stopThreshold) this.#quietStartMs ??= Math.max(this.#speechStartMs ?? 0, startMs - lagMs);
    if (this.#quietStartMs === null) return this.#resume(startMs) ?? this.#goOn(endMs);
    this.#resumedMs = null;
    if (endMs - this.#quietStartMs < silencePaddingMs) return this.#pause(this.#quietStartMs, endMs);
    const startTimeMs = this.#quietStartMs;
    const durationMs = startTimeMs - (this.#speechStartMs ?? startTimeMs);
    this.#isSpeaking = false;
    this.#isPaused = false;
    this.#speechStartMs = null;
    this.#quietStartMs = null;
    this.#lastEndMs = startTimeMs;
    return { decision: 'silence', startTimeMs, durationMs };
  }

  #pause(startTimeMs: number, nowMs: number): VadDecision | null {
    if (this.#isPaused || nowMs - startTimeMs < this.#options.pauseMs) return null;
    this.#isPaused = true;
    return { decision: 'pause', startTimeMs };
  }

  #resume(startTimeMs: number): VadDecision | null {
    if (!this.#isPaused) return null;
    this.#isPaused = false;
    this.#resumedMs = startTimeMs;
    return { decision: 'resume', startTimeMs };
  }

  #goOn(nowMs: number): VadDecision | null {
    const startTimeMs = this.#resumedMs;
    if (startTimeMs === null || nowMs - startTimeMs < this.#options.minimumSpeechMs) return null;
    this.#resumedMs = null;
    return { decision: 'goesOn', startTimeMs };
  }
}
