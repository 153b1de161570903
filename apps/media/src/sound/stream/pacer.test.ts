import { FakeClock } from '@callwright/flow-engine/testing';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../platform/clock.js';
import { type Paced, Pacer } from './pacer.js';

const setUp = () => {
  const clock = new FakeClock(1_700_000_000_000);
  const onFailed = vi.fn();
  const pacer = new Pacer(clock, onFailed);
  return { clock, onFailed, pacer };
};

/** A stream that says nothing. */
const quiet = <Hear extends () => unknown>(hear: Hear) => ({ hear, speak: () => undefined });

describe('the pacer', () => {
  it('ticks every 20 ms from when a stream is added', () => {
    const { clock, pacer } = setUp();
    const stream = quiet(vi.fn());
    pacer.add(stream);
    clock.advance(19);
    expect(stream.hear).not.toHaveBeenCalled();
    clock.advance(1);
    expect(stream.hear).toHaveBeenCalledTimes(1);
    clock.advance(1000);
    expect(stream.hear).toHaveBeenCalledTimes(51);
  });

  it('makes up for lateness and does not drift', () => {
    const clock = new FakeClock(1_700_000_000_000);
    let lostMs = 0;
    const pacer = new Pacer({ ...clock, monotonicMs: () => clock.monotonicMs() + lostMs }, () => undefined);
    const stream = quiet(vi.fn());
    pacer.add(stream);
    // Every 100 ms something else holds the process up for 7 ms, so that timers fire late.
    for (let n = 0; n < 600; n++) {
      clock.advance(100);
      lostMs += 7;
    }
    expect(Math.abs(stream.hear.mock.calls.length - (600 * 107) / 20)).toBeLessThan(2);
    expect(pacer.stats.lateTicks).toBeGreaterThan(0);
  });

  it('counts ticks that begin more than 5 ms late, and the worst', () => {
    const { clock, pacer } = setUp();
    let jumpMs = 0;
    const late = { ...clock, monotonicMs: () => clock.monotonicMs() + jumpMs };
    const lagging = new Pacer(late, () => undefined);
    const stream = quiet(vi.fn());
    lagging.add(stream);
    clock.advance(19);
    jumpMs = 48;
    clock.advance(1);
    // Due at 20, 40 and 60; it is 68 now.
    expect(stream.hear).toHaveBeenCalledTimes(3);
    expect(lagging.stats).toMatchObject({ ticks: 3, lateTicks: 3, worstLatenessMs: 48 });
    expect(pacer.stats.ticks).toBe(0);
  });

  it('does not run after more than a second of standstill', () => {
    const { clock } = setUp();
    let jumpMs = 0;
    const pacer = new Pacer({ ...clock, monotonicMs: () => clock.monotonicMs() + jumpMs }, () => undefined);
    const stream = { ...quiet(vi.fn()), skip: vi.fn() };
    pacer.add(stream);
    jumpMs = 60_000;
    clock.advance(20);
    expect(stream.hear).toHaveBeenCalledTimes(51);
    expect(pacer.stats.skippedTicks).toBe(2950);
    // Who keeps the time of a call by counting ticks is told how many never came.
    expect(stream.skip.mock.calls).toEqual([[2950]]);
  });

  describe('when ticks cost more time than there is', () => {
    /** A process in which each tick takes so long, seen in steps of a millisecond of whatever else it has to do. */
    const overloaded = (costMs: () => number) => {
      const clock = new FakeClock(1_700_000_000_000);
      let spentMs = 0;
      let longestTurnMs = 0;
      const monotonicMs = (): number => clock.monotonicMs() + spentMs;
      // Those of Node wait for a millisecond at least.
      const startTimer = (afterMs: number, task: () => void) => clock.startTimer(Math.max(1, afterMs), task);
      const pacer = new Pacer({ ...clock, monotonicMs, startTimer }, () => undefined);
      let [ticks, skipped] = [0, 0];
      const stream = {
        ...quiet(() => {
          ticks += 1;
          spentMs += costMs();
        }),
        skip: (tickCount: number) => {
          skipped += tickCount;
        },
      };
      pacer.add(stream);
      const run = (forMs: number): void => {
        for (const endMs = monotonicMs() + forMs; monotonicMs() < endMs; ) {
          const beforeMs = spentMs;
          clock.advance(1);
          longestTurnMs = Math.max(longestTurnMs, spentMs - beforeMs);
        }
      };
      const read = () => ({ ticks, skipped, longestTurnMs, elapsedMs: monotonicMs(), stats: pacer.stats });
      return { run, read };
    };

    it('lets other work in, leaves out what cannot be made up for, and keeps the time of the call', () => {
      const { run, read } = overloaded(() => 25);
      const startMs = read().elapsedMs;
      run(60_000);
      const { ticks, skipped, longestTurnMs, elapsedMs, stats } = read();
      // Between turns packets are read and messages answered.
      expect(longestTurnMs).toBeLessThanOrEqual(75);
      expect(skipped).toBeGreaterThan(0);
      expect(stats.skippedTicks).toBe(skipped);
      // Nobody is ever far behind: what is counted, and what was left out, is the time that has passed.
      expect(stats.worstLatenessMs).toBeLessThan(300);
      expect(Math.abs(ticks + skipped - (elapsedMs - startMs) / 20)).toBeLessThan(15);
    });

    it('recovers as soon as they cost less again', () => {
      let costMs = 60;
      const { run, read } = overloaded(() => costMs);
      run(10_000);
      costMs = 5;
      run(1000);
      const { stats } = read();
      run(5000);
      const after = read().stats;
      expect(after.skippedTicks).toBe(stats.skippedTicks);
      expect(after.lateTicks).toBe(stats.lateTicks);
    });

    it('makes up for a moment that was too much for it', () => {
      let costMs = 300;
      const { run, read } = overloaded(() => {
        const now = costMs;
        costMs = 8;
        return now;
      });
      run(3000);
      expect(read().stats.skippedTicks).toBe(0);
    });
  });

  it('leaves nothing out where it comes late again and again, but makes up for it each time', () => {
    const clock = new FakeClock(1_700_000_000_000);
    let stolenMs = 0;
    const startTimer = (afterMs: number, task: () => void) =>
      clock.startTimer(Math.max(1, afterMs), () => {
        stolenMs += 30;
        task();
      });
    const pacer = new Pacer(
      { ...clock, startTimer, monotonicMs: () => clock.monotonicMs() + stolenMs },
      () => undefined,
    );
    const stream = quiet(vi.fn());
    pacer.add(stream);
    clock.advance(5000);
    expect(pacer.stats.skippedTicks).toBe(0);
    expect(stream.hear.mock.calls.length).toBeGreaterThan(300);
  });

  it('lets all be heard, then mixes, then lets all speak', () => {
    const { clock, pacer } = setUp();
    const order: string[] = [];
    for (const name of ['a', 'b'])
      pacer.add({ hear: () => order.push(`${name} hears`), speak: () => order.push(`${name} speaks`) });
    const mixer = { mix: () => order.push('mix') };
    pacer.addMixer(mixer);
    clock.advance(20);
    expect(order).toEqual(['a hears', 'b hears', 'mix', 'a speaks', 'b speaks']);
    pacer.removeMixer(mixer);
    clock.advance(20);
    expect(order.filter((step) => step === 'mix')).toHaveLength(1);
  });

  it('takes out a mixer that fails, and a stream that does so when it is to speak', () => {
    const { clock, pacer, onFailed } = setUp();
    const fail = vi.fn(() => {
      throw new Error('a bug');
    });
    const [mixer, stream, good] = [{ mix: fail }, { hear: vi.fn(), speak: fail }, quiet(vi.fn())];
    pacer.addMixer(mixer);
    pacer.add(stream);
    pacer.add(good);
    clock.advance(100);
    expect([fail, stream.hear, good.hear].map(({ mock }) => mock.calls.length)).toEqual([2, 1, 5]);
    expect(onFailed.mock.calls.map(([failed]) => failed)).toEqual([mixer, stream]);
  });

  it('takes out a stream that fails and goes on with the others', () => {
    const { clock, pacer, onFailed } = setUp();
    const bad = quiet(
      vi.fn(() => {
        throw new Error('a bug');
      }),
    );
    const good = quiet(vi.fn());
    pacer.add(bad);
    pacer.add(good);
    clock.advance(100);
    expect(bad.hear).toHaveBeenCalledTimes(1);
    expect(good.hear).toHaveBeenCalledTimes(5);
    expect(onFailed.mock.calls).toEqual([[bad, new Error('a bug')]]);
  });

  it('rests with no stream, and starts anew with the next', () => {
    const { clock, pacer } = setUp();
    const stream = quiet(vi.fn());
    pacer.add(stream);
    clock.advance(40);
    pacer.remove(stream);
    clock.advance(5000);
    pacer.add(stream);
    clock.advance(20);
    expect(stream.hear).toHaveBeenCalledTimes(3);
    expect(pacer.stats.lateTicks).toBe(0);
  });

  it('goes on evenly when one stream leaves and another comes within a tick', () => {
    const { clock, pacer } = setUp();
    const second = quiet(vi.fn());
    const first = quiet(() => {
      pacer.remove(first);
      pacer.add(second);
    });
    pacer.add(first);
    clock.advance(220);
    expect(second.hear.mock.calls.length).toBeGreaterThanOrEqual(10);
    expect(second.hear.mock.calls.length).toBeLessThanOrEqual(11);
  });

  it('lets a stream leave in its own tick', () => {
    const { clock, pacer } = setUp();
    const hear = vi.fn((): void => pacer.remove(stream));
    const stream: Paced & { readonly hear: typeof hear } = quiet(hear);
    pacer.add(stream);
    clock.advance(100);
    expect(stream.hear).toHaveBeenCalledTimes(1);
  });
});

it('keeps time on the real clock within one tick', async () => {
  const pacer = new Pacer(systemClock, () => undefined);
  let ticks = 0;
  const stream = quiet(() => {
    ticks += 1;
  });
  const startMs = performance.now();
  pacer.add(stream);
  await vi.waitFor(() => expect(ticks).toBeGreaterThanOrEqual(50), { timeout: 5000, interval: 5 });
  const elapsedMs = performance.now() - startMs;
  pacer.remove(stream);
  expect(Math.abs(ticks - elapsedMs / 20)).toBeLessThan(2);
});
