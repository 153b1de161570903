import { describe, expect, it } from 'vitest';
import { conversationOf } from './conversation';
import { journal } from './fixtures';

const gather = (prompt: unknown) => ({
  effect: 'command' as const,
  command: { command: 'gather', gatherId: 'g', input: ['dtmf'], ...(prompt ? { prompt } : {}) },
});
const key = (digit: string) => ({ event: 'dtmf' as const, trackId: 'c', digit, phase: 'start' });
const said = (text: string) => ({ event: 'transcriptionFinal' as const, trackId: 'c', index: 0, text });

describe('conversationOf', () => {
  it('tells who said what in which step, in order', () => {
    const lines = journal(
      [0, 'event', { event: 'flowStarted', input: {} }],
      [0, 'effect', { effect: 'stepEntered', nodeId: 'welcome' }],
      [5, 'effect', { effect: 'command', command: { command: 'tts', text: 'Welcome.' } }],
      [900, 'effect', { effect: 'stepLeft', nodeId: 'welcome', exit: 'done' }],
      [900, 'effect', { effect: 'stepEntered', nodeId: 'main' }],
      [910, 'effect', gather({ text: 'Press 1.' })],
      [4_000, 'event', { event: 'transcriptionDelta', trackId: 'c', index: 0, text: 'bil' }],
      [4_100, 'event', { event: 'startSpeaking', trackId: 'c', startTime: 1 }],
      [4_500, 'event', said('billing')],
      [6_500, 'event', said('hours')],
    );
    expect(conversationOf(lines).map(({ by, text, nodeId, atMs }) => [by, text, nodeId, atMs])).toEqual([
      ['system', 'Welcome.', 'welcome', 5],
      ['system', 'Press 1.', 'main', 910],
      ['caller', 'billing', 'main', 4_100],
      ['caller', 'hours', 'main', 6_500],
    ]);
  });

  it('joins keys pressed one after the other, and not those of two answers', () => {
    const lines = journal(
      [1_000, 'event', key('1')],
      [1_050, 'event', { event: 'dtmf', trackId: 'c', digit: '1', phase: 'end' }],
      [2_000, 'event', key('2')],
      [4_400, 'event', key('3')],
      [9_000, 'event', key('4')],
    );
    expect(conversationOf(lines).map(({ kind, text, atMs }) => [kind, text, atMs])).toEqual([
      ['keys', '123', 1_000],
      ['keys', '4', 9_000],
    ]);
  });

  it('names silence and what was not understood, and stays quiet about a good answer', () => {
    const result = (more: Record<string, unknown>) => ({ event: 'gatherResult' as const, gatherId: 'g', ...more });
    const lines = journal(
      [1, 'event', result({ reason: 'timeout' })],
      [2, 'event', result({ reason: 'speech', text: 'banana' })],
      [3, 'event', result({ reason: 'digits', digits: '9' })],
      [4, 'event', result({ reason: 'digits', digits: '1', choice: 'book' })],
      [5, 'event', result({ reason: 'interrupted' })],
    );
    expect(conversationOf(lines).map(({ kind }) => kind)).toEqual(['noAnswer', 'notUnderstood', 'notUnderstood']);
  });

  it('shows recordings, and nothing for silence and empty prompts', () => {
    const lines = journal(
      [0, 'effect', { effect: 'command', command: { command: 'play', url: 'prompt:p1' } }],
      [1, 'effect', gather({ url: 'prompt:p2' })],
      [2, 'effect', gather(undefined)],
      [3, 'effect', { effect: 'command', command: { command: 'tts', text: ' ' } }],
      [4, 'event', said('')],
    );
    expect(conversationOf(lines).map(({ kind, text }) => [kind, text])).toEqual([
      ['recording', 'prompt:p1'],
      ['recording', 'prompt:p2'],
    ]);
  });
});
