import { describe, expect, it } from 'vitest';
import { typedAct } from './typed-act';

describe('what is typed for the caller', () => {
  it.each(['1', '1234#', '*0'])('presses keys that stand alone: %s', (keys) => {
    expect(typedAct(keys)).toEqual({ presses: keys });
  });

  it.each(['billing', 'room 12', '12 34', 'one'])('says all else: %s', (words) => {
    expect(typedAct(words)).toEqual({ says: words });
  });
});
