import { draw } from '../random.js';

/** Dice that fall the same way for the same seed. */
export class Chance {
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
  }

  /** A whole number from 0 up to but not `count`. */
  below(count: number): number {
    const { value, seed } = draw(this.#seed);
    this.#seed = seed;
    return Math.floor(value * count);
  }

  /** Whether something comes that comes once in so many times. */
  onceIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of several. @throws RangeError when there is none */
  oneOf<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('There is nothing to choose from.');
    return value;
  }
}
