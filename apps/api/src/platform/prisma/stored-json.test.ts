import { describe, expect, it } from 'vitest';
import { cleanText, toStoredJson, toStoredText } from './stored-json.js';

describe('toStoredJson', () => {
  it('replaces what PostgreSQL refuses, in values and in keys', () => {
    const value = { 'a\0b': 'x\0y', half: '\uD83D', list: ['\uDE00!'] };
    expect(toStoredJson(value)).toEqual({ 'a\uFFFDb': 'x\uFFFDy', half: '\uFFFD', list: ['\uFFFD!'] });
  });

  it('keeps whole surrogate pairs and a backslash before u0000', () => {
    const value = { smile: '😀', path: 'C:\\u0000' };
    expect(toStoredJson(value)).toEqual(value);
  });

  it('writes the same thing as text', () => {
    expect(toStoredText({ name: 'a\0' })).toBe('{"name":"a\uFFFD"}');
    expect(cleanText('plain')).toBe('plain');
  });
});
