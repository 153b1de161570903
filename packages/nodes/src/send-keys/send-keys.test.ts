import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition } from './definition.js';

const coverage = new NodeCoverage('sendKeys');
const call = (keys: string, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { press: ['sendKeys', { keys }], next: ['hangup'] },
        lines: ['done', 'failed'].map((exit) => ['press', exit, 'next'] as const),
      }),
      nodeTypes,
      ...options,
    }),
  );
const nothingComes: CallOptions['world'] = { faults: [{ command: 'dtmf', how: 'silent' }] };

describe('sendKeys', () => {
  it('sends its keys and pauses, and goes on when they have sounded', () => {
    const { exits, journal } = call(',,(12) 3-4a #');
    expect(commandsOf(journal, 'dtmf')).toMatchObject([{ digits: ',,1234A#', dtmfId: 'press.1' }]);
    expect(exits).toEqual(['press.done']);
  });

  it('takes its keys from variables', () => {
    const { journal } = call('1,{{ extension }}#', { input: { extension: 204 } });
    expect(commandsOf(journal, 'dtmf')).toMatchObject([{ digits: '1,204#' }]);
  });

  it.each([
    ['there are none', ''],
    ['one of them does not exist', 'x1'],
    ['there are more than can be sent', '1'.repeat(65)],
  ])('leaves by its failed exit without a try when %s', (_, keys) => {
    const { exits, journal } = call('{{ keys }}', { input: { keys } });
    expect(exits).toEqual(['press.failed']);
    expect(commandsOf(journal, 'dtmf')).toEqual([]);
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when sending %s', (how) => {
    expect(call('1', { world: { faults: [{ command: 'dtmf', how }] } }).exits).toEqual(['press.failed']);
  });

  it('gives up when it never hears that they were sent', () => {
    expect(call('12', { world: nothingComes })).toMatchObject({ exits: ['press.failed'], durationMs: 9_000 });
  });

  it('does not take other keys for its own', () => {
    const script: CallOptions['script'] = (_, { post }) =>
      post({ event: 'dtmfSent', dtmfId: 'other', digits: '12', timestamp: 0 });
    expect(call('12', { world: nothingComes, script }).exits).toEqual(['press.failed']);
  });

  it('ends with the call', () => {
    const record = call('12', { world: nothingComes, script: (caller) => caller.hangsUp({ afterMs: 100 }) });
    expect(record.exits).toEqual([]);
    expect(record.instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it.each([
    ['', ['There are no keys to send.']],
    ['call me', ['Only 0 to 9, *, #, A to D and commas can be sent, 64 at most.']],
    ['1,{{ extension }}', []],
    ['1204#', []],
  ])('is checked: "%s"', (keys, messages) => {
    expect(definition.check?.({ keys })?.map(({ message }) => message)).toEqual(messages);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
