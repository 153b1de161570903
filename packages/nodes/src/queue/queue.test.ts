import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json, SessionEventOf } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, QueueConfig } from './definition.js';

const coverage = new NodeCoverage('queue');
const exits = ['ended', 'timeout', 'full', 'failed'];
const words = { announcement: 'Place {{ position }}, {{ minutes }} minutes.', callbackQuestion: '' };
const call = (config: Readonly<Record<string, Json>>, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { hold: ['queue', { queue: 'support', ...words, saveAs: 'wait', ...config }], next: ['hangup'] },
        lines: [...exits, ...(config.callbackKey ? ['callback'] : [])].map((exit) => ['hold', exit, 'next'] as const),
      }),
      nodeTypes,
      ...options,
    }),
  );
const queues: NonNullable<CallOptions['world']>['queues'] = {
  support: { outcome: 'answered', afterMs: 120_000, talkMs: 60_000, position: 2, estimatedWaitMs: 150_000 },
  empty: { outcome: 'nobody', position: 1 },
  packed: { outcome: 'full' },
};
const silent: CallOptions['world'] = { queues, faults: [{ command: 'enqueue', how: 'silent' }] };
const result = (status: SessionEventOf<'queueResult'>['status'], queueId = 'hold.1') =>
  ({ event: 'queueResult', queueId, queue: 'support', status, timestamp: 0 }) as const;

