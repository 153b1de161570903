import { describe, expect, it } from 'vitest';
import { batchIdOf, readMediaMessage } from './read-media-message.js';

const line = { seq: 0, atMs: 1, kind: 'problem', code: 'x', message: 'm' };
const journal = (lines: unknown[], more = {}) =>
  JSON.stringify({ type: 'journal', batchId: 'b1', callId: 'c-1', lines, ...more });

describe('readMediaMessage', () => {
  it('reads what it knows', () => {
    expect(readMediaMessage('{"type":"pong","at":1}')).toEqual({ message: { type: 'pong', at: 1 }, problem: null });
  });

  it('takes a journal without the lines it does not know, and says so', () => {
    const { message, problem } = readMediaMessage(journal([line, { ...line, kind: 'from the future' }]));
    expect(message).toMatchObject({ type: 'journal', lines: [line] });
    expect(problem).not.toBeNull();
  });

  it('takes a journal without lines that are nested without end', () => {
    const deep = {
      seq: 1,
      atMs: 1,
      kind: 'effect',
      cause: 0,
      effect: { effect: 'variableSet', name: 'a', value: 'DEEP' },
    };
    const text = journal([line, deep]).replace('"DEEP"', `${'['.repeat(200_000)}${']'.repeat(200_000)}`);
    expect(readMediaMessage(text)).toMatchObject({ message: { lines: [line] }, problem: expect.any(String) });
  });

  it('takes the end of a call without signalling and figures that it does not know', () => {
    const end = { endedAtMs: 1, answeredAtMs: null, reason: 'caller', initiator: 'caller', outcome: 'completed' };
    const more = { end: { ...end, recording: null, sound: { by: 'pigeon' }, signalling: { entries: [{}] } } };
    const { message, problem } = readMediaMessage(journal([line], more));
    expect(message).toMatchObject({ end, lines: [line] });
    expect(message).not.toHaveProperty('end.sound');
    expect(message).not.toHaveProperty('end.signalling');
    expect(problem).not.toBeNull();
  });

  it.each(['', 'nonsense', '[]', '{"type":"unheard-of"}', journal([line], { callId: '' })])('refuses %s', (text) => {
    expect(readMediaMessage(text)).toMatchObject({ message: null, problem: expect.any(String) });
  });
});

describe('batchIdOf', () => {
  it('finds the batch of a journal that is beyond help, and of nothing else', () => {
    expect(batchIdOf(journal([line], { callId: '' }))).toBe('b1');
    expect(batchIdOf('{"type":"hello","batchId":"b1"}')).toBeNull();
    expect(batchIdOf('nonsense')).toBeNull();
  });
});
