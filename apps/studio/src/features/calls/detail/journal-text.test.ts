import { journalLineSchema } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { journal } from '../journal/fixtures';
import { filterLines, textOf } from './journal-text';

const lines = journal(
  [0, 'event', { event: 'answer', trackId: 'c', sdp: `v=0\r\n${'a=x\r\n'.repeat(60)}` }],
  [10, 'event', { event: 'dtmf', trackId: 'c', digit: '2', phase: 'start' }],
  [20, 'effect', { effect: 'stepLeft', nodeId: 'main', exit: 'billing' }],
  [30, 'effect', { effect: 'command', command: { command: 'tts', text: 'Your bill is paid.' } }],
);
const problem = journalLineSchema.parse({
  seq: 4,
  atMs: 40,
  kind: 'problem',
  code: 'speech.ttsFailed',
  message: 'No.',
});
const command = journalLineSchema.parse({
  seq: 5,
  atMs: 50,
  kind: 'command',
  command: { command: 'hangup', reason: 'done' },
  by: 'client',
});

describe('textOf', () => {
  it('names what happened and gives its fields', () => {
    expect([...lines.slice(1), problem, command].map((line) => Object.values(textOf(line)).join(' | '))).toEqual([
      'dtmf | trackId=c  digit=2  phase=start',
      'stepLeft | nodeId=main  exit=billing',
      'tts | text="Your bill is paid."',
      'speech.ttsFailed | No.',
      'hangup | by client  reason=done',
    ]);
  });

  it('rounds what a clock measured', () => {
    const [metric] = journal([0, 'event', { event: 'metrics', key: 'asr', duration: 12.534504999988712 }]);
    expect(metric && textOf(metric).details).toBe('key=asr  duration=12.53');
  });

  it('leaves out session descriptions but not their size', () => {
    expect(lines[0] && textOf(lines[0]).details).toBe('trackId=c  sdp=(305 characters)');
  });
});

describe('filterLines', () => {
  it('keeps lines of the kind in which every word occurs', () => {
    const all = [...lines, problem, command];
    expect(filterLines(all, { kind: 'all', search: '' })).toHaveLength(6);
    expect(filterLines(all, { kind: 'effect', search: '' }).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(filterLines(all, { kind: 'all', search: 'BILL paid' }).map(({ seq }) => seq)).toEqual([3]);
    expect(filterLines(all, { kind: 'problem', search: 'bill' })).toEqual([]);
  });
});
