import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, formatLoose, parseLines, parseLoose } from './loose-value';

describe('a value as people type it', () => {
  it('is a number, yes or no, or a list where it is written as one, and a text otherwise', () => {
    expect(parseLoose('12')).toBe(12);
    expect(parseLoose('true')).toBe(true);
    expect(parseLoose('[1, "a"]')).toEqual([1, 'a']);
    expect(parseLoose(' Main Street 7 ')).toBe('Main Street 7');
    expect(parseLoose('0123')).toBe('0123');
  });

  it('keeps its kind when it is shown and read again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        expect(parseLoose(formatLoose(json))).toEqual(json);
      }),
    );
  });

  it('stands in quotation marks only where it would be taken for something else', () => {
    expect(formatLoose('Berlin')).toBe('Berlin');
    expect(formatLoose('12')).toBe('"12"');
  });

  it('is one of a list on each line that is not blank', () => {
    expect(parseLines('a\n\n 2 \n')).toEqual(['a', 2]);
  });
});

describe('entries', () => {
  it('are those of an object alone', () => {
    expect(entriesOf({ a: 1 })).toEqual([['a', 1]]);
    expect(entriesOf(['a'])).toEqual([]);
    expect(entriesOf(null)).toEqual([]);
  });
});
