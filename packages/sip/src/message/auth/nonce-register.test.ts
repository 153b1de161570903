import { describe, expect, it } from 'vitest';
import { NonceCounts, NonceRegister } from './nonce-register.js';

describe('NonceRegister', () => {
  it('takes each count of a nonce once, in rising order', () => {
    const register = new NonceRegister();
    register.issue('a', 0);
    expect(register.use('a', 1, 1)).toBe('good');
    expect(register.use('a', 1, 2)).toBe('replayed');
    expect(register.use('a', 3, 3)).toBe('good');
    expect(register.use('a', 2, 4)).toBe('replayed');
  });

  it('calls a nonce stale that is old, was forgotten or never given out', () => {
    const register = new NonceRegister({ lifetimeMs: 100, nonceCount: 2 });
    register.issue('a', 0);
    expect(register.use('never', 1, 0)).toBe('stale');
    expect(register.use('a', 1, 100)).toBe('stale');
    for (const nonce of ['b', 'c', 'd']) register.issue(nonce, 100);
    expect(register.use('b', 1, 101)).toBe('stale');
    expect(register.use('d', 1, 101)).toBe('good');
  });
});

describe('NonceCounts', () => {
  it('counts each nonce by itself and forgets those long unused', () => {
    const counts = new NonceCounts();
    expect([counts.next('a'), counts.next('b'), counts.next('a')]).toEqual([1, 1, 2]);
    for (let i = 0; i < 64; i += 1) counts.next(`other ${i}`);
    expect(counts.next('a')).toBe(1);
  });
});
