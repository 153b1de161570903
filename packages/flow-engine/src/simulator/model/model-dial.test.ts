import type { CommandOf } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { CallBench } from '../../testing/call-bench.js';
import { musicOf } from './call-model.js';
import type { CallWorld } from './call-world.js';

const lines: CallWorld['lines'] = {
  desk: { outcome: 'answered', afterMs: 4_000, talkMs: 60_000 },
  fast: { outcome: 'answered', afterMs: 1_000, talkMs: 500 },
  fax: { outcome: 'busy', afterMs: 2_000 },
  night: { outcome: 'noAnswer' },
};
const dial = (targets: readonly string[], more: Partial<CommandOf<'dial'>> = {}): CommandOf<'dial'> => ({
  command: 'dial',
  dialId: 'd',
  targets: targets.map((target) => ({ target, timeoutMs: 10_000 })),
  ...more,
});
const results = (bench: CallBench) => bench.told('dialResult').map(({ dialId, ...rest }) => rest);

describe('dialled lines', () => {
  it('ring together; the first that answers has the call, and the others ring no more', () => {
    const bench = new CallBench({ lines }).do(dial(['desk', 'fast', 'fax'])).wait(100_000);
    expect(results(bench)).toEqual([
      { atMs: 0, status: 'trying' },
      { atMs: 1_000, status: 'answered', target: 'fast' },
      { atMs: 1_500, status: 'ended', target: 'fast', durationMs: 500 },
    ]);
  });

  it('ring one after the other', () => {
    const bench = new CallBench({ lines }).do(dial(['fax', 'night', 'desk'], { order: 'oneAfterAnother' }));
    expect(results(bench.wait(20_000))).toEqual([
      { atMs: 0, status: 'trying' },
      { atMs: 16_000, status: 'answered', target: 'desk' },
    ]);
  });

  it.each([
    [['fax', 'night'], 'noAnswer', 10_000],
    [['fax', 'mars'], 'busy', 2_000],
    [['mars', 'moon'], 'failed', 0],
  ])('%j, in vain, are %s', (targets, status, atMs) => {
    expect(results(new CallBench({ lines }).do(dial(targets)).wait(100_000)).at(-1)).toEqual({ atMs, status });
  });

  it('ring no longer than they may, each and all', () => {
    const late = dial(['desk'], { targets: [{ target: 'desk', timeoutMs: 3_000 }] });
    expect(results(new CallBench({ lines }).do(late).wait(9_000)).at(-1)).toEqual({ atMs: 3_000, status: 'noAnswer' });
    const all = dial(['night', 'desk'], { order: 'oneAfterAnother', timeoutMs: 12_000 });
    expect(results(new CallBench({ lines }).do(all).wait(90_000)).at(-1)).toEqual({ atMs: 12_000, status: 'noAnswer' });
  });

  it('may talk no longer than they may', () => {
    const bench = new CallBench({ lines }).do(dial(['desk'], { timeLimitMs: 5_000 })).wait(90_000);
    expect(results(bench).at(-1)).toEqual({
      atMs: 9_000,
      status: 'ended',
      target: 'desk',
      durationMs: 5_000,
      reason: 'timeLimit',
    });
  });

  it.each([
    ['while it rings', 1_000, { atMs: 1_000, status: 'cancelled' }],
    ['while they talk', 6_000, { atMs: 6_000, status: 'ended', target: 'desk', durationMs: 2_000 }],
  ])('are given up %s', (_, afterMs, last) => {
    const bench = new CallBench({ lines })
      .do(dial(['desk']))
      .wait(afterMs)
      .do({ command: 'leave', id: 'd' });
    expect(results(bench.wait(100_000)).at(-1)).toEqual(last);
    expect(bench.model.dial).toBeNull();
    expect(bench.clock.timerCount).toBe(0);
  });

  it('are not given up by another name', () => {
    const bench = new CallBench({ lines }).do(dial(['desk'])).do({ command: 'leave', id: 'other' });
    expect(bench.model.dial).not.toBeNull();
  });

  it('are heard as music until one answers', () => {
    const bench = new CallBench({ lines }).do(dial(['desk'], { music: 'prompt:jazz' }));
    expect(musicOf(bench.model)).toBe('prompt:jazz');
    expect(musicOf(bench.wait(4_000).model)).toBeNull();
  });

  it('are told what to do where the world does not know: one after the other, the first that rings', () => {
    const bench = new CallBench({ unknown: 'waits' }).do(dial(['a', 'b'])).wait(2_000);
    bench.step({ input: 'answerLine', line: { outcome: 'busy' } });
    bench.step({ input: 'answerLine', line: { outcome: 'answered', afterMs: 1_000, talkMs: 1_000 } });
    expect(results(bench.wait(5_000))).toEqual([
      { atMs: 0, status: 'trying' },
      { atMs: 3_000, status: 'answered', target: 'b' },
      { atMs: 4_000, status: 'ended', target: 'b', durationMs: 1_000 },
    ]);
  });

  it('ring out when nobody tells', () => {
    const bench = new CallBench({ unknown: 'waits' }).do(dial(['a'])).wait(100_000);
    expect(results(bench).at(-1)).toEqual({ atMs: 10_000, status: 'noAnswer' });
  });

  it.each([
    ['refused', { event: 'ack', ok: false }],
    ['fails', { event: 'dialResult', dialId: 'd', status: 'failed' }],
  ] as const)('are not even called when that is %s', (how, event) => {
    const bench = new CallBench({ lines, faults: [{ command: 'dial', how }] }).do(dial(['desk']));
    expect(bench.reports.map(([, one]) => one)).toMatchObject([event]);
    expect(bench.model.dial).toBeNull();
  });
});

