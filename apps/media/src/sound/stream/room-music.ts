import { blockSampleCount } from '@callwright/audio';
import { RINGBACK, WAITING } from '../../link/tone-urls.js';
import type { PlaySources } from './playback.js';
import { ringback, waitingTone } from './room-tones.js';

/** Where a room gets its music from. */
export type OpenMusic = PlaySources['openPrompt'];

/** A recording played again and again to all who hear it, from one place: the pieces are the store's own, not copies. */
export class RoomMusic {
  readonly #pieces: Int16Array[] = [];
  readonly #abort = new AbortController();
  readonly #block: Int16Array;
  #isComplete = false;
  #piece = 0;
  #offset = 0;
  #isPulled = false;

  /** @param onFailed told once when it cannot be played; it is silence then */
  constructor(url: string, rateHz: number, open: OpenMusic, onFailed: (error: unknown) => void) {
    this.#block = new Int16Array(blockSampleCount(rateHz));
    const own = toneOf(url, rateHz);
    if (own === null) void this.#fetch(open(url, rateHz, this.#abort.signal), onFailed);
    else {
      this.#pieces.push(own);
      this.#isComplete = true;
    }
  }

  /** The 20 ms of this mix: the same for everybody. */
  get block(): Int16Array {
    if (!this.#isPulled) this.#pull();
    this.#isPulled = true;
    return this.#block;
  }

  /** The mix is done. @returns whether anybody heard it */
  settle(): boolean {
    const wasHeard = this.#isPulled;
    this.#isPulled = false;
    return wasHeard;
  }

  close(): void {
    this.#abort.abort();
  }

  async #fetch(pieces: AsyncIterable<Int16Array>, onFailed: (error: unknown) => void): Promise<void> {
    try {
      for await (const piece of pieces) if (piece.length > 0) this.#pieces.push(piece);
      this.#isComplete = true;
    } catch (error) {
      // Nobody waits for music that nobody hears any more.
      if (!this.#abort.signal.aborted) onFailed(error);
    }
  }

  #pull(): void {
    let at = 0;
    while (at < this.#block.length) {
      const piece = this.#next();
      if (piece === null) break;
      const part = Math.min(this.#block.length - at, piece.length - this.#offset);
      this.#block.set(piece.subarray(this.#offset, this.#offset + part), at);
      at += part;
      this.#offset += part;
    }
    this.#block.fill(0, at);
  }

  /** The piece that is being played; null where the next one is still being read, or none will come. */
  #next(): Int16Array | null {
    const piece = this.#pieces[this.#piece];
    if (piece !== undefined && this.#offset < piece.length) return piece;
    if (piece !== undefined) {
      this.#piece += 1;
      this.#offset = 0;
    }
    if (this.#piece === this.#pieces.length && this.#isComplete) this.#piece = 0;
    return this.#pieces[this.#piece] ?? null;
  }
}

function toneOf(url: string, rateHz: number): Int16Array | null {
  if (url === RINGBACK) return ringback(rateHz);
  return url === WAITING ? waitingTone(rateHz) : null;
}
