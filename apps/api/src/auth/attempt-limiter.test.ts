import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.js';
import { AttemptLimiter } from './attempt-limiter.js';

const try_ = (limiter: AttemptLimiter, times: number, account: string, address: string) => {
  for (let i = 0; i < times; i += 1) limiter.count(account, address);
};

describe('AttemptLimiter', () => {
  it('refuses the eleventh attempt on an account within a minute, whatever the address and the spelling', () => {
    const clock = new FakeClock();
    const limiter = new AttemptLimiter(clock);
    try_(limiter, 10, 'a@x', '1');
    expect(() => limiter.count('A@x', '2')).toThrow(/Too many/);
    clock.advance(60_000);
    expect(() => limiter.count('a@x', '2')).not.toThrow();
  });

  it('refuses an address that tries many accounts', () => {
    const limiter = new AttemptLimiter(new FakeClock());
    for (let i = 0; i < 30; i += 1) limiter.count(`user${i}@x`, '1');
    expect(() => limiter.count('another@x', '1')).toThrow(/Too many/);
    expect(() => limiter.count('another@x', '2')).not.toThrow();
  });

  it('forgets the oldest rather than growing without bound', () => {
    const limiter = new AttemptLimiter(new FakeClock());
    try_(limiter, 10, 'first@x', 'somewhere');
    for (let i = 0; i < 10_001; i += 1) limiter.count(`user${i}@x`, `address ${i}`);
    expect(() => limiter.count('first@x', 'elsewhere')).not.toThrow();
  });
});
