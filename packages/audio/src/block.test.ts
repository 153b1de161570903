import { expect, it } from 'vitest';
import { applyGain, blockSampleCount, floatToInt16, int16ToFloat, isSilent, mixInto } from './block.js';

it('refuses blocks of another length', () => {
  expect(() => mixInto(new Int16Array(2), new Int16Array(3))).toThrow(
    expect.objectContaining({ code: 'audio.blockLength' }),
  );
});

it('adds a block onto another in place, with saturation instead of wrapping round', () => {
  const target = Int16Array.of(1, 32_000, -30_000);
  mixInto(target, Int16Array.of(2, 2000, -30_000));
  expect([...target]).toEqual([3, 32_767, -32_768]);
});

it('fades evenly down to nothing', () => {
  const samples = new Int16Array(100).fill(1000);
  applyGain(samples, 1, 0);
  expect(samples[0]).toBe(990);
  expect(samples[49]).toBe(500);
  expect(samples[99]).toBe(0);
});

it('calls a block silent only within the limit', () => {
  expect(isSilent(Int16Array.of(0, -3, 3), 3)).toBe(true);
  expect(isSilent(Int16Array.of(0, -4), 3)).toBe(false);
});

it('turns floating point sound into 16 bits and back, clipping what is too loud', () => {
  expect([...floatToInt16([0.5, -1, 2])]).toEqual([16_384, -32_768, 32_767]);
  expect([...int16ToFloat(Int16Array.of(16_384, -32_768))]).toEqual([0.5, -1]);
});

it('counts 160 samples in a block of telephone sound and 320 in one of wideband', () => {
  expect([blockSampleCount(8000), blockSampleCount(16_000)]).toEqual([160, 320]);
});
