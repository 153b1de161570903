import { BLOCK_MS, blockSampleCount } from '@callwright/audio';

/** Where answering machines beep. */
const LOWEST_HZ = 400;
const HIGHEST_HZ = 2100;
const STEP_HZ = 40;
/** Softer than this is no beep, in dB below full scale. */
const LEAST_POWER = 32_768 ** 2 * 10 ** -4.5;
/** How much of all sound the one tone must be: of speech no single tone is, and of two tones neither. */
const LEAST_SHARE = 0.65;
/** What a steady tone may wander, and how much louder or softer one block may be than the one before. */
const MOST_DRIFT_HZ = 30;
const MOST_STEP = 4;
const SHORTEST_MS = 150;
const LONGEST_MS = 5000;
/** 425 Hz rings and is busy in most of the world; so does a low tone that goes on for a second. */
const RINGING_HZ = 425;
const RINGING_WIDTH_HZ = 12;
const LOW_HZ = 500;
const LONGEST_LOW_MS = 800;

/** A beep that is over. Times as given to `process`. */
export type Beep = { readonly startMs: number; readonly endMs: number; readonly frequencyHz: number };

/** Finds the one steady tone of an answering machine: neither speech, nor keys, nor ringing. Told when it is over. */
export class BeepDetector {
  readonly #bank: ToneBank;
  readonly #onBeep: (beep: Beep) => void;
  #startMs = 0;
  #blockCount = 0;
  #gapCount = 0;
  #frequencySum = 0;
  #lastPower = 0;

  constructor(rateHz: number, onBeep: (beep: Beep) => void) {
    this.#bank = new ToneBank(rateHz);
    this.#onBeep = onBeep;
  }

  /** Takes the next 20 ms. @param atMs when they began */
  process(block: Int16Array, atMs: number): void {
    const isTone = this.#bank.measure(block) && this.#goesOn();
    if (isTone) {
      if (this.#blockCount === 0) this.#startMs = atMs;
      this.#blockCount += 1 + this.#gapCount;
      this.#frequencySum += this.#bank.frequencyHz * (1 + this.#gapCount);
      this.#gapCount = 0;
      this.#lastPower = this.#bank.power;
    } else if (this.#blockCount > 0) this.#miss();
  }

  /** Whether the tone just measured is the one before. */
  #goesOn(): boolean {
    if (this.#blockCount === 0) return true;
    const step = this.#bank.power / this.#lastPower;
    const driftHz = Math.abs(this.#bank.frequencyHz - this.#frequencySum / this.#blockCount);
    // The first block is only begun by the tone.
    return driftHz <= MOST_DRIFT_HZ && (this.#blockCount < 2 || (step < MOST_STEP && step > 1 / MOST_STEP));
  }

  /** One block may be lost on the way; two are the end. */
  #miss(): void {
    this.#gapCount += 1;
    if (this.#gapCount < 2) return;
    const durationMs = this.#blockCount * BLOCK_MS;
    const frequencyHz = this.#frequencySum / this.#blockCount;
    const startMs = this.#startMs;
    this.#blockCount = 0;
    this.#gapCount = 0;
    this.#frequencySum = 0;
    if (isBeep(durationMs, frequencyHz)) this.#onBeep({ startMs, endMs: startMs + durationMs, frequencyHz });
  }
}

function isBeep(durationMs: number, frequencyHz: number): boolean {
  if (durationMs < SHORTEST_MS || durationMs > LONGEST_MS) return false;
  if (frequencyHz < LOW_HZ && durationMs > LONGEST_LOW_MS) return false;
  return Math.abs(frequencyHz - RINGING_HZ) > RINGING_WIDTH_HZ;
}

/** Measures the strongest single tone of a block, by Goertzel under a Hann window. */
class ToneBank {
  readonly #window: Float32Array;
  readonly #windowed: Float32Array;
  readonly #coefficients: Float64Array;
  readonly #powers: Float64Array;
  /** What a sine of the mean square 1 gives at its own frequency. */
  readonly #scale: number;
  frequencyHz = 0;
  power = 0;

  constructor(rateHz: number) {
    const count = blockSampleCount(rateHz);
    this.#window = Float32Array.from(
      { length: count },
      (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / count),
    );
    this.#windowed = new Float32Array(count);
    const toneCount = Math.round((HIGHEST_HZ - LOWEST_HZ) / STEP_HZ) + 1;
    this.#coefficients = Float64Array.from(
      { length: toneCount },
      (_, tone) => 2 * Math.cos((2 * Math.PI * hzOf(tone)) / rateHz),
    );
    this.#powers = new Float64Array(toneCount);
    const sum = this.#window.reduce((total, weight) => total + weight, 0);
    this.#scale = 2 / (sum * sum);
  }

  /** @returns whether the block is mostly one tone; then `frequencyHz` and `power` tell which and how loud */
  measure(block: Int16Array): boolean {
    let total = 0;
    for (let at = 0; at < block.length; at += 1) {
      const sample = block[at] ?? 0;
      total += sample * sample;
      this.#windowed[at] = sample * (this.#window[at] ?? 0);
    }
    total /= block.length;
    if (total < LEAST_POWER) return false;
    const best = this.#strongest();
    this.frequencyHz = hzOf(best + this.#offset(best));
    this.power = (this.#powers[best] ?? 0) * this.#scale;
    return this.power >= LEAST_SHARE * total;
  }

  #strongest(): number {
    let best = 0;
    for (let tone = 0; tone < this.#powers.length; tone += 1) {
      const power = this.#powerOf(this.#coefficients[tone] ?? 0);
      this.#powers[tone] = power;
      if (power > (this.#powers[best] ?? 0)) best = tone;
    }
    return best;
  }

  #powerOf(coefficient: number): number {
    let [previous, beforeThat] = [0, 0];
    for (const sample of this.#windowed) {
      const next = sample + coefficient * previous - beforeThat;
      beforeThat = previous;
      previous = next;
    }
    return previous * previous + beforeThat * beforeThat - coefficient * previous * beforeThat;
  }

  /** Where between the neighbours the peak is, in steps: a parabola through the logarithms. */
  #offset(best: number): number {
    const [left, peak, right] = [best - 1, best, best + 1].map((tone) =>
      Math.log(Math.max(1e-9, this.#powers[tone] ?? 0)),
    );
    if (left === undefined || peak === undefined || right === undefined || best === 0) return 0;
    const bend = left - 2 * peak + right;
    return bend >= 0 || best === this.#powers.length - 1 ? 0 : (left - right) / (2 * bend);
  }
}

const hzOf = (tone: number): number => LOWEST_HZ + tone * STEP_HZ;
