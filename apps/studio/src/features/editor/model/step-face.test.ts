import { describe, expect, it } from 'vitest';
import { exitState } from './step-face';

describe('a way out', () => {
  it('is missing where it must lead somewhere, and left to the flow where it need not', () => {
    expect(exitState({ kind: 'next' }, undefined)).toBe('missing');
    expect(exitState({ kind: 'choice' }, undefined)).toBe('missing');
    expect(exitState({ kind: 'failure' }, undefined)).toBe('inherited');
  });

  it('is joined where the settings of its step already say where it leads', () => {
    expect(exitState({ kind: 'next', to: 'menu' }, undefined)).toBe('joined');
  });
});
