import { describe, expect, it } from 'vitest';
import { journal } from './fixtures';
import { formatValue, variablesOf } from './variables';

describe('variablesOf', () => {
  const lines = journal(
    [0, 'event', { event: 'flowStarted', input: { caller: '+441', called: 'main' } }],
    [500, 'effect', { effect: 'variableSet', name: 'reason', value: { choice: 'book', said: '1' } }],
    [900, 'effect', { effect: 'variableSet', name: 'caller', value: 'Maria' }],
  );

  it('starts with what came with the call and puts the newest last', () => {
    expect(variablesOf(lines).map(({ name, value }) => [name, value])).toEqual([
      ['called', 'main'],
      ['reason', { choice: 'book', said: '1' }],
      ['caller', 'Maria'],
    ]);
  });

  it('knows no more than was known at that moment', () => {
    expect(variablesOf(lines, 500).map(({ name }) => name)).toEqual(['caller', 'called', 'reason']);
    expect(variablesOf(lines, 499).map(({ name }) => name)).toEqual(['caller', 'called']);
  });
});

describe('formatValue', () => {
  it('reads an answer as what was said', () => {
    expect(formatValue({ choice: 'book', said: 'book a visit' })).toBe('book a visit');
  });

  it('keeps anything else on one line', () => {
    expect(formatValue({ city: 'Leeds', free: [9, 10] })).toBe('city Leeds, free 9, 10');
    expect(formatValue(null)).toBe('–');
    expect(formatValue(false)).toBe('false');
  });
});
