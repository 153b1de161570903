import { describe, expect, it } from 'vitest';
import { type LaneBatch, type LaneNote, LaneWriter, readLanes } from './lanes.js';

const read = (batch: LaneBatch, known: readonly number[] = [1, 2]) => {
  const told: string[] = [];
  readLanes(batch, (lane) =>
    known.includes(lane)
      ? {
          onBytes: (bytes) => void told.push(`${lane}: ${[...bytes]}`),
          onNote: ({ note }: LaneNote) => void told.push(`${lane}: ${note}`),
        }
      : undefined,
  );
  return told;
};

describe('a batch of lanes', () => {
  it('holds what was written, in order, for each', () => {
    const writer = new LaneWriter();
    writer.add(1, Uint8Array.of(1, 2));
    writer.note(2, { note: 'clear' });
    writer.add(2, Uint8Array.of(3));
    writer.note(1, { note: 'mark', name: 'm' });
    writer.add(1, new Uint8Array(0));
    expect(read(writer.take())).toEqual(['1: 1,2', '2: clear', '2: 3', '1: mark']);
    expect(writer.isEmpty).toBe(true);
  });

  it('keeps its place when some of it is for a lane that has gone', () => {
    const writer = new LaneWriter();
    writer.add(7, Uint8Array.of(9, 9, 9));
    writer.add(1, Uint8Array.of(4));
    expect(read(writer.take())).toEqual(['1: 4']);
  });

  it('grows with what comes, and begins anew', () => {
    const writer = new LaneWriter();
    writer.add(1, new Uint8Array(100_000).fill(5));
    const { bytes } = writer.take();
    expect(bytes.length).toBe(100_000);
    expect(bytes.every((byte) => byte === 5)).toBe(true);
    writer.add(2, Uint8Array.of(6));
    expect(read(writer.take())).toEqual(['2: 6']);
  });

  it('may leave the sound out, never the notes', () => {
    const writer = new LaneWriter();
    writer.add(1, Uint8Array.of(1));
    writer.note(1, { note: 'marked', name: 'm', end: 'played' });
    expect(read(writer.takeNotes())).toEqual(['1: marked']);
    expect(writer.isEmpty).toBe(true);
  });
});
