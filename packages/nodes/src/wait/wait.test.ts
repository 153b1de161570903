import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, WaitConfig } from './definition.js';

const coverage = new NodeCoverage('wait');
const music = { sound: 'music', music: 'prompt:{{ tune }}', waitMs: 10_000 };
const call = (config: Readonly<Record<string, Json>>, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { pause: ['wait', config], next: ['hangup'] },
        lines: definition.exits(WaitConfig.parse(config)).map(({ name }) => ['pause', name, 'next'] as const),
      }),
      nodeTypes,
      input: { tune: 'waltz' },
      ...options,
    }),
  );
const presses5: CallOptions['script'] = (caller) => caller.presses('5', { afterMs: 800 });

describe('wait', () => {
  it('goes on after as long as it is set to, in silence', () => {
    expect(call({ waitMs: 1500 })).toMatchObject({ heard: [], exits: ['pause.done'], durationMs: 1500 });
  });

  it('plays music again and again until it is over, then stops it', () => {
    const { heard, exits, durationMs, journal } = call(music);
    expect({ heard, exits, durationMs }).toEqual({
      heard: ['prompt:waltz'],
      exits: ['pause.done'],
      durationMs: 10_000,
    });
    expect(commandsOf(journal, 'play')).toMatchObject([{ loop: true, bargeIn: [] }]);
    expect(commandsOf(journal, 'interrupt')).toHaveLength(1);
  });

  it('is ended by a key where that is allowed, and then stops its music', () => {
    expect(call({ endsOnKey: true }, { script: presses5 })).toMatchObject({ exits: ['pause.key'], durationMs: 800 });
    const { journal, exits } = call({ ...music, endsOnKey: true }, { script: presses5 });
    expect(exits).toEqual(['pause.key']);
    expect(commandsOf(journal, 'interrupt')).toHaveLength(1);
  });

  it('does not mind a key otherwise', () => {
    expect(call({ waitMs: 1500 }, { script: presses5 }).durationMs).toBe(1500);
  });

  it('uses up the key that ended it', () => {
    const answers = [{ id: 'five', label: '', key: '5', phrases: [] }];
    const flow = drawFlow({
      steps: {
        pause: ['wait', { endsOnKey: true }],
        ask: ['menu', { prompt: 'Well?', answers, noInputRetries: 0 }],
        next: ['hangup'],
      },
      lines: [
        ['pause', 'key', 'ask'],
        ['ask', 'noInput', 'next'],
      ],
    });
    expect(coverage.add(callInMemory({ flow, nodeTypes, script: presses5 })).exits).toEqual([
      'pause.key',
      'ask.noInput',
    ]);
  });

  it.each([
    ['none is left', { tune: '' }],
    ['its address is longer than any', { tune: 'x'.repeat(3000) }],
  ])('leaves by its failed exit without music when %s', (_, input) => {
    const record = call({ ...music, music: '{{ tune }}' }, { input });
    expect(record.exits).toEqual(['pause.failed']);
    expect(record.heard).toEqual([]);
  });

  it.each(['refused', 'fails'] as const)('leaves by its failed exit when the music %s', (how) => {
    expect(call(music, { world: { faults: [{ command: 'play', how }] } }).exits).toEqual(['pause.failed']);
  });

  it('ends with the call', () => {
    const { exits, instance } = call(music, { script: (caller) => caller.hangsUp({ afterMs: 100 }) });
    expect(exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('must be told which music', () => {
    expect(definition.check?.(WaitConfig.parse({ sound: 'music' }))).toMatchObject([
      { severity: 'error', field: 'music' },
    ]);
    expect(definition.check?.(WaitConfig.parse({}))).toEqual([]);
    expect(definition.summary(WaitConfig.parse(music))).toBe('10 s, with music');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
