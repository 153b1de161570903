import { applyGain, blockSampleCount, mixInto } from '@callwright/audio';
import type { AmbianceOption } from '@callwright/protocol';
import { PlayTrack } from './play-track.js';
import type { PlaySources } from './playback.js';

/** What a bed of sound is made of. */
export type AmbianceOptions = {
  readonly option: AmbianceOption;
  readonly rateHz: number;
  readonly openPrompt: PlaySources['openPrompt'];
  /** It cannot be played; called at most once for each round of it. */
  readonly onFailed: (error: unknown) => void;
};

const DUCK_LEVEL = 0.1;
const NORMAL_LEVEL = 0.3;
const TRANSITION_SPEED = 0.1;

/** A bed of sound under one side of a call, again and again: softer while that side speaks, and never heard to change at once. */
export class Ambiance {
  readonly #option: AmbianceOption;
  readonly #sound: PlayTrack;
  readonly #block: Int16Array;
  /** It comes up from nothing. */
  #level = 0;

  constructor({ option, rateHz, openPrompt, onFailed }: AmbianceOptions) {
    this.#option = option;
    this.#block = new Int16Array(blockSampleCount(rateHz));
    this.#sound = new PlayTrack({ kind: 'file', playId: undefined, rateHz, isLooped: true });
    const open = (signal: AbortSignal) => openPrompt(option.path, rateHz, signal);
    this.#sound.add({ open, onFirst: () => undefined, onFailed });
  }

  /** Puts 20 ms of it under a block. @param isSpeaking whether there is anything in that */
  lieUnder(block: Int16Array, isSpeaking: boolean): void {
    const { duckLevel = DUCK_LEVEL, normalLevel = NORMAL_LEVEL, transitionSpeed = TRANSITION_SPEED } = this.#option;
    const before = this.#level;
    this.#level += ((isSpeaking ? duckLevel : normalLevel) - before) * transitionSpeed;
    this.#sound.pull(this.#block);
    applyGain(this.#block, before, this.#level);
    mixInto(block, this.#block);
  }

  close(): void {
    this.#sound.close();
  }
}
