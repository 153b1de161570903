import { msToSamples, saturate } from './block.js';
import { joinSamples } from './join-samples.js';

/** ITU-T Q.23: rows of the keypad, from the top. */
export const ROWS_HZ = [697, 770, 852, 941] as const;
/** ITU-T Q.23: columns of the keypad, from the left. */
export const COLUMNS_HZ = [1209, 1336, 1477, 1633] as const;
const KEYPAD = ['123A', '456B', '789C', '*0#D'] as const;

/** The two frequencies of a key; null for what is no key. */
export function keyFrequencies(digit: string): readonly [lowHz: number, highHz: number] | null {
  for (const [row, keys] of KEYPAD.entries()) {
    const column = digit.length === 1 ? keys.indexOf(digit) : -1;
    if (column >= 0) return [ROWS_HZ[row] ?? 0, COLUMNS_HZ[column] ?? 0];
  }
  return null;
}

/** The key of a row and a column, counted from 0; null beyond them. */
export const keyAt = (row: number, column: number): string | null => KEYPAD[row]?.[column] ?? null;

/** How long keys sound and how long it is quiet between them. */
export type ToneTiming = { readonly toneMs: number; readonly gapMs: number };

const PAUSE_MS = 500;
// Each tone at -9 dB of full scale, so that both together do not clip.
const AMPLITUDE = 0.35 * 32_767;

/** The sound of keys pressed one after another; a comma is half a second of quiet, what is no key is left out. */
export function dtmfTones(digits: string, rateHz: number, timing: ToneTiming = { toneMs: 100, gapMs: 80 }): Int16Array {
  return joinSamples([...digits].map((digit) => partOf(digit, rateHz, timing)));
}

function partOf(digit: string, rateHz: number, { toneMs, gapMs }: ToneTiming): Int16Array {
  if (digit === ',') return new Int16Array(msToSamples(PAUSE_MS, rateHz));
  const pair = keyFrequencies(digit);
  if (pair === null) return new Int16Array(0);
  const part = new Int16Array(msToSamples(toneMs + gapMs, rateHz));
  const toneCount = msToSamples(toneMs, rateHz);
  const [low, high] = pair.map((hz) => (2 * Math.PI * hz) / rateHz);
  for (let i = 0; i < toneCount; i++)
    part[i] = saturate(AMPLITUDE * (Math.sin((low ?? 0) * i) + Math.sin((high ?? 0) * i)));
  return part;
}
