import { type CallSummary, callSummary } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from './outcome';

const call = (changes: Partial<Record<keyof CallSummary, unknown>>) =>
  callSummary.parse({
    id: 'c-1',
    protocol: 'webrtc',
    direction: 'inbound',
    from: '',
    to: '',
    flow: null,
    flowName: null,
    status: 'ended',
    outcome: null,
    endReason: null,
    startedAt: '2025-11-21T09:14:00Z',
    answeredAt: null,
    endedAt: null,
    durationMs: null,
    hasRecording: false,
    currentNodeId: null,
    ...changes,
  });

describe('outcomeOf', () => {
  it.each([
    [{ status: 'live' }, 'ringing'],
    [{ status: 'live', answeredAt: '2025-11-21T09:14:01Z' }, 'live'],
    [{ outcome: 'completed' }, 'completed'],
    [{ outcome: 'failed', endReason: 'failed' }, 'failed'],
    [{ outcome: 'abandoned', endReason: 'caller' }, 'hungUp'],
    [{ outcome: 'abandoned', endReason: 'transport' }, 'lost'],
    [{ direction: 'outbound', outcome: 'busy', endReason: 'busy' }, 'busy'],
    [{ direction: 'outbound', outcome: 'noAnswer', endReason: 'noAnswer' }, 'noAnswer'],
    [{ direction: 'outbound', outcome: 'failed', endReason: 'failed' }, 'failed'],
    [{ direction: 'outbound', outcome: 'rejected', endReason: 'rejected' }, 'rejected'],
    [{ direction: 'outbound', outcome: 'failed', endReason: 'rejected' }, 'failed'],
    [{ direction: 'outbound', outcome: 'canceled', endReason: 'admin' }, 'calledOff'],
    [
      { direction: 'outbound', outcome: 'abandoned', endReason: 'caller', answeredAt: '2025-11-21T09:14:01Z' },
      'theyHungUp',
    ],
    [{}, 'ended'],
  ])('calls %j %s', (changes, name) => {
    expect(outcomeOf(call(changes)).name).toBe(name);
  });
});
