import { msToSamples, rmsOf } from '@callwright/audio';

/** Speech for stand-ins: a tone for each letter, which survives another rate and another encoding. */
const LETTERS = ' abcdefghijklmnopqrstuvwxyz';
const LOWEST_HZ = 400;
const STEP_HZ = 100;
const TONE_MS = 40;
const GAP_MS = 20;
const FADE_MS = 4;
const LEVEL = 12_000;
const FRAME_MS = 5;
const LETTER_TOLERANCE_MS = 8;
/** Looked at on both sides of the middle of a tone. */
const LOOK_MS = 10;
/** Root mean square of a frame that belongs to a tone, of full scale. */
const AUDIBLE = 0.1;

/** What was heard, and whether what was not understood looks like sound at another rate or in another encoding. */
export type Hearing = { readonly text: string; readonly isDistorted: boolean };

/** A phrase of small letters and spaces. */
export function sayInTones(phrase: string, rateHz: number): Int16Array {
  const letterSamples = msToSamples(TONE_MS + GAP_MS, rateHz);
  const out = new Int16Array(letterSamples * phrase.length);
  [...phrase].forEach((letter, index) => {
    const hz = LOWEST_HZ + STEP_HZ * LETTERS.indexOf(letter);
    if (hz < LOWEST_HZ) throw new Error(`No tone for ${letter}`);
    out.set(tone(hz, rateHz), index * letterSamples);
  });
  return out;
}

/** What a sound says; silence around it does not matter. */
export function hearTones(samples: Int16Array, rateHz: number): Hearing {
  const frame = msToSamples(FRAME_MS, rateHz);
  let text = '';
  let isDistorted = false;
  for (const [from, to] of runsOf(samples, frame)) {
    const lengthMs = (to - from) * FRAME_MS;
    if (Math.abs(lengthMs - TONE_MS) > LETTER_TOLERANCE_MS) isDistorted = true;
    const middle = ((from + to) * frame) / 2;
    const look = msToSamples(LOOK_MS, rateHz);
    text += letterOf(samples.subarray(Math.max(0, middle - look), middle + look), rateHz);
  }
  return { text, isDistorted };
}

function tone(hz: number, rateHz: number): Int16Array {
  const count = msToSamples(TONE_MS, rateHz);
  const fade = msToSamples(FADE_MS, rateHz);
  return Int16Array.from({ length: count }, (_, n) => {
    const gain = Math.min(1, (n + 1) / fade, (count - n) / fade);
    return Math.round(LEVEL * gain * Math.sin((2 * Math.PI * hz * n) / rateHz));
  });
}

/** First frame and frame behind the last, of everything audible; what is still going on is left out. */
function runsOf(samples: Int16Array, frame: number): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  let from = -1;
  for (let n = 0; (n + 1) * frame <= samples.length; n++) {
    const isAudible = rmsOf(samples.subarray(n * frame, (n + 1) * frame)) > AUDIBLE;
    if (isAudible && from < 0) from = n;
    if (!isAudible && from >= 0) runs.push([from, n]);
    if (!isAudible) from = -1;
  }
  return runs;
}

function letterOf(samples: Int16Array, rateHz: number): string {
  const powers = [...LETTERS].map((_, index) => powerAt(samples, LOWEST_HZ + STEP_HZ * index, rateHz));
  return LETTERS[powers.indexOf(Math.max(...powers))] ?? '';
}

function powerAt(samples: Int16Array, hz: number, rateHz: number): number {
  // Goertzel.
  const turn = 2 * Math.cos((2 * Math.PI * hz) / rateHz);
  let [last, before] = [0, 0];
  for (const sample of samples) [last, before] = [sample + turn * last - before, last];
  return last * last + before * before - turn * last * before;
}

/** The ears of a stand-in: the utterance that is going on. */
export class ToneEar {
  readonly #rateHz: number;
  #samples: number[] = [];

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  get durationS(): number {
    return this.#samples.length / this.#rateHz;
  }

  add(samples: Iterable<number>): void {
    for (const sample of samples) this.#samples.push(sample);
  }

  hear(): Hearing {
    return hearTones(Int16Array.from(this.#samples), this.#rateHz);
  }

  /** The words that are surely over. */
  get wholeWords(): string {
    return this.hear().text.split(' ').slice(0, -1).join(' ');
  }

  clear(): void {
    this.#samples = [];
  }
}
