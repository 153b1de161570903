import { readConfig } from '@callwright/flow-engine';
import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, TransferConfig } from './definition.js';

const base = { target: 'sales' };
const coverage = new NodeCoverage('transfer');
const exits = ['ended', 'noAnswer', 'busy', 'failed'];
const call = (config: Readonly<Record<string, Json>>, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { pass: ['transfer', config], next: ['hangup'] },
        lines: exits.map((exit) => ['pass', exit, 'next'] as const),
      }),
      nodeTypes,
      ...options,
    }),
  );
const lines: NonNullable<CallOptions['world']>['lines'] = {
  sales: { outcome: 'answered', afterMs: 4_000, talkMs: 60_000 },
  night: { outcome: 'noAnswer' },
  fax: { outcome: 'busy', afterMs: 1_000 },
};

describe('transfer', () => {
  it('joins the caller with the line and goes on when they are done', () => {
    const { journal, durationMs, ...record } = call(
      { target: ' {{ team }} ' },
      { input: { team: 'sales' }, world: { lines } },
    );
    expect(record.exits).toEqual(['pass.ended']);
    expect(commandsOf(journal, 'refer')).toMatchObject([
      { target: 'sales', referId: 'pass.1', options: { mode: 'bridge', timeoutMs: 30_000 } },
    ]);
    expect(durationMs).toBe(64_000);
  });

  it.each(['bridge', 'sip', 'attended'])('passes it on the way it is set to: %s', (mode) => {
    const { journal } = call({ target: 'sales', mode, announce: 'A call for {{ who }}.' }, { input: { who: 'you' } });
    const { options } = commandsOf(journal, 'refer')[0] ?? {};
    expect(options).toEqual({
      mode,
      timeoutMs: 30_000,
      ...(mode === 'attended' ? { announce: 'A call for you.' } : {}),
    });
  });

  it('shows the number it is set to', () => {
    const { journal } = call({ target: 'sales', callerId: ' {{ main }} ' }, { input: { main: '+15550111' } });
    expect(commandsOf(journal, 'refer')).toMatchObject([{ options: { callerId: '+15550111' } }]);
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
    const { journal } = call({ ...base, headers }, { input });
    expect(commandsOf(journal, 'refer')[0]?.options?.headers).toEqual({
      'X-Order': '7 X-Evil: 1',
      'X-Long': 'x'.repeat(512),
    });
    const messages = definition.check?.(TransferConfig.parse({ ...base, headers }))?.map(({ message }) => message);
    expect(messages).toEqual(['"no name" is no name for a header.']);
  });

  it('may talk longer than it may ring', () => {
    const long = { sales: { outcome: 'answered' as const, talkMs: 3_600_000 } };
    expect(call({ target: 'sales', timeoutMs: 1000 }, { world: { lines: long } }).exits).toEqual(['pass.ended']);
  });

  it.each([
    ['nobody answers', 'night', 'noAnswer'],
    ['the line is busy', 'fax', 'busy'],
    ['there is no such line', 'mars', 'failed'],
  ])('when %s', (_, target, exit) => {
    expect(call({ target }, { world: { lines } }).exits).toEqual([`pass.${exit}`]);
  });

  it.each([
    ['sales', { status: 'ended', reason: null, code: null, rangMs: 4_000, talkedMs: 60_000 }],
    ['fax', { status: 'busy', reason: null, code: null, rangMs: 1_000, talkedMs: 0 }],
  ])('remembers how it went with %s', (target, went) => {
    expect(call({ target, saveAs: 'went' }, { world: { lines } }).vars.went).toEqual(went);
  });

  it('takes whoever declines for busy, and remembers that they declined', () => {
    const script: CallOptions['script'] = (_, { post }) =>
      post({ event: 'referStatus', referId: 'pass.1', status: 'rejected', target: 'sales', timestamp: 0 });
    const faults: NonNullable<CallOptions['world']>['faults'] = [{ command: 'refer', how: 'silent' }];
    const { exits: taken, vars } = call({ target: 'sales', saveAs: 'went' }, { world: { lines, faults }, script });
    expect([taken, vars.went]).toMatchObject([['pass.busy'], { status: 'rejected' }]);
  });

  it('remembers why a carrier does not put it through, which is no busy line', () => {
    const words = 'The carrier refused the call.';
    const script: CallOptions['script'] = (_, { post }) =>
      post({
        ...{ event: 'referStatus', referId: 'pass.1', status: 'failed', target: 'x', timestamp: 0 },
        ...{ reason: words, code: 403 },
      });
    const { exits: taken, vars } = call({ target: 'nobody', saveAs: 'went' }, { script });
    expect([taken, vars.went]).toMatchObject([['pass.failed'], { status: 'failed', reason: words, code: 403 }]);
  });

  it('gives up by itself when nothing is ever heard of it', () => {
    const faults: NonNullable<CallOptions['world']>['faults'] = [{ command: 'refer', how: 'silent' }];
    const { durationMs, ...record } = call({ target: 'sales', timeoutMs: 10_000 }, { world: { lines, faults } });
    expect(record.exits).toEqual(['pass.noAnswer']);
    expect(durationMs).toBe(15_000);
    expect(commandsOf(record.journal, 'leave')).toMatchObject([{ id: 'pass.1' }]);
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when it %s', (how) => {
    const { exits: taken } = call({ target: 'sales' }, { world: { lines, faults: [{ command: 'refer', how }] } });
    expect(taken).toEqual(['pass.failed']);
  });

  it.each([
    ['no line is left', { target: '{{ never }}' }],
    ['its name is longer than any', { target: '{{ long }}' }],
    ['the number to show is longer than any', { target: 'sales', callerId: '{{ long }}' }],
  ])('leaves by its failed exit without a try when %s', (_, config) => {
    const { journal, ...record } = call(config, { input: { long: 'x'.repeat(300) } });
    expect(record.exits).toEqual(['pass.failed']);
    expect(commandsOf(journal, 'refer')).toEqual([]);
  });

  it('does not mind how another transfer goes', () => {
    const script: CallOptions['script'] = (_, { post }) =>
      post({ event: 'referStatus', referId: 'other', status: 'failed', target: 'x', timestamp: 0 });
    expect(call({ target: 'sales' }, { world: { lines }, script }).exits).toEqual(['pass.ended']);
  });

  it.each([
    ['while it rings', 1_000],
    ['while they talk', 10_000],
  ])('ends with the call, %s', (_, afterMs) => {
    const { instance, ...record } = call(
      { target: 'sales' },
      { world: { lines }, script: (caller) => caller.hangsUp({ afterMs }) },
    );
    expect(record.exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('must be told whom to pass the call to', () => {
    expect(definition.check?.(definition.config.parse({}))).toMatchObject([{ severity: 'error', field: 'target' }]);
    expect(definition.check?.(definition.config.parse({ target: 'sales' }))).toEqual([]);
  });

  it('warns when the other side would be told nothing', () => {
    const silent = definition.config.parse({ target: 'sales', mode: 'attended' });
    expect(definition.check?.(silent)).toMatchObject([{ severity: 'warning', field: 'announce' }]);
  });

  it('needs what its way of passing on needs', () => {
    const needs = (mode: string) => definition.needs?.(definition.config.parse({ mode }));
    expect([needs('bridge'), needs('attended'), needs('sip')]).toEqual([['bridge'], ['bridge'], ['refer']]);
  });

  it('reads what was made for its first version as joining the two', () => {
    const config = { target: 'sales', timeoutMs: 5_000 };
    expect(readConfig(definition, { config })).toMatchObject({ ok: true, value: { ...config, mode: 'bridge' } });
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
