import { callId, type JournalLine, journalLineSchema } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { CallWatch, MAX_WAITING_LINES, type ReadLines } from './call-watch.js';

const id = callId.parse('c-1');
const line = (seq: number): JournalLine =>
  journalLineSchema.parse({ seq, atMs: seq, kind: 'problem', code: 'x', message: '' });
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => line(from + i));
const { signal } = new AbortController();

const watched = () => {
  const seen: number[] = [];
  return { seen, watch: new CallWatch(id, (_, delivered) => seen.push(...delivered.map(({ seq }) => seq))) };
};
/** A store that lets something happen while it is read. */
const store =
  (stored: readonly JournalLine[], pageSize = 2, onRead: () => void = () => undefined): ReadLines =>
  async (fromSeq) => {
    onRead();
    return stored.filter(({ seq }) => seq >= fromSeq).slice(0, pageSize);
  };

describe('CallWatch', () => {
  it('delivers stored lines page by page, then live ones', async () => {
    const { seen, watch } = watched();
    await watch.replay(store(lines(0, 4)), signal);
    watch.take([line(5)]);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('delivers a line once that is both stored and live, whichever comes first', async () => {
    const { seen, watch } = watched();
    let reads = 0;
    const read = store(lines(0, 3), 2, () => {
      reads += 1;
      if (reads === 1) watch.take(lines(2, 4));
    });
    await watch.replay(read, signal);
    watch.take(lines(3, 5));
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('waits for a call that is not stored yet', async () => {
    const { seen, watch } = watched();
    await watch.replay(store([]), signal);
    watch.take(lines(0, 1));
    expect(seen).toEqual([0, 1]);
  });

  it('reads the store again rather than holding more than its bound', async () => {
    const { seen, watch } = watched();
    const all = lines(0, MAX_WAITING_LINES + 10);
    const stored: JournalLine[] = [line(0)];
    let reads = 0;
    const read: ReadLines = async (fromSeq) => {
      reads += 1;
      if (reads === 2) {
        stored.push(...all.slice(1));
        watch.take(all.slice(1));
        return [];
      }
      return stored.filter(({ seq }) => seq >= fromSeq);
    };
    await watch.replay(read, signal);
    expect(seen).toEqual(all.map(({ seq }) => seq));
  });

  it('stops when the client has gone', async () => {
    const { seen, watch } = watched();
    await watch.replay(store(lines(0, 9)), AbortSignal.abort());
    expect(seen).toEqual([]);
  });
});
