import type { CommandOf } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { CallBench } from '../../testing/call-bench.js';
import { isCallersTurn, musicOf } from './call-model.js';
import type { CallWorld } from './call-world.js';

const enqueue = (queue: string, more: Partial<CommandOf<'enqueue'>> = {}): CommandOf<'enqueue'> => ({
  command: 'enqueue',
  queueId: 'q',
  queue,
  music: 'prompt:jazz',
  ...more,
});
const results = (bench: CallBench) => bench.told('queueResult').map(({ queueId, queue, ...rest }) => rest);

describe('a queue', () => {
  const queues: CallWorld['queues'] = {
    sales: { outcome: 'answered', afterMs: 9_000, talkMs: 20_000, position: 3, estimatedWaitMs: 60_000 },
    night: { outcome: 'nobody' },
    small: { outcome: 'full' },
    broken: { outcome: 'failed' },
  };

  it('tells the caller’s place whenever it changes, until an agent answers', () => {
    expect(results(new CallBench({ queues }).do(enqueue('sales')).wait(100_000))).toEqual([
      { atMs: 0, status: 'waiting', position: 3, estimatedWaitMs: 60_000 },
      { atMs: 3_000, status: 'waiting', position: 2, estimatedWaitMs: 40_000 },
      { atMs: 6_000, status: 'waiting', position: 1, estimatedWaitMs: 20_000 },
      { atMs: 9_000, status: 'answered', agent: 'agent-1' },
      { atMs: 29_000, status: 'ended', agent: 'agent-1', durationMs: 20_000 },
    ]);
  });

  it.each([
    ['small', 'full'],
    ['broken', 'failed'],
    ['mars', 'failed'],
  ])('%s is %s', (queue, status) => {
    expect(results(new CallBench({ queues }).do(enqueue(queue)))).toEqual([{ atMs: 0, status }]);
  });

  it('keeps nobody longer than they may wait', () => {
    const wait = { maxWaitMs: 5_000 };
    expect(results(new CallBench({ queues }).do(enqueue('night', wait)).wait(9_000)).at(-1)).toEqual({
      atMs: 5_000,
      status: 'timeout',
    });
    const sooner = new CallBench({ queues }).do(enqueue('sales', { maxWaitMs: 10_000 })).wait(40_000);
    expect(results(sooner).at(-1)).toMatchObject({ status: 'ended' });
  });

  it.each([
    ['while waiting', 1_000, { atMs: 1_000, status: 'left' }],
    ['while talking', 10_000, { atMs: 10_000, status: 'ended', agent: 'agent-1', durationMs: 1_000 }],
  ])('is left %s', (_, afterMs, last) => {
    const bench = new CallBench({ queues }).do(enqueue('sales')).wait(afterMs).do({ command: 'leave', id: 'q' });
    expect(results(bench).at(-1)).toEqual(last);
    expect(bench.clock.timerCount).toBe(0);
  });

  it('plays music that is no question, and over which something may be said and asked', () => {
    const bench = new CallBench({ queues }).do(enqueue('sales'));
    expect(musicOf(bench.model)).toBe('prompt:jazz');
    expect(isCallersTurn(bench.model)).toBe(false);
    bench.do({ command: 'tts', text: 'You are next.', playId: 'p' });
    expect(bench.model.playback?.content).toBe('You are next.');
    bench.wait(1_000).do({ command: 'gather', gatherId: 'g', input: ['dtmf'] });
    expect(isCallersTurn(bench.model)).toBe(true);
    expect(musicOf(bench.wait(8_000).model)).toBeNull();
  });

  it('waits to be told where the world does not know it', () => {
    const bench = new CallBench({ unknown: 'waits' }).do(enqueue('sales')).wait(1_000);
    bench.step({ input: 'answerQueue', queue: { outcome: 'answered', afterMs: 500, talkMs: 100 } });
    expect(results(bench.wait(1_000)).map(({ atMs, status }) => [atMs, status])).toEqual([
      [0, 'waiting'],
      [1_000, 'waiting'],
      [1_500, 'answered'],
      [1_600, 'ended'],
    ]);
    const full = new CallBench({ unknown: 'waits' }).do(enqueue('sales'));
    expect(results(full.step({ input: 'answerQueue', queue: { outcome: 'full' } })).at(-1)).toMatchObject({
      status: 'full',
    });
  });
});

describe('a conference', () => {
  const rooms: CallWorld['rooms'] = {
    team: { outcome: 'joined', members: 4, talkMs: 5_000 },
    empty: { outcome: 'alone', talkMs: 2_000 },
    quiet: { outcome: 'alone' },
    small: { outcome: 'full' },
  };
  const join = (room: string, more: Partial<CommandOf<'conference'>> = {}): CommandOf<'conference'> => ({
    command: 'conference',
    conferenceId: 'c',
    room,
    music: 'prompt:jazz',
    ...more,
  });
  const told = (bench: CallBench) => bench.told('conferenceEvent').map(({ conferenceId, room, ...rest }) => rest);

  it('is joined until it ends', () => {
    expect(told(new CallBench({ rooms }).do(join('team')).wait(9_000))).toEqual([
      { atMs: 0, status: 'joined', members: 4 },
      { atMs: 5_000, status: 'ended' },
    ]);
  });

  it('is waited in, with music, while nobody else is there', () => {
    const bench = new CallBench({ rooms }).do(join('empty', { waitForHost: true, role: 'speaker' }));
    expect(told(bench)).toEqual([{ atMs: 0, status: 'waiting' }]);
    expect(musicOf(bench.model)).toBe('prompt:jazz');
    expect(told(bench.wait(2_000)).at(-1)).toEqual({ atMs: 2_000, status: 'ended' });
    const forEver = new CallBench({ rooms }).do(join('quiet')).wait(90_000);
    expect(told(forEver)).toEqual([{ atMs: 0, status: 'waiting' }]);
  });

  it.each([
    ['small', 'full'],
    ['mars', 'failed'],
  ])('%s is %s', (room, status) => {
    expect(told(new CallBench({ rooms }).do(join(room)))).toEqual([{ atMs: 0, status }]);
  });

  it('is left', () => {
    const bench = new CallBench({ rooms }).do(join('team')).do({ command: 'leave', id: 'c' }).wait(9_000);
    expect(told(bench).at(-1)).toEqual({ atMs: 0, status: 'left' });
  });

  it('waits to be told where the world does not know it', () => {
    const bench = new CallBench({ unknown: 'waits' }).do(join('team')).wait(1_000);
    expect(told(bench)).toEqual([]);
    bench.step({ input: 'answerRoom', room: { outcome: 'joined', talkMs: 500 } });
    expect(told(bench.wait(1_000))).toEqual([
      { atMs: 1_000, status: 'joined', members: 2 },
      { atMs: 1_500, status: 'ended' },
    ]);
  });
});