describe('a call that is passed on', () => {
  const refer = (options: CommandOf<'refer'>['options']): CommandOf<'refer'> => ({
    command: 'refer',
    target: 'desk',
    referId: 'r',
    options,
  });
  const statuses = (bench: CallBench) => bench.told('referStatus').map(({ atMs, status }) => [atMs, status]);

  it('by a true REFER is the other side’s once it has been answered', () => {
    const desk = { outcome: 'answered', afterMs: 4_000 } as const;
    const bench = new CallBench({ lines: { desk } }).do(refer({ mode: 'sip' })).wait(100_000);
    expect(statuses(bench)).toEqual([
      [0, 'trying'],
      [4_000, 'answered'],
    ]);
    expect(bench.told('hangup')).toMatchObject([{ atMs: 4_100, reason: 'transferred', initiator: 'system' }]);
  });

  it('by a true REFER comes back from a line that says how long it talks', () => {
    const bench = new CallBench({ lines }).do(refer({ mode: 'sip' })).wait(100_000);
    expect(statuses(bench).at(-1)).toEqual([64_000, 'ended']);
  });

  it('is announced to the other side before they talk', () => {
    const bench = new CallBench({ lines }).do(refer({ mode: 'attended', announce: 'A call.' })).wait(100_000);
    expect(statuses(bench).at(-1)).toEqual([4_000 + 7 * 60 + 60_000, 'ended']);
  });

  it.each([
    ['rings', 1_000, { atMs: 1_000, status: 'failed', reason: 'cancelled' }],
    ['talks', 6_000, { atMs: 6_000, status: 'ended' }],
  ])('is taken back while it %s', (_, afterMs, last) => {
    const bench = new CallBench({ lines }).do(refer({})).wait(afterMs).do({ command: 'leave', id: 'r' });
    expect(bench.told('referStatus').at(-1)).toEqual({ referId: 'r', target: 'desk', ...last });
    expect(bench.clock.timerCount).toBe(0);
  });

  it('rings no longer than it may', () => {
    expect(statuses(new CallBench({ lines }).do(refer({ timeoutMs: 2_000 })).wait(9_000)).at(-1)).toEqual([
      2_000,
      'noAnswer',
    ]);
  });

  it('waits to be told where the world does not know the line', () => {
    const bench = new CallBench({ unknown: 'waits' }).do(refer({ timeoutMs: 9_000 })).wait(500);
    bench.step({ input: 'answerLine', line: { outcome: 'busy', afterMs: 100 } });
    expect(statuses(bench.wait(9_000)).at(-1)).toEqual([600, 'busy']);
  });
});
