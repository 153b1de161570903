import { describe, expect, it } from 'vitest';
import { legOutcomeOf, otherSideOf } from './other-side';

describe('the other end of a call', () => {
  it('is who called us, or whom we called', () => {
    expect(otherSideOf({ direction: 'inbound', from: '+49301', to: 'demo' })).toBe('+49301');
    expect(otherSideOf({ direction: 'outbound', from: '', to: 'anna' })).toBe('anna');
  });
});

describe('how a leg ended', () => {
  const leg = {
    status: 'ended',
    outcome: 'abandoned',
    answeredAt: '2026-01-01T00:00:00Z',
  } as const;
  it.each([
    ['live', { status: 'live', outcome: null }],
    ['ringing', { status: 'live', outcome: null, answeredAt: null }],
    ['ended', {}],
    ['failed', { outcome: 'failed' }],
    ['failed', { outcome: 'failed', answeredAt: null }],
    ['calledOff', { answeredAt: null, outcome: 'canceled' }],
    ['rejected', { answeredAt: null, outcome: 'rejected' }],
    ['busy', { answeredAt: null, outcome: 'busy' }],
    ['noAnswer', { answeredAt: null, outcome: 'noAnswer' }],
  ] as const)('is %s', (name, change) => {
    expect(legOutcomeOf({ ...leg, ...change }).name).toBe(name);
  });
});
