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

const metric = (key: string, duration: number) => ({ event: 'metrics', key, duration });
const lines = journal(
  [1_000, 'effect', { effect: 'variableSet', name: 'greeted', value: true }],
  [2_100, 'event', metric('tts.first', 400)],
  [2_150, 'event', metric('play.firstPacket', 420)],
  [8_000, 'event', metric('vad', 310)],
  [8_200, 'event', metric('eou', 520)],
  [9_000, 'event', metric('rtp', 24)],
  [9_000, 'event', metric('weather', 5)],
  [9_000, 'effect', { effect: 'variableSet', name: 'reason', value: 'billing' }],
  [9_090, 'event', metric('tts.first', 90)],
  [9_110, 'event', metric('play.firstPacket', 101)],
  [9_500, 'event', metric('vad', 999)],
  [12_000, 'effect', { effect: 'variableSet', name: 'later', value: 1 }],
);

describe('factsOf', () => {
  it('tells what was heard, decided and learnt in the step, and nothing of others', () => {
    const facts = factsOf(call, lines, 1);
    expect(facts?.heard.map(({ kind }) => kind)).toEqual(['noAnswer', 'keys']);
    expect(facts?.decided).toEqual({ label: 'Billing', key: '2', nextNodeId: 'billing' });
    expect(facts?.learnt.map(({ name }) => name)).toEqual(['reason']);
  });

  it('follows a turn from the answer until our side is heard again, into the next step', () => {
    expect(factsOf(call, lines, 1)?.reactions).toEqual([
      { stage: 'voice', key: 'tts.first', durationMs: 90 },
      { stage: 'line', key: 'play.firstPacket', durationMs: 11 },
      { stage: 'other', key: 'weather', durationMs: 5 },
    ]);
    const spoken = { ...call, transcript: [{ ...call.transcript[2], atMs: 7_000, kind: 'speech' }] } as CallResource;
    const reactions = factsOf(spoken, lines, 1)?.reactions;
    expect(reactions?.map(({ stage }) => stage)).toEqual(['ended', 'voice', 'line', 'other']);
    // The end of the turn, and not of its last word.
    expect(reactions?.[0]).toEqual({ stage: 'ended', key: 'eou', durationMs: 520 });
  });

  it('tells how fast the words of a step came where nobody answered', () => {
    const silent = { ...call, transcript: [] };
    expect(factsOf(silent, lines, 1)?.reactions.map(({ stage }) => stage)).toContain('voice');
    expect(factsOf(silent, lines, 0)?.reactions).toEqual([]);
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

  it('knows where a step led that goes to another without a line', () => {
    const goTo = { id: 'again', type: 'goTo', name: 'Again', config: { to: 'main' } };
    const flow = document && { ...document.flow, nodes: [...document.flow.nodes, goTo] };
    const path = [{ nodeId: 'again', enteredAtMs: 0, leftAtMs: 0, exit: 'there' }];
    const went = callResource.parse({ ...call, document: { ...document, flow }, path });
    expect(factsOf(went, [], 0)?.decided).toEqual({ label: 'There', key: null, nextNodeId: 'main' });
  });
});
