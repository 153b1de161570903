import { beforeEach, describe, expect, it } from 'vitest';
import { JitterBuffer, type JitterFrame } from './jitter-buffer.js';

let buffer: JitterBuffer;
beforeEach(() => {
  buffer = new JitterBuffer(8000);
});
const put = (...sequences: number[]): void => {
  for (const sequence of sequences)
    buffer.put(sequence & 0xffff, (sequence * 160) >>> 0, Uint8Array.of(sequence & 0xff));
};
const said = (frame: JitterFrame): string => {
  if (frame.kind === 'packet') buffer.tookMs(20);
  return frame.kind === 'packet' ? String(frame.payload[0]) : frame.kind;
};
const take = (): string => {
  const frame = said(buffer.take(20));
  buffer.advance();
  return frame;
};
/** Puts the packets of each tick, then takes; a tick after another. */
const run = (...ticks: (readonly number[])[]): string[] =>
  ticks.map((sequences) => {
    put(...sequences);
    return take();
  });
/** Plays on until the buffer is steady: packets 0 to 9, of which 7 have been taken. */
const settle = (): string[] => run([0], [1], [2], [3], [4], [5], [6], [7], [8], [9]);

describe('order', () => {
  it('waits until the delay is filled, then plays one after another', () => {
    expect(run([0], [1], [2], [3], [4])).toEqual(['waiting', 'waiting', '0', '1', '2']);
  });

  it('puts reordered packets right, also before the first', () => {
    expect(run([2], [1, 0], [4], [3], [6], [5], [7])).toEqual(expect.arrayContaining(['0', '1', '2', '3']));
    expect(buffer.stats).toMatchObject({ lost: 0, late: 0 });
  });

  it('goes on past the end of sequence numbers and timestamps', () => {
    const first = 0xfffe;
    const base = 0xffff_ff00;
    const heard: string[] = [];
    for (let i = 0; i < 8; i++) {
      buffer.put((first + i) & 0xffff, (base + i * 160) >>> 0, Uint8Array.of(i));
      heard.push(take());
    }
    expect(heard).toEqual(['waiting', 'waiting', '0', '1', '2', '3', '4', '5']);
  });

  it('plays a repeated packet once, also when it comes again after its turn', () => {
    expect(run([0], [1, 1], [2, 2], [3, 0], [4])).toEqual(['waiting', 'waiting', '0', '1', '2']);
    expect(buffer.stats).toMatchObject({ repeated: 3, late: 0 });
  });
});

describe('loss', () => {
  it('reports a hole once, with the packet after it for recovery', () => {
    settle();
    run([11], [12]);
    expect(buffer.take(20)).toMatchObject({ kind: 'lost', durationMs: 20, next: Uint8Array.of(11) });
    expect([take(), take()]).toEqual(['11', '12']);
    expect(buffer.stats).toMatchObject({ lost: 1, late: 0 });
  });

  it('gives no packet for recovery but to the last of several that are missing', () => {
    settle();
    expect(run([], [], [12])).toEqual(['8', '9', 'lost']);
    expect(buffer.take(20)).toMatchObject({ kind: 'lost', next: Uint8Array.of(12) });
  });

  it('drops what comes after its turn, and holds packets back longer from then on', () => {
    settle();
    run([11], [12], [13]);
    const before = buffer.surplusMs(0);
    put(10);
    expect(buffer.stats).toMatchObject({ lost: 1, late: 1 });
    expect(buffer.surplusMs(0)).toBeLessThan(before);
  });

  it('does not make up again what was made up while nothing was there', () => {
    settle();
    expect(run([], [], [])).toEqual(['8', '9', 'waiting']);
    // 10 was lost: its place was filled by waiting.
    expect(run([11], [12])).toEqual(['11', '12']);
    expect(buffer.stats).toMatchObject({ lost: 1 });
  });

  it('plays a packet that was only late, and so grows its delay', () => {
    settle();
    run([], [], []);
    expect(run([10, 11], [12, 13], [14])).toEqual(['10', '11', '12']);
    expect(buffer.stats).toMatchObject({ lost: 0, late: 0 });
  });
});

describe('a strange sender', () => {
  it('starts over when the sequence jumps far', () => {
    settle();
    expect(run([30_000], [30_001], [30_002], [30_003], [30_004]).slice(2)).toEqual(['48', '49', '50']);
  });

  it('says that what follows does not lead on from what was played', () => {
    settle();
    run([30_000], [30_001]);
    put(30_002);
    expect(buffer.take(20)).toMatchObject({ kind: 'packet', isSpliced: true });
  });

  it('keeps time while nothing is sent on purpose', () => {
    settle();
    expect(run([], [], [], [], [])).toEqual(['8', '9', 'waiting', 'waiting', 'waiting']);
    // 100 ms of silence suppressed: numbers go on, timestamps have moved.
    buffer.put(10, 15 * 160, Uint8Array.of(10));
    // 60 ms of them have been waited for already.
    expect([take(), take(), take()]).toEqual(['pause', 'pause', '10']);
    expect(buffer.stats.lost).toBe(0);
  });

  it('skips packets without sound, which take no time', () => {
    settle();
    for (let i = 10; i < 13; i++) buffer.put(i, 0, null);
    buffer.put(13, 10 * 160, Uint8Array.of(13));
    expect([take(), take(), take()]).toEqual(['8', '9', '13']);
    expect(buffer.stats).toMatchObject({ lost: 0, skipped: 0 });
  });

  it('leaves out the oldest when far too much piles up', () => {
    settle();
    put(...Array.from({ length: 30 }, (_, i) => i + 10));
    for (let i = 0; i < 200; i++) {
      put(40 + i);
      take();
    }
    expect(buffer.stats.skipped).toBeGreaterThan(10);
    expect(buffer.surplusMs(0)).toBeLessThan(400);
  });

  it('never holds more than its capacity', () => {
    put(...Array.from({ length: 300 }, (_, i) => i));
    let packets = 0;
    for (let i = 0; i < 200; i++) if (!['waiting', 'lost'].includes(take())) packets += 1;
    expect(packets).toBeLessThanOrEqual(128);
  });
});

describe('delay', () => {
  it('is one packet on a network without jitter', () => {
    settle();
    for (let i = 10; i < 200; i++) run([i]);
    // One packet more than needed since the beginning: it is for the reader to stretch.
    expect(buffer.surplusMs(0)).toBe(20);
    expect(buffer.delayMs(0)).toBe(50);
  });

  it('needs more when packets come unevenly', () => {
    settle();
    for (let i = 10; i < 200; i += 4) run([], [], [], [i, i + 1, i + 2, i + 3]);
    expect(buffer.surplusMs(0)).toBeLessThanOrEqual(0);
    expect(buffer.stats.late).toBe(0);
  });
});
