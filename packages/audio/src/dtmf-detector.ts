import { ToneBank } from './dtmf-tone-bank.js';
import { keyAt } from './dtmf-tones.js';
import type { KeyChange } from './telephone-event.js';

/** Softer than this is no key: ITU-T Q.24 asks for -29 dBm at worst, some 35 dB below full scale. */
const LEAST_POWER = 32_768 ** 2 * 10 ** -3.5;
/** The two tones may differ by 8 dB (Q.24), which noise 10 dB below them can make 11; here as a ratio of powers. */
const MOST_TWIST = 10 ** 1.2;
/** How much of all sound the two tones must be: speech hardly ever is. */
const LEAST_SHARE = 0.7;
/** How far each tone must stand out from the others of its row or column: a voice has partials everywhere. 6 dB. */
const LEAST_LEAD = 4;
/** How much the power of either tone may change from one window to the next: a voice never keeps still. 5 dB. */
const MOST_CHANGE = 10 ** 0.5;
/** Windows of 20 ms, 10 ms apart, that make a key, and windows without it that end it: 40 ms each, as in Q.24. */
const CONFIRMING_WINDOWS = 3;
const HOP_MS = 10;

/** Finds keys pressed as tones, in blocks of 20 ms, for callers whose keys come no other way. */
export class DtmfDetector {
  readonly #bank: ToneBank;
  readonly #onKey: (change: KeyChange) => void;
  readonly #half: number;
  #candidate: string | null = null;
  #candidateWindows = 0;
  #rowPower = 0;
  #columnPower = 0;
  #pressed: string | null = null;
  #pressedWindows = 0;

  constructor(rateHz: number, onKey: (change: KeyChange) => void) {
    this.#bank = new ToneBank(rateHz, HOP_MS);
    this.#half = this.#bank.sampleCount;
    this.#onKey = onKey;
  }

  /** Takes the next 20 ms. */
  process(block: Int16Array): void {
    for (let at = 0; at + this.#half <= block.length; at += this.#half) {
      this.#bank.take(block, at);
      const heard = this.#keyHeard();
      this.#window(heard, this.#isSteady());
    }
  }

  #window(heard: string | null, isSteady: boolean): void {
    const goesOn = heard === this.#candidate && (isSteady || heard === null || heard === this.#pressed);
    this.#candidateWindows = goesOn ? this.#candidateWindows + 1 : 1;
    this.#candidate = heard;
    if (this.#pressed !== null && heard === this.#pressed) this.#pressedWindows += 1;
    if (this.#candidateWindows >= CONFIRMING_WINDOWS && heard !== this.#pressed) this.#change(heard);
  }

  #change(heard: string | null): void {
    if (this.#pressed !== null) {
      // The first window is 20 ms, each further one adds 10.
      const durationMs = (this.#pressedWindows + 1) * HOP_MS;
      this.#onKey({ digit: this.#pressed, phase: 'end', durationMs });
    }
    this.#pressed = heard;
    this.#pressedWindows = CONFIRMING_WINDOWS;
    if (heard !== null) this.#onKey({ digit: heard, phase: 'start' });
  }

  /** The key of the last 20 ms. */
  #keyHeard(): string | null {
    const { total, row, column } = this.#bank;
    if (total < LEAST_POWER) return null;
    const twist = row.power / column.power;
    if (twist > MOST_TWIST || twist < 1 / MOST_TWIST) return null;
    if (row.power < LEAST_LEAD * row.nextPower || column.power < LEAST_LEAD * column.nextPower) return null;
    return row.power + column.power < LEAST_SHARE * total ? null : keyAt(row.index, column.index);
  }

  /** Whether both tones are about as loud as they were 10 ms ago. */
  #isSteady(): boolean {
    const { row, column } = this.#bank;
    const isSteady = isNear(row.power, this.#rowPower) && isNear(column.power, this.#columnPower);
    this.#rowPower = row.power;
    this.#columnPower = column.power;
    return isSteady;
  }
}

const isNear = (a: number, b: number): boolean => a < b * MOST_CHANGE && b < a * MOST_CHANGE;
