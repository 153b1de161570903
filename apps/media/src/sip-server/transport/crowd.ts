import { addressKey } from './address-key.js';

/** Counts places in use, for each address and in all. */
export class Crowd {
  readonly #perAddress: number;
  readonly #inAll: number;
  readonly #byAddress = new Map<string, number>();
  #total = 0;

  constructor(perAddress: number, inAll: number) {
    this.#perAddress = perAddress;
    this.#inAll = inAll;
  }

  /** Takes a place; the function gives it back (once, however often it is called). Undefined when there is none. */
  enter(address: string): (() => void) | undefined {
    const key = addressKey(address);
    const taken = this.#byAddress.get(key) ?? 0;
    if (taken >= this.#perAddress || this.#total >= this.#inAll) return undefined;
    this.#byAddress.set(key, taken + 1);
    this.#total += 1;
    let isIn = true;
    return () => {
      if (isIn) this.#leave(key);
      isIn = false;
    };
  }

  #leave(key: string): void {
    this.#total -= 1;
    const left = (this.#byAddress.get(key) ?? 1) - 1;
    if (left > 0) this.#byAddress.set(key, left);
    else this.#byAddress.delete(key);
  }
}
