import { blockSampleCount } from '@callwright/audio';
import { RINGBACK, WAITING } from '../../link/tone-urls.js';
import { PlayTrack } from './play-track.js';
import type { PlaySources } from './playback.js';
import { ringback, waitingTone } from './room-tones.js';

/** Where a room gets its music from. */
export type OpenMusic = PlaySources['openPrompt'];

/** A recording played again and again to all who hear it, from one place; of a long one only what is next is held. */
export class RoomMusic {
  readonly #track: PlayTrack;
  readonly #block: Int16Array;
  #isPulled = false;

  /** @param onFailed told once when it cannot be played; it is silence then */
  constructor(url: string, rateHz: number, open: OpenMusic, onFailed: (error: unknown) => void) {
    this.#block = new Int16Array(blockSampleCount(rateHz));
    this.#track = new PlayTrack({ kind: 'file', playId: undefined, rateHz, isLooped: true });
    this.#track.add({
      open: (signal) => openTone(url, rateHz) ?? open(url, rateHz, signal),
      onFirst: () => undefined,
      onFailed,
    });
  }

  /** The 20 ms of this mix: the same for everybody. */
  get block(): Int16Array {
    if (!this.#isPulled) this.#track.pull(this.#block);
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
    this.#track.close();
  }
}

/** A tone of our own; null for the address of a recording. */
function openTone(url: string, rateHz: number): AsyncIterable<Int16Array> | null {
  if (url === RINGBACK) return roundOf(ringback(rateHz));
  return url === WAITING ? roundOf(waitingTone(rateHz)) : null;
}

async function* roundOf(samples: Int16Array): AsyncIterable<Int16Array> {
  yield samples;
}
