import { type JournalLine, journalLineSchema } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { mergeLines, noLines } from './merge-lines';

const line = (seq: number): JournalLine =>
  journalLineSchema.parse({ seq, atMs: seq * 10, kind: 'problem', code: 'internal', message: `${seq}` });
const seqs = (lines: readonly JournalLine[]) => lines.map(({ seq }) => seq);

describe('mergeLines', () => {
  it('adds what follows', () => {
    expect(seqs(mergeLines(mergeLines(noLines, [line(0), line(1)]), [line(2)]))).toEqual([0, 1, 2]);
  });

  it('keeps lines in order however they arrive, each once', () => {
    const known = mergeLines(noLines, [line(0), line(1)]);
    expect(seqs(mergeLines(known, [line(4), line(3), line(1)]))).toEqual([0, 1, 3, 4]);
    expect(seqs(mergeLines(mergeLines(noLines, [line(4)]), [line(0), line(2), line(2)]))).toEqual([0, 2, 4]);
  });

  it('returns the same object when nothing is new', () => {
    const known = mergeLines(noLines, [line(0)]);
    expect(mergeLines(known, [line(0)])).toBe(known);
    expect(mergeLines(known, [])).toBe(known);
  });
});
