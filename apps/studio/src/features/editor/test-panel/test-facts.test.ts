import { describe, expect, it } from 'vitest';
import { journal } from '../../calls/journal/fixtures';
import { shownVariables } from './known-variables';
import { sampleBody } from './sample-body';
import { logOf } from './test-log';

const set = (name: string, value: unknown) => ({ effect: 'variableSet', name, value });
const asks = (...paths: readonly string[]) =>
  journal([
    0,
    'effect',
    {
      effect: 'httpRequest',
      requestId: 'r',
      request: {
        method: 'GET',
        url: 'https://shop.example',
        headers: [],
        timeoutMs: 1_000,
        retries: 0,
        maxBytes: 1_000,
        save: paths.map((path, at) => ({ path, as: `v${at}` })),
      },
    },
  ]);

describe('the variables of a test call', () => {
  const lines = journal(
    [0, 'effect', set('name', 'Ann')],
    [1, 'effect', set('count', 1)],
    [5, 'effect', set('count', 2)],
    [6, 'effect', set('city', 'Bonn')],
    [6, 'effect', set('name', 'Ann')],
  );

  it('show what was set last, and what it was before', () => {
    expect(shownVariables(lines, 2).map(({ name, was, isNew }) => ({ name, was, isNew }))).toEqual([
      { name: 'count', was: 1, isNew: false },
      { name: 'city', was: undefined, isNew: true },
      { name: 'name', was: undefined, isNew: false },
    ]);
  });

  it('are nothing new when the call has only begun', () => {
    expect(shownVariables(lines, 0).every(({ isNew, was }) => !isNew && was === undefined)).toBe(true);
  });
});

describe('the answer that is proposed for a request', () => {
  it('has what the flow takes of it', () => {
    expect(sampleBody(asks('order.id', 'order.items.0.name'), 'r')).toEqual({
      order: { id: '', items: [{ name: '' }] },
    });
  });

  it('is an empty object when the flow takes nothing', () => {
    expect(sampleBody(asks(), 'r')).toEqual({});
    expect(sampleBody([], 'r')).toEqual({});
  });
});

describe('the log of a test call', () => {
  it('has words and what happened besides them in order', () => {
    const lines = journal(
      [0, 'effect', { effect: 'command', command: { command: 'tts', text: 'Hello' } }],
      [5, 'effect', { effect: 'voiceSet', language: 'de' }],
      [9, 'effect', { effect: 'command', command: { command: 'tts', text: 'Hallo' } }],
    );
    expect(logOf(lines).map((line) => ('entry' in line ? line.entry.text : line.remark.kind))).toEqual([
      'Hello',
      'language',
      'Hallo',
    ]);
  });
});
