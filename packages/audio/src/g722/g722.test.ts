import { describe, expect, it } from 'vitest';
import { levelDb, sine, sweep } from '../signal.js';
import { G722Decoder } from './g722-decoder.js';
import { G722Encoder } from './g722-encoder.js';

describe('G.722 both ways', () => {
  const through = (sound: Int16Array): Int16Array => new G722Decoder().decode(new G722Encoder().encode(sound));

  it('gives the same in blocks of 20 ms as in one piece', () => {
    const [encoder, decoder] = [new G722Encoder(), new G722Decoder()];
    const target = new Int16Array(320);
    const sound = sweep(100, 7000, 1000, 16_000);
    const pieces: number[] = [];
    for (let at = 0; at < sound.length; at += 320)
      pieces.push(...decoder.decode(encoder.encode(sound.subarray(at, at + 320)), target));
    expect(Int16Array.from(pieces)).toEqual(through(sound));
  });

  it.each([200, 1000, 3000, 6000])('keeps the level of a tone of %i Hz', (frequencyHz) => {
    const tone = sine(frequencyHz, 500, 16_000, 0.3);
    expect(levelDb(through(tone).subarray(4000))).toBeCloseTo(levelDb(tone), 0);
  });

  it('keeps silence silent and survives the loudest sound', () => {
    expect(levelDb(through(new Int16Array(16_000)))).toBeLessThan(-70);
    const square = Int16Array.from({ length: 16_000 }, (_, i) => (i % 40 < 20 ? 32_767 : -32_768));
    expect(levelDb(through(square))).toBeGreaterThan(-3);
  });
});
