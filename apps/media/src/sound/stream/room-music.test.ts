import { blockSampleCount, isSilent } from '@callwright/audio';
import { describe, expect, it, vi } from 'vitest';
import { RINGBACK } from '../../link/tone-urls.js';
import { RoomMusic } from './room-music.js';

const RATE_HZ = 8000;

/** A recording of an hour, a second at a time: the n-th is n all over. */
function createHour() {
  const made = { seconds: 0, isOver: false };
  async function* open(): AsyncIterable<Int16Array> {
    try {
      for (let second = 1; second <= 3600; second++) {
        made.seconds = second;
        yield new Int16Array(RATE_HZ).fill(second);
      }
    } finally {
      made.isOver = true;
    }
  }
  return { made, open };
}
const next = (music: RoomMusic): number => {
  const sample = music.block[0] ?? 0;
  music.settle();
  return sample;
};

describe('music of a room', () => {
  it('holds of a long recording what comes next, and no more', async () => {
    const { made, open } = createHour();
    const music = new RoomMusic('hour', RATE_HZ, open, vi.fn());
    await vi.waitFor(() => expect(made.seconds).toBeGreaterThan(20));
    await new Promise(setImmediate);
    expect(made.seconds).toBeLessThan(40);
    const heard: number[] = [];
    for (let block = 0; block < 100 * 50; block++) {
      heard.push(next(music));
      if (block % 50 === 0) await new Promise(setImmediate);
    }
    expect(heard.filter((_, block) => block % 50 === 25)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    expect(made.seconds).toBeLessThan(140);
    music.close();
    await vi.waitFor(() => expect(made.isOver).toBe(true));
  });

  it('rings again and again', async () => {
    const music = new RoomMusic(RINGBACK, RATE_HZ, vi.fn(), vi.fn());
    await new Promise(setImmediate);
    const rounds = Array.from({ length: 3 * 250 }, () => {
      const wasSilent = isSilent(music.block);
      expect(music.block).toHaveLength(blockSampleCount(RATE_HZ));
      music.settle();
      return wasSilent;
    });
    // One second in five.
    expect(rounds.map((wasSilent, block) => wasSilent || block % 250 < 50)).not.toContain(false);
    expect(rounds.filter((wasSilent) => !wasSilent)).toHaveLength(150);
  });
});
