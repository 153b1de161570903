import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';

const coverage = new NodeCoverage('record');
const call = (action: string, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { tape: ['record', { action }], next: ['hangup'], sorry: ['hangup', { text: 'Oh dear.' }] },
        lines: [
          ['tape', 'done', 'next'],
          ['tape', 'failed', 'sorry'],
        ],
      }),
      nodeTypes,
      ...options,
    }),
  );

describe('record', () => {
  it.each(['start', 'pause', 'resume', 'stop'])('%s: asks for it and goes on when it is done', (action) => {
    const { exits, journal, durationMs } = call(action);
    expect(commandsOf(journal, 'record')).toMatchObject([{ action, recordId: 'tape.1' }]);
    expect(exits).toEqual(['tape.done']);
    expect(durationMs).toBe(0);
  });

  it.each(['refused', 'fails', 'silent'] as const)('leaves by its failed exit when the recorder %s', (how) => {
    const { exits, durationMs } = call('start', { world: { faults: [{ command: 'record', how }] } });
    expect(exits).toEqual(['tape.failed']);
    expect(durationMs).toBe((how === 'silent' ? 2000 : 0) + 'Oh dear.'.length * 60);
  });

  it('leaves by its failed exit when the recorder says so', () => {
    const script: CallOptions['script'] = (_, { post }) =>
      post({ event: 'recordStatus', recordId: 'tape.1', status: 'failed', timestamp: 0 });
    const world: CallOptions['world'] = { faults: [{ command: 'record', how: 'silent' }] };
    expect(call('start', { script, world }).exits).toEqual(['tape.failed']);
  });

  it('does not mind the recorder answering somebody else', () => {
    const script: CallOptions['script'] = (_, { post }) =>
      post({ event: 'recordStatus', recordId: 'other', status: 'failed', timestamp: 0 });
    const world: CallOptions['world'] = { faults: [{ command: 'record', how: 'silent' }] };
    expect(call('start', { script, world }).durationMs).toBeGreaterThan(2000);
  });

  it('ends with the call', () => {
    const world: CallOptions['world'] = { faults: [{ command: 'record', how: 'silent' }] };
    const { exits, instance } = call('start', { world, script: (caller) => caller.hangsUp({ afterMs: 100 }) });
    expect(exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
