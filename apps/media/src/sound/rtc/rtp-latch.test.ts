import { describe, expect, it } from 'vitest';
import { KEY_TRUST_MS, LATCH_SILENCE_MS, RtpLatch } from './rtp-latch.js';

const signalled = { address: '192.0.2.1', port: 4000 };
const beside = { address: '192.0.2.1', port: 4002 };
const elsewhere = { address: '203.0.113.9', port: 7000 };
const another = { address: '203.0.113.10', port: 7000 };

/** Takes a packet from there if it may come. */
const hear = (latch: RtpLatch, { address, port }: typeof signalled, atMs: number): boolean => {
  const isAdmitted = latch.admits(address, port, atMs);
  if (isAdmitted) latch.take(address, port, atMs);
  return isAdmitted;
};

describe('whose packets are heard', () => {
  it('is whoever came first, and nobody else while they speak', () => {
    const latch = new RtpLatch();
    expect(latch.remote).toBeNull();
    expect(hear(latch, elsewhere, 0)).toBe(true);
    for (let atMs = 20; atMs < 5000; atMs += 20) {
      expect(hear(latch, elsewhere, atMs)).toBe(true);
      expect(hear(latch, another, atMs)).toBe(false);
    }
    expect(latch.remote).toEqual(elsewhere);
  });

  it('may change after two seconds of silence', () => {
    const latch = new RtpLatch();
    hear(latch, elsewhere, 0);
    expect(hear(latch, another, LATCH_SILENCE_MS - 1)).toBe(false);
    expect(hear(latch, another, LATCH_SILENCE_MS)).toBe(true);
    expect(hear(latch, elsewhere, LATCH_SILENCE_MS + 20)).toBe(false);
  });

  it('is where signalling says, as soon as it is heard from there', () => {
    const latch = new RtpLatch();
    latch.signal(signalled);
    expect(latch.remote).toEqual(signalled);
    expect(hear(latch, elsewhere, 0)).toBe(true);
    expect(hear(latch, beside, 20)).toBe(true);
    expect(hear(latch, elsewhere, 40)).toBe(false);
    expect(hear(latch, signalled, 60)).toBe(true);
    expect([beside, elsewhere].map((from) => hear(latch, from, 80))).toEqual([false, false]);
  });

  it('is where signalling came from, before anybody else, when the address it names is one that nobody hears from', () => {
    const latch = new RtpLatch();
    latch.signal({ address: '10.0.0.5', port: 4000 }, signalled.address);
    expect(hear(latch, elsewhere, 0)).toBe(true);
    expect(hear(latch, signalled, 20)).toBe(true);
    expect(hear(latch, elsewhere, 40)).toBe(false);
    expect(hear(latch, beside, 40)).toBe(false);
    expect(latch.remote).toEqual(signalled);
  });

  it('is open again when signalling names another address, and not when it repeats it', () => {
    const latch = new RtpLatch();
    latch.signal(signalled);
    hear(latch, elsewhere, 0);
    latch.signal({ ...signalled });
    latch.signal(null);
    expect(hear(latch, another, 20)).toBe(false);
    expect(latch.remote).toEqual(elsewhere);
    latch.signal(beside);
    expect(latch.remote).toEqual(beside);
    expect(hear(latch, another, 40)).toBe(true);
  });

  it('has time to come back from a hold', () => {
    const latch = new RtpLatch();
    hear(latch, elsewhere, 0);
    latch.resume(60_000);
    expect(hear(latch, another, 61_000)).toBe(false);
    expect(hear(latch, elsewhere, 61_000)).toBe(true);
  });

  it('is nobody at port 0', () => {
    expect(new RtpLatch().admits('192.0.2.1', 0, 0)).toBe(false);
  });
});

describe('whose keys count', () => {
  it('are at once those of who is where signalling says', () => {
    const latch = new RtpLatch();
    latch.signal(signalled);
    expect(latch.believesKeys(signalled.address, signalled.port, 0)).toBe(true);
  });

  it('are those of somebody else only when they have been heard for a while, and are still', () => {
    const latch = new RtpLatch();
    latch.signal(signalled);
    const believes = (atMs: number) => latch.believesKeys(elsewhere.address, elsewhere.port, atMs);
    expect(believes(0)).toBe(false);
    hear(latch, elsewhere, 0);
    expect(believes(KEY_TRUST_MS - 1)).toBe(false);
    expect(believes(KEY_TRUST_MS)).toBe(true);
    hear(latch, signalled, KEY_TRUST_MS + 20);
    expect(believes(KEY_TRUST_MS + 40)).toBe(false);
  });
});
