import { type JournalLine, journalLineSchema } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { mergeLines, noLines } from './merge-lines';

const line = (seq: number): JournalLine =>
  journalLineSchema.parse({ seq, atMs: seq * 10, kind: 'problem', code: 'internal', message: `${seq}` });
const seqs = (lines: readonly JournalLine[]) => lines.map(({ seq }) => seq);

describe('mergeLines', () => {
  it('keeps lines in order however they arrive, each once', () => {
    const first = mergeLines(noLines, [line(0), line(1)]);
    const second = mergeLines(first, [line(4), line(3), line(1)]);
    expect(seqs(second.lines)).toEqual([0, 1, 3, 4]);
    expect(second.hasGap).toBe(true);
    const whole = mergeLines(second, [line(0), line(1), line(2), line(3), line(4)]);
    expect(seqs(whole.lines)).toEqual([0, 1, 2, 3, 4]);
    expect(whole.hasGap).toBe(false);
  });

  it('notices that the beginning is missing', () => {
    expect(mergeLines(noLines, [line(7)]).hasGap).toBe(true);
  });

  it('returns the same object when nothing is new', () => {
    const known = mergeLines(noLines, [line(0)]);
    expect(mergeLines(known, [line(0)])).toBe(known);
    expect(mergeLines(known, [])).toBe(known);
  });
});
