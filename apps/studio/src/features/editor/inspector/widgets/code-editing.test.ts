import { describe, expect, it } from 'vitest';
import { indent, lineCount, newLine, outdent } from './code-editing';

describe('Tab', () => {
  it('puts two spaces at the cursor, in place of what is chosen in the line', () => {
    expect(indent({ code: 'ab', start: 1, end: 1 })).toEqual({ code: 'a  b', start: 3, end: 3 });
    expect(indent({ code: 'abc', start: 1, end: 2 })).toEqual({ code: 'a  c', start: 3, end: 3 });
  });

  it('moves all chosen lines in, empty ones stay empty', () => {
    expect(indent({ code: 'a\n\nb\nc', start: 0, end: 4 })).toEqual({ code: '  a\n\n  b\nc', start: 2, end: 8 });
  });
});

describe('Shift and Tab', () => {
  it('moves lines out by as much as they are in', () => {
    expect(outdent({ code: '    a\n b\nc', start: 5, end: 10 })).toEqual({ code: '  a\nb\nc', start: 3, end: 7 });
  });

  it('never moves the cursor to the line before', () => {
    expect(outdent({ code: 'x\n  a', start: 2, end: 2 })).toEqual({ code: 'x\na', start: 2, end: 2 });
  });
});

describe('Enter', () => {
  it('begins as far in as the line before', () => {
    expect(newLine({ code: '  a', start: 3, end: 3 })).toEqual({ text: '  a\n  ', caret: 6 });
  });

  it('goes farther in after an opening bracket', () => {
    expect(newLine({ code: 'if (a) {', start: 8, end: 8 })).toEqual({ text: 'if (a) {\n  ', caret: 11 });
  });
});

describe('line numbers', () => {
  it('count the last line even when it is empty', () => {
    expect(lineCount('')).toBe(1);
    expect(lineCount('a\n')).toBe(2);
  });
});
