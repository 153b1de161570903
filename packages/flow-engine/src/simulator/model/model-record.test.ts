import type { CommandOf } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { CallBench } from '../../testing/call-bench.js';
import { isCallersTurn } from './call-model.js';

const record = (action: CommandOf<'record'>['action'], recordId = 'm'): CommandOf<'record'> => ({
  command: 'record',
  action,
  of: 'message',
  recordId,
});
const play = (url: string, more: Partial<CommandOf<'play'>> = {}): CommandOf<'play'> => ({
  command: 'play',
  url,
  playId: 'p',
  ...more,
});

describe('a message', () => {
  it('is as long as it was recorded, pauses left out, and plays as long', () => {
    const bench = new CallBench().do(record('start')).wait(2_000).do(record('pause')).wait(9_000).do(record('resume'));
    bench.wait(500).do(record('stop'), play('recording:m')).wait(9_000);
    expect(bench.told('recordStatus').map(({ status, durationMs }) => [status, durationMs])).toEqual([
      ['started', undefined],
      ['paused', undefined],
      ['resumed', undefined],
      ['stopped', 2_500],
    ]);
    expect(bench.told('trackEnd')).toMatchObject([{ atMs: 14_000, durationMs: 2_500 }]);
    expect(bench.model.recording).toBe('off');
  });

  it('is taken anew under the same id', () => {
    const bench = new CallBench().do(record('start')).wait(5_000).do(record('stop'), record('start')).wait(700);
    expect(bench.do(record('stop')).told('recordStatus').at(-1)).toMatchObject({ durationMs: 700 });
  });

  it('that was never begun cannot be stopped, nor played', () => {
    const bench = new CallBench().do(record('stop', 'other'), play('recording:other', { commandId: '7' }));
    expect(bench.told('recordStatus')).toMatchObject([{ recordId: 'other', status: 'failed' }]);
    expect(bench.told('error')).toMatchObject([{ code: 'media.promptMissing', playId: 'p', commandId: '7' }]);
  });

  it('is the caller’s turn while it is taken, once the beep is over', () => {
    const bench = new CallBench().do(play('tone:beep'), record('start'));
    expect(isCallersTurn(bench.model)).toBe(false);
    expect(isCallersTurn(bench.wait(400).model)).toBe(true);
    expect(isCallersTurn(bench.do(record('stop')).model)).toBe(false);
  });

  it('is heard as speech and silence though no question is asked', () => {
    const bench = new CallBench().do(record('start')).step({ input: 'speech', text: 'Hello', durationMs: 300 });
    expect(bench.wait(1_000).reports.map(([, { event }]) => event)).toEqual([
      'recordStatus',
      'startSpeaking',
      'silence',
    ]);
  });
});

describe('a recording', () => {
  it('may begin in its middle; where it is interrupted counts from its beginning', () => {
    expect(
      new CallBench()
        .do(play('prompt:x', { seekMs: 2_000 }))
        .wait(9_000)
        .told('trackEnd'),
    ).toMatchObject([{ atMs: 1_000, durationMs: 1_000 }]);
    const stopped = new CallBench()
      .do(play('prompt:x', { seekMs: 2_000 }))
      .wait(300)
      .do({ command: 'interrupt' });
    expect(stopped.told('interruption')).toMatchObject([{ positionMs: 2_300, totalMs: 3_000 }]);
    expect(
      new CallBench()
        .do(play('prompt:x', { seekMs: 9_000 }))
        .wait(0)
        .told('trackEnd'),
    ).toMatchObject([{ durationMs: 0 }]);
  });

  it('that repeats is no question', () => {
    const bench = new CallBench().do({ command: 'gather', gatherId: 'g', input: ['dtmf'] });
    expect(isCallersTurn(bench.do(play('prompt:music', { loop: true })).model)).toBe(true);
    expect(isCallersTurn(bench.do(play('prompt:words', { playId: 'q' })).model)).toBe(false);
  });
});

describe('marks for reports', () => {
  it('add up, the later outcome replaces the one before, and a call that is over still takes them', () => {
    const bench = new CallBench().do({ command: 'tag', tags: { team: 'sales', plan: 'a' }, outcome: 'asked' });
    bench.step({ input: 'callerHangup' }).do({ command: 'tag', tags: { plan: 'b' } });
    expect(bench.model).toMatchObject({ tags: { team: 'sales', plan: 'b' }, outcome: 'asked' });
    expect(bench.reports.at(-1)?.[1].event).toBe('hangup');
  });
});

describe('a message that is sent', () => {
  it.each([
    ['is written down', [], { status: 'queued' }],
    ['cannot be', [{ command: 'message', how: 'fails' }], { status: 'failed', error: 'The message failed.' }],
  ] as const)('%s', (_, faults, how) => {
    const bench = new CallBench({ faults });
    bench.do({ command: 'message', messageId: 's', channel: 'sms', to: '+1', text: 'Hi' });
    expect(bench.told('messageResult')).toEqual([{ atMs: 0, messageId: 's', ...how }]);
  });
});
