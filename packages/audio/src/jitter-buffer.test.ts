import { beforeEach, describe, expect, it } from 'vitest';
import { JitterBuffer, type JitterFrame } from './jitter-buffer.js';

let buffer: JitterBuffer;
beforeEach(() => {
  buffer = new JitterBuffer({ targetMs: 60, maxMs: 160 });
});
const put = (...sequences: number[]): void => {
  for (const sequence of sequences) buffer.put(sequence & 0xffff, sequence * 160, Uint8Array.of(sequence & 0xff));
};
const said = (frame: JitterFrame): string => (frame.kind === 'packet' ? String(frame.payload[0]) : frame.kind);
const take = (count: number): string[] => Array.from({ length: count }, () => said(buffer.take()));

describe('order', () => {
  it('waits until the delay is filled', () => {
    put(1, 2);
    expect(take(1)).toEqual(['waiting']);
    put(3);
    expect(take(3)).toEqual(['1', '2', '3']);
  });

  it('puts reordered packets right, also before the first', () => {
    put(2, 1, 3, 5, 4);
    expect(take(5)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('goes on past the end of the sequence numbers', () => {
    put(0xfffe, 0xffff, 0x10000, 0x10001);
    expect(take(4)).toEqual(['254', '255', '0', '1']);
  });

  it('plays a repeated packet once', () => {
    put(1, 2, 2, 3);
    expect(take(4)).toEqual(['1', '2', '3', 'waiting']);
    expect(buffer.stats.repeated).toBe(1);
  });
});

describe('loss', () => {
  it('reports a hole once, with the packet after it for recovery', () => {
    put(1, 2, 4, 5);
    take(2);
    expect(buffer.take()).toEqual({ kind: 'lost', next: Uint8Array.of(4) });
    expect(take(2)).toEqual(['4', '5']);
    expect(buffer.stats).toMatchObject({ received: 4, lost: 1 });
  });

  it('drops what comes after its turn', () => {
    put(1, 2, 3);
    take(3);
    put(5, 6);
    expect(take(1)).toEqual(['lost']);
    put(4);
    expect(take(3)).toEqual(['5', '6', 'waiting']);
    expect(buffer.stats.late).toBe(1);
  });

  it('does not go back for an old packet while it waits after a gap', () => {
    put(1, 2, 3);
    take(4);
    put(3, 4, 5, 6);
    expect(take(3)).toEqual(['4', '5', '6']);
  });

  it('says for a moment that a gap is fresh, then only that it waits', () => {
    put(1, 2, 3);
    take(3);
    const fresh = Array.from({ length: 5 }, () => buffer.take()).map(
      (frame) => frame.kind === 'waiting' && frame.isFresh,
    );
    expect(fresh).toEqual([true, true, true, false, false]);
  });

  it('fills the delay again after a gap', () => {
    put(1, 2, 3);
    take(4);
    put(4, 5);
    expect(take(1)).toEqual(['waiting']);
    put(6);
    expect(take(3)).toEqual(['4', '5', '6']);
  });
});

describe('a strange sender', () => {
  it('starts over when the sequence jumps far', () => {
    put(1, 2, 3);
    take(1);
    put(30_000, 30_001, 30_002);
    expect(take(4)).toEqual(['48', '49', '50', 'waiting']);
  });

  it('keeps the place of packets without sound', () => {
    put(1);
    buffer.put(2, 320, null);
    put(3);
    expect(take(3)).toEqual(['1', 'empty', '3']);
  });

  it('does not let packets without sound that take no time of their own add to the delay', () => {
    put(1, 2, 3);
    let sequence = 4;
    const heard: string[] = [];
    for (let tick = 0; tick < 100; tick++) {
      heard.push(...take(1));
      // Every tenth tick a key ends: its last packet comes three times instead of sound.
      if (tick % 10 === 4) for (let n = 0; n < 3; n++) buffer.put(sequence++, 0, null);
      else put(sequence++);
    }
    expect(heard.filter((kind) => kind === 'empty')).toHaveLength(10);
    expect(buffer.stats).toMatchObject({ skipped: 0, lost: 0 });
  });

  it('leaves out the oldest when too much piles up', () => {
    put(...Array.from({ length: 12 }, (_, i) => i + 1));
    expect(take(1)).toEqual(['10']);
    expect(buffer.stats.skipped).toBe(9);
  });

  it('gives back, a packet a second, the delay that a burst has added', () => {
    put(1, 2, 3);
    take(3);
    // Nothing for 100 ms, then all of it at once: five packets more than needed are on their way through.
    take(5);
    put(4, 5, 6, 7, 8, 9, 10, 11);
    const heard: string[] = [];
    for (let sequence = 12; sequence < 512; sequence++) {
      heard.push(...take(1));
      put(sequence);
    }
    expect(buffer.stats.skipped).toBe(5);
    expect(heard).not.toContain('waiting');
    expect(heard).not.toContain('lost');
  });

  it('leaves a buffer alone that is as full as it should be', () => {
    put(1, 2, 3);
    for (let sequence = 4; sequence < 500; sequence++) {
      take(1);
      put(sequence);
    }
    expect(buffer.stats).toMatchObject({ skipped: 0, lost: 0 });
  });

  it('never holds more than its capacity', () => {
    put(...Array.from({ length: 200 }, (_, i) => i));
    expect(
      Array.from({ length: 70 }, () => buffer.take()).filter((frame) => frame.kind === 'packet').length,
    ).toBeLessThan(65);
  });
});
