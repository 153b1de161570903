import { blockSampleCount } from '@callwright/audio';
import { inBlocks } from './in-blocks.js';
import type { KeptPackets } from './kept-packets.js';
import { type Produce, Production } from './production.js';

/** How much is kept, and who keeps it encoded too. */
export type KeptSoundsOptions = {
  /** The sounds used longest ago go when there is more; one of more than a quarter of it is not kept at all. */
  readonly maxBytes: number;
  readonly packets?: KeptPackets | undefined;
};

/** A sound by the name it is kept under; the rate is part of the name. */
export type SoundRequest = {
  readonly key: string;
  readonly rateHz: number;
  readonly produce: Produce;
  /** It is but a part of a sound: kept, but not encoded. */
  readonly isPart?: boolean;
};

/** What is kept now, and how often something had to go. */
export type KeptSoundsStats = { readonly sizeBytes: number; readonly count: number; readonly evictions: number };

type Kept = { readonly pieces: readonly Int16Array[]; readonly sizeBytes: number };

/** The share of all memory one sound may take. */
const LARGEST_SHARE = 1 / 4;

/**
 * Sounds in memory, for all calls of a process: each is made once however many ask for it meanwhile, and its pieces are
 * shared, never copied. Nobody may change them.
 */
export class KeptSounds {
  readonly #options: KeptSoundsOptions;
  /** Used longest ago first. */
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Production>();
  #sizeBytes = 0;
  #evictions = 0;

  constructor(options: KeptSoundsOptions) {
    this.#options = options;
  }

  /** Bytes of one sound up to which it is kept. */
  get maxSoundBytes(): number {
    return this.#options.maxBytes * LARGEST_SHARE;
  }

  get stats(): KeptSoundsStats {
    return { sizeBytes: this.#sizeBytes, count: this.#kept.size, evictions: this.#evictions };
  }

  /** `kept`: whole and at hand; `underWay`: being made for somebody; else null. */
  stateOf(key: string): 'kept' | 'underWay' | null {
    if (this.#kept.has(key)) return 'kept';
    return this.#underWay.get(key)?.isAbandoned === false ? 'underWay' : null;
  }

  /** The pieces of a sound that is kept; null when it is not. */
  piecesOf(key: string): readonly Int16Array[] | null {
    return this.#touch(key)?.pieces ?? null;
  }

  /** The sound piece by piece, in whole blocks but for the last. Rejects as `produce` does, or with the signal's reason. */
  async *open(request: SoundRequest, signal: AbortSignal): AsyncIterable<Int16Array> {
    signal.throwIfAborted();
    const kept = this.#touch(request.key);
    if (kept === null) yield* this.#production(request).listen(signal);
    else yield* kept.pieces;
  }

  /** Forgets everything; what is being made goes on for those who listen. */
  clear(): void {
    this.#kept.clear();
    this.#underWay.clear();
    this.#sizeBytes = 0;
  }

  /** Makes it the one used last. */
  #touch(key: string): Kept | null {
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  #production({ key, rateHz, produce, isPart = false }: SoundRequest): Production {
    const known = this.#underWay.get(key);
    if (known?.isAbandoned === false) return known;
    const production = new Production((signal) => inBlocks(produce(signal), blockSampleCount(rateHz)));
    this.#underWay.set(key, production);
    const settle = (pieces: readonly Int16Array[] | null) => {
      if (this.#underWay.get(key) !== production) return;
      this.#underWay.delete(key);
      if (pieces !== null && this.#keep(key, pieces) && !isPart) this.#options.packets?.add(pieces, rateHz);
    };
    // A failure is told to those who listen; there is nothing to keep then.
    production.done.then(settle, () => settle(null));
    return production;
  }

  #keep(key: string, pieces: readonly Int16Array[]): boolean {
    const sizeBytes = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (sizeBytes > this.maxSoundBytes) return false;
    this.#kept.set(key, { pieces, sizeBytes });
    this.#sizeBytes += sizeBytes;
    for (const [oldest, kept] of this.#kept) {
      if (this.#sizeBytes <= this.#options.maxBytes) break;
      this.#kept.delete(oldest);
      this.#sizeBytes -= kept.sizeBytes;
      this.#evictions += 1;
    }
    return true;
  }
}
