import { isSilent } from '@callwright/audio';
import { EchoGuard } from './echo-guard.js';
import type { NoiseFilter } from './noise-filter.js';
import type { Processor } from './track.js';

/** What the ear listens to: the caller's sound without our own echo and, where asked for, without noise. */
export class CleanSound implements Processor {
  readonly name = 'clean';
  readonly seesHidden = true;
  readonly #guard: EchoGuard;
  readonly #noise: NoiseFilter | null;
  #raw: Int16Array | null = null;
  #cleaned: Int16Array | null = null;

  constructor(rateHz: number, noise: NoiseFilter | null) {
    this.#guard = new EchoGuard(rateHz);
    this.#noise = noise;
  }

  /** What the caller is given to hear; null for nothing. */
  say(block: Int16Array | null): void {
    this.#guard.say(block === null || isSilent(block) ? null : block);
  }

  process(block: Int16Array): void {
    this.#raw = block;
    // The filter goes on while the guard shuts: it learns the noise from what it is given.
    const quieter = this.#noise === null ? block : this.#noise.process(block);
    this.#cleaned = this.#guard.hear(quieter);
  }

  /** The cleaned form of the block last processed; any other block (the silence of who is hidden) as it is. */
  of(block: Int16Array): Int16Array {
    return block === this.#raw ? (this.#cleaned ?? block) : block;
  }

  close(): void {
    this.#noise?.close();
  }
}
