import { FakeClock } from '@callwright/flow-engine/testing';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../platform/clock.js';
import { Pacer } from './pacer.js';

const setUp = () => {
  const clock = new FakeClock(1_700_000_000_000);
  const onFailed = vi.fn();
  const pacer = new Pacer(clock, onFailed);
  return { clock, onFailed, pacer };
};

describe('the pacer', () => {
  it('ticks every 20 ms from when a stream is added', () => {
    const { clock, pacer } = setUp();
    const stream = { tick: vi.fn() };
    pacer.add(stream);
    clock.advance(19);
    expect(stream.tick).not.toHaveBeenCalled();
    clock.advance(1);
    expect(stream.tick).toHaveBeenCalledTimes(1);
    clock.advance(1000);
    expect(stream.tick).toHaveBeenCalledTimes(51);
  });

  it('makes up for lateness and does not drift', () => {
    const clock = new FakeClock(1_700_000_000_000);
    let lostMs = 0;
    const pacer = new Pacer({ ...clock, monotonicMs: () => clock.monotonicMs() + lostMs }, () => undefined);
    const stream = { tick: vi.fn() };
    pacer.add(stream);
    // Every 100 ms something else holds the process up for 7 ms, so that timers fire late.
    for (let n = 0; n < 600; n++) {
      clock.advance(100);
      lostMs += 7;
    }
    expect(Math.abs(stream.tick.mock.calls.length - (600 * 107) / 20)).toBeLessThan(2);
    expect(pacer.stats.lateTicks).toBeGreaterThan(0);
  });

  it('counts ticks that begin more than 5 ms late, and the worst', () => {
    const { clock, pacer } = setUp();
    let jumpMs = 0;
    const late = { ...clock, monotonicMs: () => clock.monotonicMs() + jumpMs };
    const lagging = new Pacer(late, () => undefined);
    const stream = { tick: vi.fn() };
    lagging.add(stream);
    clock.advance(19);
    jumpMs = 48;
    clock.advance(1);
    // Due at 20, 40 and 60; it is 68 now.
    expect(stream.tick).toHaveBeenCalledTimes(3);
    expect(lagging.stats).toMatchObject({ ticks: 3, lateTicks: 3, worstLatenessMs: 48 });
    expect(pacer.stats.ticks).toBe(0);
  });

  it('does not run after more than a second of standstill', () => {
    const { clock } = setUp();
    let jumpMs = 0;
    const pacer = new Pacer({ ...clock, monotonicMs: () => clock.monotonicMs() + jumpMs }, () => undefined);
    const stream = { tick: vi.fn() };
    pacer.add(stream);
    jumpMs = 60_000;
    clock.advance(20);
    expect(stream.tick).toHaveBeenCalledTimes(51);
    expect(pacer.stats.skippedTicks).toBe(2950);
  });

  it('takes out a stream that fails and goes on with the others', () => {
    const { clock, pacer, onFailed } = setUp();
    const bad = {
      tick: vi.fn(() => {
        throw new Error('a bug');
      }),
    };
    const good = { tick: vi.fn() };
    pacer.add(bad);
    pacer.add(good);
    clock.advance(100);
    expect(bad.tick).toHaveBeenCalledTimes(1);
    expect(good.tick).toHaveBeenCalledTimes(5);
    expect(onFailed.mock.calls).toEqual([[bad, new Error('a bug')]]);
  });

  it('rests with no stream, and starts anew with the next', () => {
    const { clock, pacer } = setUp();
    const stream = { tick: vi.fn() };
    pacer.add(stream);
    clock.advance(40);
    pacer.remove(stream);
    clock.advance(5000);
    pacer.add(stream);
    clock.advance(20);
    expect(stream.tick).toHaveBeenCalledTimes(3);
    expect(pacer.stats.lateTicks).toBe(0);
  });

  it('goes on evenly when one stream leaves and another comes within a tick', () => {
    const { clock, pacer } = setUp();
    const second = { tick: vi.fn() };
    const first = {
      tick: () => {
        pacer.remove(first);
        pacer.add(second);
      },
    };
    pacer.add(first);
    clock.advance(220);
    expect(second.tick.mock.calls.length).toBeGreaterThanOrEqual(10);
    expect(second.tick.mock.calls.length).toBeLessThanOrEqual(11);
  });

  it('lets a stream leave in its own tick', () => {
    const { clock, pacer } = setUp();
    const stream = { tick: vi.fn(() => pacer.remove(stream)) };
    pacer.add(stream);
    clock.advance(100);
    expect(stream.tick).toHaveBeenCalledTimes(1);
  });
});

it('keeps time on the real clock within one tick', async () => {
  const pacer = new Pacer(systemClock, () => undefined);
  let ticks = 0;
  const stream = {
    tick: () => {
      ticks += 1;
    },
  };
  const startMs = performance.now();
  pacer.add(stream);
  await vi.waitFor(() => expect(ticks).toBeGreaterThanOrEqual(50), { timeout: 5000, interval: 5 });
  const elapsedMs = performance.now() - startMs;
  pacer.remove(stream);
  expect(Math.abs(ticks - elapsedMs / 20)).toBeLessThan(2);
});
