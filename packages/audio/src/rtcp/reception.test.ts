import { describe, expect, it } from 'vitest';
import { ReceptionCounter } from './reception.js';

describe('what is told of a source', () => {
  it('is what was lost since the last report, and in all', () => {
    const counter = new ReceptionCounter(8000);
    expect(counter.report()).toBeNull();
    for (let n = 0; n < 100; n++)
      if (n % 4 !== 3) counter.take(65_500 + n > 65_535 ? n - 36 : 65_500 + n, n * 160, n * 20);
    // 65 500 to 62 of the next round, the last one lost: 24 of 99.
    expect(counter.report()).toEqual({
      lostFraction: Math.floor((24 * 256) / 99),
      lostCount: 24,
      highestSequence: 65_536 + 62,
      jitterTicks: 0,
    });
    for (let n = 100; n < 110; n++) counter.take(n - 36, n * 160, n * 20);
    // The one lost before them is known now.
    expect(counter.report()).toMatchObject({ lostFraction: Math.floor(256 / 11), lostCount: 25 });
  });

  it('counts late packets as come, and those that come twice as more than were sent', () => {
    const counter = new ReceptionCounter(8000);
    for (const sequence of [1, 2, 4, 3, 5, 5, 5]) counter.take(sequence, sequence * 160, 0);
    expect(counter.report()).toMatchObject({ lostFraction: 0, lostCount: -2, highestSequence: 5 });
  });

  it('is jitter as RFC 3550 A.8 reckons it', () => {
    const counter = new ReceptionCounter(8000);
    counter.take(1, 0, 0);
    // 10 ms late: 80 ticks, of which a sixteenth counts.
    counter.take(2, 160, 30);
    expect(counter.report()?.jitterTicks).toBe(5);
    expect(counter.jitterMs).toBeCloseTo(5 / 8);
    // 10 ms early against the one before.
    counter.take(3, 320, 40);
    expect(counter.jitterMs).toBeCloseTo((5 + (80 - 5) / 16) / 8);
    // Keys keep the time they went down at.
    counter.take(4, null, 500);
    expect(counter.jitterMs).toBeCloseTo((5 + (80 - 5) / 16) / 8);
  });

  it('begins anew with a sender that counts anew, and does not for one stray packet', () => {
    const counter = new ReceptionCounter(8000);
    for (const sequence of [1, 2, 4]) counter.take(sequence, sequence * 160, 0);
    counter.take(40_000, 0, 0);
    counter.take(5, 800, 0);
    expect(counter.report()).toMatchObject({ lostCount: 1, highestSequence: 5 });
    counter.take(40_000, 0, 0);
    counter.take(40_001, 160, 0);
    counter.take(40_003, 480, 0);
    expect(counter.report()).toMatchObject({ lostCount: 2, highestSequence: 40_003 });
  });
});
