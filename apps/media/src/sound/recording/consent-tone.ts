import { applyGain, BLOCK_MS, blockSampleCount, mixInto, msToSamples, sine } from '@callwright/audio';
import { SERVER_TRACK } from '@callwright/protocol';

/** 47 CFR §64.501 and the practice before it: 1400 Hz for a fifth of a second, every 15 seconds. */
const FREQUENCY_HZ = 1400;
const BEEP_MS = 200;
const PERIOD_MS = 15_000;
/** -20 dBFS: heard over a prompt, and not in its way. */
const AMPLITUDE = 10 ** (-20 / 20);
/** Long enough not to click. */
const EDGE_MS = 10;

/** The beep by which both sides know that they are recorded: a track beside whatever else is played, mixed and not in its place. */
export class ConsentTone {
  readonly id = SERVER_TRACK;
  readonly kind = 'file';
  readonly delayMs = 0;
  readonly #beep: Int16Array;
  /** What the last `pull` gave. */
  readonly #block: Int16Array;
  readonly #mixed: Int16Array;
  /** Of the recording so far, without its pauses; null while it stands still. */
  #passedMs: number | null = null;

  constructor(rateHz: number) {
    this.#block = new Int16Array(blockSampleCount(rateHz));
    this.#mixed = new Int16Array(this.#block.length);
    this.#beep = sine(FREQUENCY_HZ, BEEP_MS, rateHz, AMPLITUDE);
    const edge = msToSamples(EDGE_MS, rateHz);
    applyGain(this.#beep.subarray(0, edge), 0, 1);
    applyGain(this.#beep.subarray(this.#beep.length - edge), 1, 0);
  }

  /** The last 20 ms were silence. */
  get isIdle(): boolean {
    // Before its first pull nothing has sounded yet.
    return !this.#passedMs || (this.#passedMs - BLOCK_MS) % PERIOD_MS >= BEEP_MS;
  }

  /** Beeps at once and then every 15 seconds, or is silent. */
  set isOn(isOn: boolean) {
    if (!isOn) this.#passedMs = null;
    else this.#passedMs ??= 0;
  }

  pull(block: Int16Array): void {
    this.#block.fill(0);
    if (this.#passedMs !== null) {
      const at = ((this.#passedMs % PERIOD_MS) / BLOCK_MS) * block.length;
      if (at < this.#beep.length) this.#block.set(this.#beep.subarray(at, at + block.length));
      this.#passedMs += BLOCK_MS;
    }
    block.set(this.#block);
  }

  /** A block with the last 20 ms of the tone over it: the same while that is silent, else one that is used again. */
  over(block: Int16Array): Int16Array {
    if (this.isIdle) return block;
    this.#mixed.set(block);
    mixInto(this.#mixed, this.#block);
    return this.#mixed;
  }

  close(): void {
    this.#passedMs = null;
  }
}
