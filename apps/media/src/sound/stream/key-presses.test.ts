import type { KeyChange } from '@callwright/audio';
import { beforeEach, describe, expect, it } from 'vitest';
import { KeyPresses, type KeySource } from './key-presses.js';

let told: string[];
let keys: KeyPresses;
let nowMs: number;
beforeEach(() => {
  told = [];
  nowMs = 0;
  keys = new KeyPresses(({ digit, phase }: KeyChange) => told.push(`${digit} ${phase}`));
});

const down = (atMs: number, source: KeySource, digit = '5') => {
  nowMs = atMs;
  keys.take({ digit, phase: 'start' }, source, nowMs);
};
const up = (atMs: number, source: KeySource, digit = '5') => {
  nowMs = atMs;
  keys.take({ digit, phase: 'end', durationMs: 100 }, source, nowMs);
};

describe('KeyPresses', () => {
  it.each(['info', 'tones'] as const)('tells a key once that comes by RTP and by %s, while it lasts', (other) => {
    down(0, 'rtp');
    down(40, other);
    up(100, 'rtp');
    up(140, other);
    expect(told).toEqual(['5 start', '5 end']);
  });

  it('tells it once when the other way is late by up to 200 ms', () => {
    down(0, 'rtp');
    up(100, 'rtp');
    down(300, 'info');
    up(300, 'info');
    expect(told).toEqual(['5 start', '5 end']);
  });

  it('tells it at its start, whichever way is first', () => {
    down(0, 'info');
    expect(told).toEqual(['5 start']);
    up(0, 'info');
    down(60, 'rtp');
    up(160, 'rtp');
    expect(told).toEqual(['5 start', '5 end']);
  });

  it('takes two presses for two, though both come twice', () => {
    down(0, 'rtp');
    up(80, 'rtp');
    down(120, 'info');
    up(120, 'info');
    down(160, 'rtp');
    up(240, 'rtp');
    down(280, 'info');
    up(280, 'info');
    expect(told).toEqual(['5 start', '5 end', '5 start', '5 end']);
  });

  it('takes what comes later by another way for another press, and other keys for themselves', () => {
    down(0, 'rtp');
    up(100, 'rtp');
    down(301, 'info');
    up(301, 'info');
    down(320, 'rtp', '6');
    expect(told).toEqual(['5 start', '5 end', '5 start', '5 end', '6 start']);
  });

  it('tells no end of a press that was not told', () => {
    up(0, 'rtp');
    expect(told).toEqual([]);
  });

  it('forgets the oldest of many keys that nobody lets go', () => {
    for (let index = 0; index < 40; index += 1) down(index * 50, 'rtp', String(index % 10));
    expect(told).toHaveLength(40);
  });

  it('leaves out what nobody can press in a second, and goes on with the next', () => {
    for (let index = 0; index < 10_000; index += 1) down(index / 10, 'rtp', String(index % 10));
    expect(told).toHaveLength(25);
    down(1_100, 'rtp', '#');
    expect(told.at(-1)).toBe('# start');
  });
});
