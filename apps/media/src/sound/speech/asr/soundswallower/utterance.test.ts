import { expect, it } from 'vitest';
import { MAX_UTTERANCE_MS, Utterance } from './utterance.js';

const block = (value: number, sampleCount = 160) => new Int16Array(sampleCount).fill(value);

it('gives back what was written, once', () => {
  const utterance = new Utterance(8000);
  utterance.write(block(1), 700);
  utterance.write(block(2), 900);
  expect(utterance.peek().samples).toEqual(Int16Array.of(...block(1), ...block(2)));
  expect(utterance.take()).toMatchObject({ startMs: 700, endMs: 740, samples: { length: 320 } });
  expect(utterance.take()).toMatchObject({ startMs: 740, endMs: 740, samples: { length: 0 } });
});

it('does not change what it gave', () => {
  const utterance = new Utterance(8000);
  utterance.write(block(1));
  const { samples } = utterance.take();
  utterance.write(block(9));
  expect(samples).toEqual(block(1));
});

it('grows with the utterance, up to its bound, and drops what is beyond', () => {
  const utterance = new Utterance(8000);
  for (let second = 0; second < 25; second += 1) utterance.write(block(second, 8000));
  const { samples, endMs } = utterance.take();
  expect(endMs).toBe(MAX_UTTERANCE_MS);
  expect(samples.length).toBe(MAX_UTTERANCE_MS * 8);
  expect(samples.at(-1)).toBe(19);
});
