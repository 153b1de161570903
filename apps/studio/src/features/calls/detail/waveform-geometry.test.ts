import { describe, expect, it } from 'vitest';
import { BAR_PITCH, barHeights, barPath, msAt, ticksOf, xOf } from './waveform-geometry';

const span = { durationMs: 60_000, widthPx: 600 };

describe('time and place', () => {
  it('turn into each other and stay on the strip', () => {
    expect(xOf(30_000, span)).toBe(300);
    expect(msAt(300, span)).toBe(30_000);
    expect([xOf(-5, span), xOf(99_000, span)]).toEqual([0, 600]);
    expect([msAt(-5, span), msAt(900, span)]).toEqual([0, 60_000]);
  });

  it('are nothing for a call without length or a strip without width', () => {
    expect(xOf(10, { durationMs: 0, widthPx: 600 })).toBe(0);
    expect(msAt(10, { durationMs: 60_000, widthPx: 0 })).toBe(0);
  });
});

describe('barHeights', () => {
  it('gives each bar the loudest slice it covers, at the moment it was heard', () => {
    const peaks = Array.from({ length: 600 }, () => 0);
    peaks[100] = 0.8;
    const heights = barHeights({ peaks, perSecond: 10, startMs: 5_000 }, span);
    expect(heights).toHaveLength(600 / BAR_PITCH);
    const loud = heights.flatMap((height, at) => (height > 0 ? [at] : []));
    // Slice 100 is 10 s into the recording, 15 s into the call, at 150 px.
    expect(loud).toEqual([Math.floor(150 / BAR_PITCH)]);
    expect(heights[loud[0] ?? 0]).toBe(0.8);
  });

  it('does not lose a slice when many share a bar, nor invent one when one spans many bars', () => {
    const short = { durationMs: 1_000, widthPx: 600 };
    const stretched = barHeights({ peaks: [0.5, 1], perSecond: 2, startMs: 0 }, short);
    expect(new Set(stretched.slice(0, 99))).toEqual(new Set([0.5]));
    expect(new Set(stretched.slice(101))).toEqual(new Set([1]));
    const dense = barHeights({ peaks: Array.from({ length: 6_000 }, () => 0.3), perSecond: 100, startMs: 0 }, span);
    expect(new Set(dense)).toEqual(new Set([0.3]));
  });
});

describe('barPath', () => {
  it('draws silence as a dot and stays inside the lane', () => {
    expect(barPath([0, 1], 62)).toBe('M1.5 30.3v1.4M4.5 1.5v59');
  });
});

describe('ticksOf', () => {
  it('names round moments with room between them', () => {
    expect(ticksOf(span)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    expect(ticksOf({ durationMs: 4_000, widthPx: 600 })).toEqual([0, 1_000, 2_000, 3_000]);
    const long = ticksOf({ durationMs: 4 * 3_600_000, widthPx: 600 });
    expect(long.length).toBeLessThanOrEqual(600 / 70);
    expect(long.every((ms) => ms % 1_800_000 === 0)).toBe(true);
  });
});
