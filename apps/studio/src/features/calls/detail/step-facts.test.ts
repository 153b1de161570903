import { flowTemplates } from '@callwright/nodes';
import { type CallResource, callResource } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { journal } from '../journal/fixtures';
import { factsOf } from './step-facts';

const document = flowTemplates.find(({ id }) => id === 'menu')?.document;

const call: CallResource = callResource.parse({
  id: 'c-1',
  protocol: 'webrtc',
  direction: 'inbound',
  from: 'Maya',
  to: 'main',
  flow: { flowId: 'f', version: 3, draftRevision: null },
  flowName: 'Riverside',
  status: 'ended',
  outcome: 'completed',
  endReason: 'completed',
  startedAt: '2025-11-21T09:14:00Z',
  answeredAt: null,
  endedAt: null,
  durationMs: 20_000,
  hasRecording: false,
  currentNodeId: null,
  document,
  path: [
    { nodeId: 'welcome', enteredAtMs: 0, leftAtMs: 2_000, exit: 'done' },
    { nodeId: 'main', enteredAtMs: 2_000, leftAtMs: 9_000, exit: 'billing' },
    { nodeId: 'billing', enteredAtMs: 9_000, leftAtMs: null, exit: null },
  ],
  transcript: [
    { atMs: 10, endMs: 1_900, by: 'system', kind: 'speech', text: 'Hello.', nodeId: 'welcome' },
    { atMs: 6_000, endMs: 6_000, by: 'caller', kind: 'noAnswer', text: '', nodeId: 'main' },
    { atMs: 9_000, endMs: 9_000, by: 'caller', kind: 'keys', text: '2', nodeId: 'main' },
  ],
  recording: null,
});

const lines = journal(
  [1_000, 'effect', { effect: 'variableSet', name: 'greeted', value: true }],
  [8_900, 'event', { event: 'metrics', key: 'ttfb.tts.flite', duration: 40 }],
  [8_950, 'event', { event: 'metrics', key: 'vad', duration: 310 }],
  [8_960, 'event', { event: 'metrics', key: 'ttfb.tts.flite', duration: 90 }],
  [8_970, 'event', { event: 'metrics', key: 'weather', duration: 5 }],
  [9_000, 'effect', { effect: 'variableSet', name: 'reason', value: 'billing' }],
  [12_000, 'effect', { effect: 'variableSet', name: 'later', value: 1 }],
);

describe('factsOf', () => {
  it('tells what was heard, decided and learnt in the step, and nothing of others', () => {
    const facts = factsOf(call, lines, 1);
    expect(facts?.heard.map(({ kind }) => kind)).toEqual(['noAnswer', 'keys']);
    expect(facts?.decided).toEqual({ label: 'Billing', key: '2', nextNodeId: 'billing' });
    expect(facts?.learnt.map(({ name }) => name)).toEqual(['reason']);
  });

  it('puts the stages of a turn in their order and keeps the longest of each', () => {
    expect(factsOf(call, lines, 1)?.reactions).toEqual([
      { stage: 'ended', key: 'vad', durationMs: 310 },
      { stage: 'voice', key: 'ttfb.tts.flite', durationMs: 90 },
      { stage: 'other', key: 'weather', durationMs: 5 },
    ]);
  });

  it('has decided nothing where the call ended', () => {
    expect(factsOf(call, lines, 2)).toMatchObject({ decided: null, learnt: [{ name: 'reason' }, { name: 'later' }] });
    expect(factsOf(call, lines, 3)).toBeNull();
  });

  it('names the exit itself where the flow is not known', () => {
    expect(factsOf({ ...call, document: null }, lines, 1)?.decided).toEqual({
      label: 'billing',
      key: null,
      nextNodeId: null,
    });
  });
});
