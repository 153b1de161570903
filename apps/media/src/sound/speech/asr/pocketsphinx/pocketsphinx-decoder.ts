import { AppError } from '@callwright/protocol';
import { loadPocketsphinx } from './pocketsphinx-library.js';
import type { PocketsphinxModel } from './pocketsphinx-model.js';

/** One decoder, about 100 MB and 0.3 s to make: understands one utterance at a time, and blocks while it works. */
export class PocketsphinxDecoder {
  readonly #library: ReturnType<typeof loadPocketsphinx>;
  readonly #decoder: unknown;

  /** @throws AppError `speech.notConfigured` without the library, `speech.badModel` when it does not take the model */
  constructor({ args }: PocketsphinxModel) {
    this.#library = loadPocketsphinx();
    const values = ['callwright', ...args, '-logfn', '/dev/null'];
    const config = this.#library.parse(null, this.#library.args(), values.length, values, 0);
    this.#decoder = config ? this.#library.init(config) : null;
    if (!this.#decoder) throw new AppError('speech.badModel', 'PocketSphinx cannot use the model');
  }

  /** Begins an utterance. @throws AppError `speech.asrFailed` when it cannot */
  begin(): void {
    const result = this.#library.startUtterance(this.#decoder);
    if (typeof result === 'number' && result < 0) throw new AppError('speech.asrFailed', 'PocketSphinx refused');
  }

  /** @param isWhole the utterance is all of this */
  hear(samples: Int16Array, isWhole = false): void {
    this.#library.process(this.#decoder, samples, samples.length, 0, isWhole ? 1 : 0);
  }

  /** The words so far; empty without. */
  words(): string {
    const text = this.#library.hypothesis(this.#decoder, [0]);
    return typeof text === 'string' ? text.trim() : '';
  }

  /** Ends the utterance. @returns its words */
  end(): string {
    this.#library.endUtterance(this.#decoder);
    return this.words();
  }
}
