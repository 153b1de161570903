import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';

const coverage = new NodeCoverage('hangup');
const call = (config: Readonly<Record<string, Json>>, options: Partial<CallOptions> = {}) =>
  coverage.add(callInMemory({ flow: drawFlow({ steps: { bye: ['hangup', config] } }), nodeTypes, ...options }));

describe('hangup', () => {
  it('ends the call at once where there is nothing to say', () => {
    const { journal, durationMs, reason, instance } = call({ text: '{{ never }}' });
    expect(commandsOf(journal, 'hangup')).toMatchObject([{ reason: 'completed', initiator: 'system' }]);
    expect({ durationMs, reason, status: instance.status }).toEqual({
      durationMs: 0,
      reason: 'completed',
      status: 'finished',
    });
  });

  it('says its last words first, to their end', () => {
    const { heard, durationMs } = call({ text: 'Goodbye {{ name }}.' }, { input: { name: 'Ada' } });
    expect(heard).toEqual(['Goodbye Ada.']);
    expect(durationMs).toBe('Goodbye Ada.'.length * 60);
  });

  it('gives its reason', () => {
    expect(call({ reason: 'noInput' }).reason).toBe('noInput');
    expect(call({ reason: '' }).reason).toBe('completed');
  });

  it('tells a telephone line the code it is set to, and none otherwise', () => {
    expect(commandsOf(call({ code: 486 }).journal, 'hangup')).toMatchObject([{ code: 486 }]);
    expect(commandsOf(call({}).journal, 'hangup')[0]).not.toHaveProperty('code');
  });

  it('says its last words in the language now spoken', () => {
    const flow = drawFlow({
      steps: { bye: ['hangup', { text: { en: 'Goodbye.', de: 'Auf Wiederhören.' } }] },
      settings: { language: 'de-DE' },
    });
    expect(coverage.add(callInMemory({ flow, nodeTypes })).heard).toEqual(['Auf Wiederhören.']);
  });

  it.each(['refused', 'fails'] as const)('hangs up all the same when the voice %s', (how) => {
    const { reason, instance } = call({ text: 'Goodbye.' }, { world: { faults: [{ command: 'tts', how }] } });
    expect(reason).toBe('completed');
    expect(instance.status).toBe('finished');
  });

  it('lets the caller hang up first', () => {
    const { instance, durationMs } = call(
      { text: 'Goodbye.' },
      { script: (caller) => caller.hangsUp({ afterMs: 100 }) },
    );
    expect(instance.status).toBe('finished');
    expect(durationMs).toBe(100);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
