import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { DialConfig, definition } from './definition.js';

const coverage = new NodeCoverage('dial');
const exits = ['ended', 'busy', 'noAnswer', 'failed'];
const call = (config: Readonly<Record<string, Json>>, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { ring: ['dial', { saveAs: 'reached', ...config }], next: ['hangup'] },
        lines: exits.map((exit) => ['ring', exit, 'next'] as const),
      }),
      nodeTypes,
      ...options,
    }),
  );
const to = (...names: readonly string[]) => ({ targets: names.map((target) => ({ target, timeoutMs: null })) });
const lines: NonNullable<CallOptions['world']>['lines'] = {
  anna: { outcome: 'answered', afterMs: 4_000, talkMs: 60_000 },
  ben: { outcome: 'answered', afterMs: 9_000, talkMs: 10_000 },
  night: { outcome: 'noAnswer' },
  fax: { outcome: 'busy', afterMs: 1_000 },
};
const silent: NonNullable<CallOptions['world']>['faults'] = [{ command: 'dial', how: 'silent' }];

describe('dial', () => {
  it('joins the caller with the first of all that answers', () => {
    const { durationMs, vars, ...record } = call(to('ben', 'fax', '{{ best }}'), {
      input: { best: 'anna' },
      world: { lines },
    });
    expect(record.exits).toEqual(['ring.ended']);
    expect(vars.reached).toEqual({
      status: 'ended',
      reason: null,
      code: null,
      target: 'anna',
      rangMs: 4_000,
      talkedMs: 60_000,
    });
    expect(durationMs).toBe(64_000);
    expect(commandsOf(record.journal, 'dial')).toMatchObject([
      { dialId: 'ring.1', order: 'together', targets: [{ target: 'ben' }, { target: 'fax' }, { target: 'anna' }] },
    ]);
  });

  it('puts headers on the call: filled in, without line breaks and secrets, and none that is empty', () => {
    const headers = [
      { name: ' X-Order ', value: '{{ order }}' },
      { name: 'X-Card', value: '{{ card }}' },
      { name: 'X-Long', value: '{{ long }}' },
      { name: 'no name', value: 'x' },
      { name: 'X-None', value: '{{ never }}' },
    ];
    const input = { order: '7\r\nX-Evil: 1', card: '⟦x1⟧', long: 'x'.repeat(1000) };
    const { journal } = call({ ...to('anna'), headers }, { input });
    expect(commandsOf(journal, 'dial')[0]?.headers).toEqual({ 'X-Order': '7 X-Evil: 1', 'X-Long': 'x'.repeat(512) });
    const messages = definition.check?.(DialConfig.parse({ ...to('anna'), headers }))?.map(({ message }) => message);
    expect(messages).toEqual(['"no name" is no name for a header.']);
  });

  it('calls one after another, each for its own time', () => {
    const targets = [
      { target: 'night', timeoutMs: 8_000 },
      { target: 'anna', timeoutMs: null },
    ];
    const { vars, ...record } = call({ targets, order: 'oneAfterAnother' }, { world: { lines } });
    expect(record.exits).toEqual(['ring.ended']);
    expect(vars.reached).toMatchObject({ target: 'anna', rangMs: 12_000 });
    expect(commandsOf(record.journal, 'dial')).toMatchObject([{ targets: [{ timeoutMs: 8_000 }, { target: 'anna' }] }]);
  });

  it('says what else it is set to, and leaves out what it is not', () => {
    const config = { music: 'prompt:{{ tune }}', callerId: ' +15550111 ', timeLimitMs: 60_000 };
    const full = call({ ...to('anna'), ...config }, { input: { tune: 'jazz' }, world: { lines } });
    expect(commandsOf(full.journal, 'dial')).toMatchObject([
      { music: 'prompt:jazz', callerId: '+15550111', timeLimitMs: 60_000, timeoutMs: 60_000 },
    ]);
    const plain = commandsOf(call(to('anna'), { world: { lines } }).journal, 'dial')[0];
    for (const field of ['music', 'callerId', 'timeLimitMs']) expect(plain).not.toHaveProperty(field);
  });

  it.each([
    ['every line is busy', 'fax', 'busy'],
    ['nobody answers', 'night', 'noAnswer'],
    ['there is no such line', 'mars', 'failed'],
  ])('when %s', (_, target, exit) => {
    const { vars, ...record } = call(to(target), { world: { lines } });
    expect(record.exits).toEqual([`ring.${exit}`]);
    expect(vars.reached).toMatchObject({ status: exit, target: null, talkedMs: 0 });
  });

  it('parts them when the time is over', () => {
    const { durationMs, ...record } = call({ ...to('anna'), timeLimitMs: 20_000 }, { world: { lines } });
    expect(record.exits).toEqual(['ring.ended']);
    expect(durationMs).toBe(24_000);
  });

  it('gives up by itself, and lets nothing go on ringing, when nothing is ever heard of it', () => {
    const { durationMs, journal, ...record } = call(to('anna'), { world: { lines, faults: silent } });
    expect(record.exits).toEqual(['ring.noAnswer']);
    expect(durationMs).toBe(65_000);
    expect(commandsOf(journal, 'leave')).toMatchObject([{ id: 'ring.1' }]);
  });

  it('ends the talk by itself when nobody else does', () => {
    const script: CallOptions['script'] = (_, { post, clock }) =>
      post({ event: 'dialResult', dialId: 'ring.1', status: 'answered', timestamp: clock.nowMs() });
    const { durationMs, journal, vars, ...record } = call(
      { ...to('anna'), timeLimitMs: 20_000 },
      { world: { lines, faults: silent }, script },
    );
    expect(record.exits).toEqual(['ring.ended']);
    expect(durationMs).toBe(25_000);
    expect(vars.reached).toMatchObject({ target: null, talkedMs: 25_000 });
    expect(commandsOf(journal, 'leave')).toMatchObject([{ id: 'ring.1' }]);
  });

  it('takes a call that was called off elsewhere for one that nobody answered', () => {
    const script: CallOptions['script'] = (_, { post }) =>
      post({ event: 'dialResult', dialId: 'ring.1', status: 'cancelled', timestamp: 0 });
    expect(call(to('night'), { world: { lines, faults: silent }, script }).exits).toEqual(['ring.noAnswer']);
  });

  it('takes those who decline for busy, and remembers that they declined', () => {
    const script: CallOptions['script'] = (_, { post }) =>
      post({ event: 'dialResult', dialId: 'ring.1', status: 'rejected', timestamp: 0 });
    const { exits: taken, vars } = call(to('night'), { world: { lines, faults: silent }, script });
    expect([taken, vars.reached]).toMatchObject([['ring.busy'], { status: 'rejected', target: null }]);
  });

  it('does not mind how another dial goes', () => {
    const script: CallOptions['script'] = (_, { post }) =>
      post({ event: 'dialResult', dialId: 'other', status: 'failed', timestamp: 0 });
    expect(call(to('anna'), { world: { lines }, script }).exits).toEqual(['ring.ended']);
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when it %s', (how) => {
    const { exits: taken } = call(to('anna'), { world: { lines, faults: [{ command: 'dial', how }] } });
    expect(taken).toEqual(['ring.failed']);
  });

  it.each([
    ['no line is left', to('{{ never }}', ' ')],
    ['no name is one', to('{{ long }}')],
    ['the number to show is longer than any', { ...to('anna'), callerId: '{{ long }}' }],
  ])('leaves by its failed exit without a try when %s', (_, config) => {
    const { journal, ...record } = call(config, { input: { long: 'x'.repeat(300) } });
    expect(record.exits).toEqual(['ring.failed']);
    expect(commandsOf(journal, 'dial')).toEqual([]);
  });

  it('remembers nothing where it is not told to', () => {
    expect(Object.keys(call({ ...to('anna'), saveAs: '' }, { world: { lines } }).vars)).toEqual(['call']);
  });

  it.each([
    ['while it rings', 1_000],
    ['while they talk', 10_000],
  ])('ends with the call, %s', (_, afterMs) => {
    const { instance, ...record } = call(to('anna'), {
      world: { lines },
      script: (caller) => caller.hangsUp({ afterMs }),
    });
    expect(record.exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('must be told whom to call, and warns of a line that is never reached', () => {
    const check = (config: Readonly<Record<string, Json>>) =>
      definition.check?.(DialConfig.parse(config)).map(({ severity }) => severity);
    expect(check({})).toEqual(['error']);
    expect(check({ targets: [] })).toEqual(['error']);
    expect(check(to('{{ a'))).toEqual(['error']);
    expect(check({ ...to('a', 'b'), order: 'oneAfterAnother' })).toEqual(['warning']);
    expect(check(to('a', 'b'))).toEqual([]);
  });

  it('is summed up by whom it calls', () => {
    expect(definition.summary(DialConfig.parse(to('a', 'b')))).toBe('a + b');
    expect(definition.summary(DialConfig.parse({ ...to('a', ''), order: 'oneAfterAnother' }))).toBe('a, then ?');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