describe('queue', () => {
  it('lets the caller wait until an agent is done with them', () => {
    const { durationMs, vars, journal, ...record } = call(
      { queue: ' {{ team }} ', priority: 7, music: 'prompt:{{ tune }}' },
      { input: { team: 'support', tune: 'jazz' }, world: { queues } },
    );
    expect(record.exits).toEqual(['hold.ended']);
    expect(durationMs).toBe(180_000);
    expect(vars.wait).toEqual({ status: 'ended', agent: 'agent-1', waitedMs: 120_000, talkedMs: 60_000 });
    expect(commandsOf(journal, 'enqueue')).toMatchObject([
      { queueId: 'hold.1', queue: 'support', priority: 7, music: 'prompt:jazz', maxWaitMs: 1_800_000 },
    ]);
  });

  it('tells them their place at the beginning and then every so often, never while they talk', () => {
    const { heard } = call({ announceEveryMs: 50_000 }, { world: { queues } });
    expect(heard).toEqual(['Place 2, 3 minutes.', 'Place 2, 3 minutes.', 'Place 1, 2 minutes.']);
  });

  it('can be silent', () => {
    expect(call({ announceEveryMs: 0, announcesAtOnce: false }, { world: { queues } }).heard).toEqual([]);
    expect(call({ announcement: '{{ never }}' }, { world: { queues } }).heard).toEqual([]);
  });

  it('has words of its own that leave out what is not known', () => {
    const { announcement } = QueueConfig.parse({});
    const world: CallOptions['world'] = { queues: { support: { outcome: 'nobody', position: 4 } } };
    const config = { announcement, announceEveryMs: 0, maxWaitMs: 10_000 };
    expect(call(config, { world }).heard).toEqual(['You are number 4 in line.']);
  });

  it('tells nothing before a place is known', () => {
    const { heard } = call({ announceEveryMs: 10_000, maxWaitMs: 30_000 }, { world: silent });
    expect(heard).toEqual([]);
  });

  it('takes the number of who would rather be called back, and leaves the queue', () => {
    const script: CallOptions['script'] = (caller) => caller.presses('51', { afterMs: 5_000 });
    const { vars, journal, ...record } = call({ callbackKey: '1' }, { world: { queues }, script });
    expect(record.exits).toEqual(['hold.callback']);
    expect(vars).toMatchObject({ callbackNumber: '+15550100', wait: { status: 'callback', agent: null } });
    expect(commandsOf(journal, 'leave')).toMatchObject([{ id: 'hold.1' }]);
  });

  it('makes sure of it, if it should', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.presses('1', { afterMs: 5_000 });
      caller.presses('1', { afterMs: 1_000 });
    };
    const config = { callbackKey: '1', callbackQuestion: 'At {{ number }}? Press {{ key }}.', saveNumberAs: '' };
    const { heard, vars, ...record } = call(config, { world: { queues }, script });
    expect(heard).toEqual(['Place 2, 3 minutes.', 'At +15550100? Press 1.']);
    expect(record.exits).toEqual(['hold.callback']);
    expect(vars).not.toHaveProperty('callbackNumber');
  });

  it('keeps the place of who does not confirm, and asks again at the next press', () => {
    const script: CallOptions['script'] = (caller) => {
      caller.presses('1', { afterMs: 5_000 });
      caller.presses('1', { afterMs: 20_000 });
    };
    const config = { callbackKey: '1', callbackQuestion: 'Sure?', announceEveryMs: 12_000 };
    const { heard, ...record } = call(config, { world: { queues }, script });
    expect(heard.filter((text) => text === 'Sure?')).toHaveLength(2);
    expect(record.exits).toEqual(['hold.ended']);
  });

  it('tells no place while it makes sure', () => {
    const script: CallOptions['script'] = (caller) => caller.presses('1', { afterMs: 5_000 });
    const config = { callbackKey: '1', callbackQuestion: 'Sure?', announceEveryMs: 10_000, announcesAtOnce: false };
    const { heard } = call({ ...config, queue: 'empty', maxWaitMs: 18_000 }, { world: { queues }, script });
    expect(heard).toEqual(['Sure?']);
  });

  it('hears no such key once they talk', () => {
    const script: CallOptions['script'] = (caller) => caller.presses('1', { afterMs: 130_000 });
    expect(call({ callbackKey: '1' }, { world: { queues }, script }).exits).toEqual(['hold.ended']);
  });

  it.each([
    ['nobody comes in time', { queue: 'empty', maxWaitMs: 30_000 }, 'timeout'],
    ['the queue is full', { queue: 'packed' }, 'full'],
    ['there is no such queue', { queue: 'mars' }, 'failed'],
  ])('when %s', (_, config, exit) => {
    const { vars, ...record } = call(config, { world: { queues } });
    expect(record.exits).toEqual([`hold.${exit}`]);
    expect(vars.wait).toMatchObject({ status: exit, agent: null, talkedMs: 0 });
  });

  it('gives up by itself, and leaves, when nothing is ever heard of it', () => {
    const { durationMs, journal, ...record } = call({ maxWaitMs: 30_000 }, { world: silent });
    expect(record.exits).toEqual(['hold.timeout']);
    expect(durationMs).toBe(35_000);
    expect(commandsOf(journal, 'leave')).toMatchObject([{ id: 'hold.1' }]);
  });

  it('fails when somebody takes the caller out of the queue', () => {
    const script: CallOptions['script'] = (_, { post }) => post(result('left'));
    expect(call({}, { world: silent, script }).exits).toEqual(['hold.failed']);
  });

  it('does not need to be told who answered, and does not mind other queues', () => {
    const script: CallOptions['script'] = (_, { post }) => {
      for (const event of [result('failed', 'other'), result('answered'), result('ended')]) post(event);
    };
    const { vars, ...record } = call({}, { world: silent, script });
    expect(record.exits).toEqual(['hold.ended']);
    expect(vars.wait).toMatchObject({ agent: null });
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when it %s', (how) => {
    const { exits: taken } = call({ saveAs: '' }, { world: { queues, faults: [{ command: 'enqueue', how }] } });
    expect(taken).toEqual(['hold.failed']);
  });

  it.each(['{{ never }}', '{{ long }}'])('leaves by its failed exit without a try where the queue is %s', (queue) => {
    const { journal, ...record } = call({ queue }, { input: { long: 'x'.repeat(200) } });
    expect(record.exits).toEqual(['hold.failed']);
    expect(commandsOf(journal, 'enqueue')).toEqual([]);
  });

  it('does not mind an announcement that fails', () => {
    const world: CallOptions['world'] = { queues, faults: [{ command: 'tts', how: 'fails' }] };
    expect(call({}, { world }).exits).toEqual(['hold.ended']);
  });

  it.each([
    ['while they wait', 30_000],
    ['while they talk', 130_000],
  ])('ends with the call, %s', (_, afterMs) => {
    const script: CallOptions['script'] = (caller) => caller.hangsUp({ afterMs });
    const { instance, ...record } = call({}, { world: { queues }, script });
    expect(record.exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('says what is not right with it', () => {
    const check = (config: Readonly<Record<string, Json>>) =>
      definition.check?.(QueueConfig.parse(config)).map(({ severity, field }) => `${severity} ${field}`);
    expect(check({})).toEqual(['error queue']);
    expect(check({ queue: 'a', announcement: { en: '{{ a', de: 'b' } })).toEqual(['error announcement']);
    const wrong = { callbackKey: '1', callbackQuestion: '{{ a', callbackNumber: ' ', announcement: '' };
    expect(check({ queue: 'a', ...wrong })).toEqual([
      'error callbackQuestion',
      'error callbackNumber',
      'warning announcement',
    ]);
    const unheard = { callbackKey: '1', announceEveryMs: 0, announcesAtOnce: false };
    expect(check({ queue: 'a', ...unheard })).toEqual(['warning announcement']);
    expect(check({ queue: 'a', callbackKey: '1' })).toEqual([]);
  });

  it('reads the variables of its texts, and not what only they know', () => {
    const texts = {
      announcement: '{{ name }}, {{ position }}.',
      callbackQuestion: 'At {{ number }}, {{ office.city }}?',
    };
    const reads = (config: Readonly<Record<string, Json>>) => definition.reads?.(QueueConfig.parse(config));
    expect(reads({ ...texts, callbackKey: '1' })).toEqual(['name', 'office.city']);
    expect(reads(texts)).toEqual(['name']);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
