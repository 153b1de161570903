import { type CallSummary, callSummary } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { belongs, type CallFilter, formatFilter, parseFilter, queryOf, withCall } from './call-filter';

const everything: CallFilter = { view: 'all', flowId: null, tag: null, search: '' };
const call = (id: string, changes: Partial<Record<keyof CallSummary, unknown>> = {}): CallSummary =>
  callSummary.parse({
    id,
    protocol: 'webrtc',
    direction: 'inbound',
    from: '',
    to: '',
    flow: { flowId: 'f1', version: 1, draftRevision: null },
    flowName: 'Main',
    status: 'ended',
    outcome: 'completed',
    endReason: 'completed',
    startedAt: '2025-11-21T09:00:00Z',
    answeredAt: null,
    endedAt: null,
    durationMs: 1,
    hasRecording: true,
    currentNodeId: null,
    ...changes,
  });
const ids = (pages: readonly { readonly items: readonly CallSummary[] }[]) =>
  pages.map(({ items }) => items.map(({ id }) => id));

describe('a filter', () => {
  it('is what its address says, and the other way round', () => {
    const filter: CallFilter = { view: 'failed', flowId: 'f1', tag: 'topic:bill: late', search: 'bill & co' };
    expect(parseFilter(new URLSearchParams(formatFilter(filter)))).toEqual(filter);
    expect(formatFilter(everything)).toBe('');
    expect(parseFilter(new URLSearchParams('view=nonsense&flow='))).toEqual(everything);
  });

  it('asks the api for just that', () => {
    expect(queryOf({ view: 'hungUp', flowId: null, tag: null, search: ' bill ' })).toEqual({
      status: 'ended',
      outcome: 'abandoned',
      flow: undefined,
      q: 'bill',
    });
    expect(queryOf({ ...everything, view: 'notReached' }).outcome).toBe('busy,noAnswer,rejected,canceled');
    expect(queryOf({ ...everything, view: 'live' })).toMatchObject({ status: 'live', outcome: undefined });
  });

  it('knows which calls belong', () => {
    expect(belongs(call('a'), { ...everything, view: 'completed' })).toBe(true);
    expect(belongs(call('a'), { ...everything, view: 'failed' })).toBe(false);
    expect(belongs(call('a', { outcome: 'busy' }), { ...everything, view: 'notReached' })).toBe(true);
    expect(belongs(call('a', { outcome: 'abandoned' }), { ...everything, view: 'notReached' })).toBe(false);
    expect(belongs(call('a', { status: 'live' }), { ...everything, view: 'completed' })).toBe(false);
    expect(belongs(call('a'), { ...everything, flowId: 'f2' })).toBe(false);
    expect(belongs(call('a'), { ...everything, tag: 'topic:bill' })).toBe(false);
    expect(belongs({ ...call('a'), tags: { topic: 'bill' } }, { ...everything, tag: 'topic:bill' })).toBe(true);
  });
});

describe('withCall', () => {
  const pages = [
    { items: [call('c', { startedAt: '2025-11-21T10:00:00Z' }), call('b')] },
    { items: [call('a', { startedAt: '2025-11-21T08:00:00Z' })] },
  ];

  it('puts a new call where its time belongs', () => {
    expect(ids(withCall(pages, call('d', { startedAt: '2025-11-21T11:00:00Z' }), everything))).toEqual([
      ['d', 'c', 'b'],
      ['a'],
    ]);
    expect(ids(withCall(pages, call('d', { startedAt: '2025-11-21T09:30:00Z' }), everything))[0]).toEqual([
      'c',
      'd',
      'b',
    ]);
  });

  it('changes a known call where it stands and leaves other pages alone', () => {
    const after = withCall(pages, call('a', { hasRecording: false }), everything);
    expect(after[1]?.items[0]?.hasRecording).toBe(false);
    expect(after[0]).toBe(pages[0]);
  });

  it('takes out what no longer belongs, and does not add it', () => {
    const live: CallFilter = { ...everything, view: 'live' };
    const before = [{ items: [call('x', { status: 'live' })] }];
    expect(ids(withCall(before, call('x'), live))).toEqual([[]]);
    expect(ids(withCall(before, call('y'), live))).toEqual([['x']]);
  });

  it('does not guess whether a new call fits a search', () => {
    expect(withCall(pages, call('z'), { ...everything, search: 'bill' })).toBe(pages);
  });
});
