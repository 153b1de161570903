import { BLOCK_MS, mixInto, Resampler } from '@callwright/audio';

/** A side of a call at one rate, made once a tick however many ask for it. */
type RatedSide = { readonly block: Int16Array; readonly resampler: Resampler; madeInTick: number };

/** What forks of one call hear of it: changing the rate is what costs, and is done once for all of them. */
export class ForkSides {
  readonly #rateHz: number;
  readonly #rated = { caller: new Map<number, RatedSide>(), callee: new Map<number, RatedSide>() };
  readonly #mixed = new Map<number, Int16Array>();
  #sides: { readonly caller: Int16Array; readonly callee: Int16Array };
  #tick = 0;

  /** @param rateHz of the call */
  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    const silence = new Int16Array((rateHz * BLOCK_MS) / 1000);
    this.#sides = { caller: silence, callee: silence };
  }

  /** The next 20 ms; in the tick. */
  next(caller: Int16Array, callee: Int16Array): void {
    this.#sides = { caller, callee };
    this.#tick += 1;
  }

  /** One side at any rate, valid until the next tick. */
  side(name: 'caller' | 'callee', rateHz: number): Int16Array {
    const block = this.#sides[name];
    if (rateHz === this.#rateHz) return block;
    const rated = this.#rated[name].get(rateHz) ?? this.#rate(name, rateHz);
    if (rated.madeInTick !== this.#tick) rated.resampler.processInto(block, rated.block);
    rated.madeInTick = this.#tick;
    return rated.block;
  }

  /** Both as one, valid until the next call. */
  mixed(rateHz: number): Int16Array {
    const both = this.#mixed.get(rateHz) ?? new Int16Array((rateHz * BLOCK_MS) / 1000);
    this.#mixed.set(rateHz, both);
    both.set(this.side('caller', rateHz));
    mixInto(both, this.side('callee', rateHz));
    return both;
  }

  #rate(name: 'caller' | 'callee', rateHz: number): RatedSide {
    const block = new Int16Array((rateHz * BLOCK_MS) / 1000);
    const rated = { block, resampler: new Resampler(this.#rateHz, rateHz), madeInTick: 0 };
    this.#rated[name].set(rateHz, rated);
    return rated;
  }
}
