import { expect, it } from 'vitest';
import { SourceWatch } from './packet-audio.js';

const take = (watch: SourceWatch, ssrc: number, sequence: number, timestamp: number) =>
  watch.take({ ssrc, sequence, timestamp }) ? [watch.sequence, watch.timestamp] : null;

it('numbers a sender that starts over on from the last packet', () => {
  const watch = new SourceWatch();
  expect(take(watch, 1, 65_534, 1000)).toEqual([65_534, 1000]);
  expect(take(watch, 1, 65_535, 1160)).toEqual([65_535, 1160]);
  expect(take(watch, 2, 500, 9000)).toBeNull();
  expect(take(watch, 2, 501, 9160)).toEqual([0, 1320]);
  expect(take(watch, 2, 502, 9320)).toEqual([1, 1480]);
  expect(watch.ssrc).toBe(2);
});

it('is not led astray by single packets of another source, and follows one that comes back', () => {
  const watch = new SourceWatch();
  take(watch, 1, 10, 0);
  for (let n = 0; n < 5; n++) {
    expect(take(watch, 2, 800 + n, n)).toBeNull();
    expect(take(watch, 1, 11 + n, 160 * (n + 1))).toEqual([11 + n, 160 * (n + 1)]);
  }
  take(watch, 2, 900, 0);
  expect(take(watch, 2, 901, 160)).toEqual([16, 960]);
  take(watch, 1, 16, 960);
  expect(take(watch, 1, 17, 1120)).toEqual([17, 1120]);
});
