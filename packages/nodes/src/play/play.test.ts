import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition } from './definition.js';

const coverage = new NodeCoverage('play');
const call = (config: Readonly<Record<string, Json>>, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { jingle: ['play', config], next: ['hangup'], sorry: ['hangup', { text: 'Oh dear.' }] },
        lines: [
          ['jingle', 'done', 'next'],
          ['jingle', 'failed', 'sorry'],
        ],
      }),
      nodeTypes,
      ...options,
    }),
  );

describe('play', () => {
  it('plays its recording, then goes on', () => {
    const { exits, heard, durationMs } = call({ url: 'prompt:jingle' });
    expect(heard).toEqual(['prompt:jingle']);
    expect(exits).toEqual(['jingle.done']);
    expect(durationMs).toBe(3000);
  });

  it('chooses the recording by variables', () => {
    expect(call({ url: 'prompt:{{ language }}-jingle' }, { input: { language: 'de' } }).heard).toEqual([
      'prompt:de-jingle',
    ]);
  });

  it.each([
    ['no recording is left', { url: '{{ never }}' }],
    ['its address is longer than any', { url: '{{ long }}' }],
  ])('leaves by its failed exit without a try when %s', (_, config) => {
    const { exits, journal } = call(config, { input: { long: 'x'.repeat(3000) } });
    expect(exits).toEqual(['jingle.failed']);
    expect(commandsOf(journal, 'play')).toEqual([]);
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when the recording %s', (how) => {
    const { exits } = call({ url: 'prompt:gone' }, { world: { faults: [{ command: 'play', how }] } });
    expect(exits).toEqual(['jingle.failed']);
  });

  it('goes on when the caller interrupts it, where that is allowed', () => {
    const script: CallOptions['script'] = (caller) => caller.presses('1', { afterMs: 500 });
    expect(call({ url: 'prompt:jingle', mayInterrupt: true }, { script }).durationMs).toBe(500);
    expect(call({ url: 'prompt:jingle' }, { script }).durationMs).toBe(3000);
  });

  it('ends with the call', () => {
    const { exits, instance } = call({ url: 'prompt:jingle' }, { script: (caller) => caller.hangsUp({ afterMs: 10 }) });
    expect(exits).toEqual([]);
    expect(instance.status).toBe('finished');
  });

  it('must be told what to play', () => {
    expect(definition.check?.(definition.config.parse({}))).toMatchObject([{ severity: 'error', field: 'url' }]);
    expect(definition.check?.({ url: 'prompt:x', mayInterrupt: false })).toEqual([]);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
