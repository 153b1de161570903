import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.js';

describe('FakeClock', () => {
  it('stands still until told', () => {
    const clock = new FakeClock(1000);
    clock.startTimer(0, () => expect.unreachable());
    expect(clock.nowMs()).toBe(1000);
    expect(clock.timerCount).toBe(1);
  });

  it('runs what is due in the order of time, then of starting, each at its own time', () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name}@${clock.nowMs()}`);
    clock.startTimer(20, note('late'));
    clock.startTimer(10, note('first'));
    clock.startTimer(10, note('second'));
    clock.startTimer(31, note('never'));
    clock.advance(30);
    expect(ran).toEqual(['first@10', 'second@10', 'late@20']);
    expect(clock.nowMs()).toBe(30);
    expect(clock.nextDueMs).toBe(31);
  });

  it('runs what a task starts on the way', () => {
    const clock = new FakeClock(500);
    const ran: number[] = [];
    const again = () => {
      ran.push(clock.monotonicMs());
      if (ran.length < 5) clock.startTimer(4, again);
    };
    clock.startTimer(4, again);
    clock.advance(12);
    expect(ran).toEqual([4, 8, 12]);
  });

  it('forgets what is cancelled, before or while it is due', () => {
    const clock = new FakeClock();
    const due: { cancel: () => void }[] = [];
    clock.startTimer(5, () => due[0]?.cancel());
    due.push(clock.startTimer(5, () => expect.unreachable()));
    const third = clock.startTimer(6, () => expect.unreachable());
    third.cancel();
    third.cancel();
    clock.advance(10);
    expect(clock.nextDueMs).toBeNull();
  });

  it('keeps the order among many that start and stop', () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    const timers = [7, 3, 9, 3, 7, 1, 9, 3].map((afterMs, nth) =>
      clock.startTimer(afterMs, () => ran.push(`${afterMs}.${nth}`)),
    );
    for (const nth of [0, 3, 5]) timers[nth]?.cancel();
    expect(clock.timerCount).toBe(5);
    clock.advance(100);
    expect(ran).toEqual(['3.1', '3.7', '7.4', '9.2', '9.6']);
  });

  it('runs late what became due while everything stood still, and what that starts afterwards', () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    clock.startTimer(10, () => {
      ran.push(`first at ${clock.nowMs()}`);
      second.cancel();
      clock.startTimer(10, () => ran.push(`third at ${clock.nowMs()}`));
    });
    const second = clock.startTimer(20, () => expect.unreachable());
    clock.stall(1000);
    expect(ran).toEqual(['first at 1000']);
    clock.advance(10);
    expect(ran).toEqual(['first at 1000', 'third at 1010']);
  });
});
