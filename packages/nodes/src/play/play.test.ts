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

  it.each([
    ['keys', 500],
    ['speech', 3000],
  ])('is stopped by %s alone, where only that may stop it', (interruptedBy, durationMs) => {
    const config = { url: 'prompt:jingle', mayInterrupt: true, interruptedBy };
    expect(call(config, { script: (caller) => caller.presses('1', { afterMs: 500 }) }).durationMs).toBe(durationMs);
  });

  it('is played as often as it should be', () => {
    const { heard, durationMs, journal } = call({ url: 'prompt:jingle', times: 3 });
    expect(heard).toEqual(['prompt:jingle', 'prompt:jingle', 'prompt:jingle']);
    expect(durationMs).toBe(9000);
    expect(commandsOf(journal, 'play').map(({ playId }) => playId)).toEqual(['jingle.1', 'jingle.1.1', 'jingle.1.2']);
  });

  it('is played no more once it was interrupted, or cannot be', () => {
    const again = { url: 'prompt:jingle', times: 3, mayInterrupt: true };
    const script: CallOptions['script'] = (caller) => caller.presses('1', { afterMs: 3500 });
    expect(call(again, { script })).toMatchObject({ durationMs: 3500, exits: ['jingle.done'] });
    const world: CallOptions['world'] = { faults: [{ command: 'play', how: 'fails', nth: 2 }] };
    expect(call(again, { world })).toMatchObject({ exits: ['jingle.failed'] });
  });

  it('begins where it should', () => {
    expect(commandsOf(call({ url: 'prompt:jingle', seekMs: 1200 }).journal, 'play')).toMatchObject([{ seekMs: 1200 }]);
    expect(commandsOf(call({ url: 'prompt:jingle' }).journal, 'play')[0]).not.toHaveProperty('seekMs');
  });

  it('ends with the call', () => {
    const { exits, instance } = call({ url: 'prompt:jingle' }, { script: (caller) => caller.hangsUp({ afterMs: 10 }) });
    expect(exits).toEqual([]);
    expect(instance.status).toBe('finished');
  });

  it('must be told what to play', () => {
    expect(definition.check?.(definition.config.parse({}))).toMatchObject([{ severity: 'error', field: 'url' }]);
    expect(definition.check?.(definition.config.parse({ url: 'prompt:x' }))).toEqual([]);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
