import type { Clock, Timer } from '../../platform/clock.js';
import { takeSentences } from '../speech/tts/split-sentences.js';

/** What a stream of text tells. */
export type TextStreamOptions = {
  readonly clock: Clock;
  /** The pieces have stopped coming without an end. */
  readonly onStalled: () => void;
};

/** Pieces that do not come for so long come no more. */
export const STALLED_AFTER_MS = 30_000;

/**
 * A text that comes in pieces, as a language model writes it: words and sentences may be cut anywhere. It is given on
 * sentence by sentence, each as soon as it is complete.
 */
export class TextStream {
  readonly #options: TextStreamOptions;
  #rest = '';
  #watchdog: Timer;
  /** Whether a piece of it holds what only this caller should hear; then all that follows may. */
  isPersonal = false;

  constructor(options: TextStreamOptions) {
    this.#options = options;
    this.#watchdog = this.#watch();
  }

  /** Takes the next piece. @returns the sentences it completes */
  push(text: string): readonly string[] {
    this.#watchdog.cancel();
    this.#watchdog = this.#watch();
    const { sentences, rest } = takeSentences(this.#rest + text);
    this.#rest = rest;
    return sentences.filter(isSpoken);
  }

  /** What has not been given on yet, though it may be no whole sentence. */
  flush(): readonly string[] {
    const rest = this.#rest;
    this.#rest = '';
    return [rest.trim()].filter(isSpoken);
  }

  /** Stops watching. Idempotent. */
  close(): void {
    this.#watchdog.cancel();
  }

  #watch(): Timer {
    return this.#options.clock.startTimer(STALLED_AFTER_MS, this.#options.onStalled);
  }
}

/** Marks of punctuation alone are nothing to say. */
const isSpoken = (sentence: string): boolean => /[\p{L}\p{N}\p{S}]/u.test(sentence);
