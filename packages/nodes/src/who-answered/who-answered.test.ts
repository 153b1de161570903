import { type CallOptions, callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, WhoAnsweredConfig } from './definition.js';

const coverage = new NodeCoverage('whoAnswered');
type Script = NonNullable<CallOptions['script']>;
type Taken = 'human' | 'machine' | 'beep' | 'unknown';

const call = (config: Readonly<Record<string, Json>>, script: Script, options: Partial<CallOptions> = {}) => {
  const flow = drawFlow({
    steps: { pause: ['wait', { waitMs: 1000 }], who: ['whoAnswered', config], bye: ['hangup'] },
    lines: [
      ['pause', 'done', 'who'],
      ...(['human', 'machine', 'unknown'] as const).map((exit) => ['who', exit, 'bye'] as const),
    ],
  });
  return coverage.add(callInMemory({ flow, nodeTypes, script, ...options }));
};
const wayOf = (record: ReturnType<typeof call>): string | undefined =>
  record.exits.find((exit) => exit.startsWith('who.'))?.slice(4);
const saying =
  (...results: readonly (readonly [Taken, number])[]): Script =>
  (caller) => {
    for (const [result, afterMs] of results) caller.isTakenFor(result, { afterMs });
  };

describe('whoAnswered', () => {
  it.each(['human', 'unknown'] as const)('goes on at once with %s', (result) => {
    const record = call({}, saying([result, 3_000]));
    expect([wayOf(record), record.durationMs, record.vars.call]).toEqual([
      result,
      3_000,
      expect.objectContaining({ answeredBy: result }),
    ]);
  });

  it('waits for the beep of a machine', () => {
    const record = call({}, saying(['machine', 3_000], ['beep', 8_000]));
    expect([wayOf(record), record.durationMs]).toEqual(['machine', 11_000]);
    expect(record.vars.call).toMatchObject({ answeredBy: 'beep' });
  });

  it('goes on when there is no beep: when that is told, or after its own time', () => {
    const told = call({}, saying(['machine', 3_000], ['unknown', 10_000]));
    expect([wayOf(told), told.durationMs]).toEqual(['machine', 13_000]);
    expect(told.vars.call).toMatchObject({ answeredBy: 'beep' });
    const own = call({ beepMs: 5_000 }, saying(['machine', 3_000]));
    expect([wayOf(own), own.durationMs]).toEqual(['machine', 8_000]);
  });

  it('does not wait for the beep where it is told not to', () => {
    const record = call({ beepMs: 0 }, saying(['machine', 3_000]));
    expect([wayOf(record), record.durationMs]).toEqual(['machine', 3_000]);
  });

  it.each(['human', 'machine', 'beep'] as const)('knows what was told before it was reached: %s', (result) => {
    const record = call({ beepMs: 4_000 }, saying([result, 500]));
    expect([wayOf(record), record.durationMs]).toEqual([
      result === 'human' ? 'human' : 'machine',
      result === 'machine' ? 5_000 : 1_000,
    ]);
  });

  it('cannot tell when nothing is ever heard', () => {
    const record = call({}, () => undefined);
    expect([wayOf(record), record.durationMs]).toEqual(['unknown', 11_000]);
  });

  it('does not wait in a call that came in', () => {
    const record = call({}, () => undefined, { input: { call: { direction: 'inbound' } } });
    expect([wayOf(record), record.durationMs]).toEqual(['unknown', 1_000]);
  });

  it('hears no answer in what else happens', () => {
    const script: Script = (caller) => {
      caller.presses('1', { afterMs: 2_000 });
      caller.says('hello', { afterMs: 100 });
      caller.isTakenFor('human', { afterMs: 500 });
    };
    expect(wayOf(call({}, script))).toBe('human');
  });

  it('ends with the call', () => {
    const { exits, instance } = call({}, (caller) => caller.hangsUp({ afterMs: 2_000 }));
    expect([exits, instance.timers]).toEqual([['pause.done'], []]);
  });

  it('says what it waits for', () => {
    const summary = (config: object) => definition.summary(WhoAnsweredConfig.parse(config));
    expect([summary({}), summary({ beepMs: 0 })]).toEqual(['A machine: after its beep', '']);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
