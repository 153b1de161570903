import { describe, expect, it } from 'vitest';
import { parseNumber } from './parse-number';

const seconds = { perUnit: 1000, minimum: 500, maximum: 60_000, isInteger: true };
const any = { perUnit: 1, minimum: undefined, maximum: undefined, isInteger: false };

describe('a number that is typed', () => {
  it('is stored in the smaller unit, with a point or a comma', () => {
    expect(parseNumber('2.5', seconds)).toBe(2500);
    expect(parseNumber('2,5', seconds)).toBe(2500);
  });

  it('stays within its limits', () => {
    expect(parseNumber('0', seconds)).toBe(500);
    expect(parseNumber('90', seconds)).toBe(60_000);
    expect(parseNumber('-90', any)).toBe(-90);
  });

  it('keeps its decimals unless it must be whole', () => {
    expect(parseNumber('33.3', any)).toBe(33.3);
    expect(parseNumber('33.3', { ...any, isInteger: true })).toBe(33);
  });

  it('is none while the field is empty, and not known while it is half typed', () => {
    expect(parseNumber(' ', seconds)).toBeNull();
    expect(parseNumber('-', any)).toBeUndefined();
    expect(parseNumber('1e', any)).toBeUndefined();
  });
});
