import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../../testing/fuzz-runs.js';
import { isoTime } from './iso-time.js';

describe('isoTime', () => {
  it('is what a Date says, from 1900 to 2200', () => {
    const anyMoment = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) });
    fc.assert(
      fc.property(anyMoment, (atMs) => isoTime(atMs) === new Date(atMs).toISOString()),
      { numRuns: fuzzRuns(2000), seed: 1 },
    );
  });

  it('knows leap days', () => {
    expect(isoTime(Date.UTC(2000, 1, 29, 23, 59, 59, 999))).toBe('2000-02-29T23:59:59.999Z');
    expect(isoTime(Date.UTC(2100, 2, 1))).toBe('2100-03-01T00:00:00.000Z');
  });
});
