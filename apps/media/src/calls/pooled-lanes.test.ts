import { FakeClock } from '@callwright/flow-engine/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LaneBatch } from '../link/lanes.js';
import type { SoundPeer } from '../link/sound-pool.js';
import { PooledLanes } from './pooled-lanes.js';
import { SoundBudget } from './sound-budget.js';

let clock: FakeClock;
let carried: LaneBatch[];
let lanes: PooledLanes;

beforeEach(() => {
  clock = new FakeClock();
  carried = [];
  lanes = new PooledLanes(clock);
});

/** Of a process only what lanes need. */
const peer = (index: number) =>
  ({
    index,
    carry: ({ items, bytes }: LaneBatch) => void carried.push({ items, bytes: Uint8Array.from(bytes) }),
  }) as unknown as SoundPeer;
const listener = (heard: Uint8Array[] = []) => ({
  onBytes: (bytes: Uint8Array) => void heard.push(bytes),
  onNote: () => undefined,
});

describe('lanes to sound processes', () => {
  it('send what hundreds of connections bring as one message to each process', () => {
    const [one, other] = [peer(0), peer(1)];
    const open = Array.from({ length: 200 }, (_, at) => lanes.open(at % 2 === 0 ? one : other, listener()));
    for (const lane of open) lane.send(new Uint8Array(320));
    expect(carried).toEqual([]);
    clock.advance(20);
    expect(carried.map(({ items }) => items.length)).toEqual([100, 100]);
    expect(clock.timerCount).toBe(0);
  });

  it('tell each listener its own, and nobody once it is closed', () => {
    const [first, second]: Uint8Array[][] = [[], []];
    const [a, b] = [lanes.open(peer(0), listener(first)), lanes.open(peer(0), listener(second))];
    b.close();
    lanes.receive({
      items: [
        { lane: a.lane, count: 1 },
        { lane: b.lane, count: 1 },
      ],
      bytes: Uint8Array.of(1, 2),
    });
    expect([first, second]).toEqual([[Uint8Array.of(1)], []]);
    expect(lanes.count).toBe(1);
  });

  it('are gone with their process, and nothing of them reaches its successor', () => {
    const [gone, other] = [lanes.open(peer(0), listener()), lanes.open(peer(1), listener())];
    gone.send(Uint8Array.of(1));
    lanes.lose(0);
    gone.send(Uint8Array.of(2));
    other.send(Uint8Array.of(3));
    clock.advance(20);
    expect(carried.map(({ bytes }) => [...bytes])).toEqual([[3]]);
    expect(lanes.count).toBe(1);
  });
});

describe('a budget of sound', () => {
  it('lets so much through at once, and as much more as time goes by', () => {
    const budget = new SoundBudget(clock, { maxBytes: 1000, bytesPerSecond: 1000 });
    const admitted = (count: number): number => budget.admit(new Uint8Array(count)).length;
    expect([admitted(1000), admitted(100)]).toEqual([1000, 0]);
    clock.advance(100);
    expect([admitted(100), admitted(2)]).toEqual([100, 0]);
    budget.clear();
    expect(admitted(1000)).toBe(1000);
  });

  it('keeps a sample whole that was cut in two where it refuses', () => {
    const budget = new SoundBudget(clock, { maxBytes: 10, bytesPerSecond: 0 });
    expect(budget.admit(new Uint8Array(10)).length).toBe(10);
    expect([...budget.admit(Uint8Array.of(1, 2, 3))]).toEqual([3]);
    expect([...budget.admit(Uint8Array.of(1, 2))]).toEqual([]);
  });
});
