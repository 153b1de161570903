import { describe, expect, it } from 'vitest';
import { journal } from '../../calls/journal/fixtures';
import { timelineOf } from './timeline';

const enter = (nodeId: string, subflow?: string) => ({ effect: 'stepEntered', nodeId, ...(subflow && { subflow }) });
const track = (event: string) => ({
  event,
  trackId: 'server',
  ...(event === 'trackEnd' ? { durationMs: 1_000 } : {}),
});

describe('the timeline of a test call', () => {
  const lines = journal(
    [0, 'effect', enter('hello')],
    [0, 'event', track('trackStart')],
    [2_000, 'event', track('trackEnd')],
    [2_000, 'effect', enter('decide')],
    [2_000, 'effect', enter('call')],
    [3_000, 'effect', enter('inside', 'other')],
    [20_000, 'event', track('trackStart')],
  );

  it('shows the steps that took time, those of called flows as the step that called', () => {
    expect(timelineOf({ journal: lines }).steps).toEqual([
      { nodeId: 'hello', fromMs: 0, toMs: 2_000 },
      { nodeId: 'call', fromMs: 2_000, toMs: 20_000 },
    ]);
  });

  it('shows when something was said, also what is being said', () => {
    expect(timelineOf({ journal: lines }).says).toEqual([
      { fromMs: 0, toMs: 2_000 },
      { fromMs: 20_000, toMs: 20_000 },
    ]);
  });

  it('leaves room behind a short call', () => {
    expect(timelineOf({ journal: [] })).toEqual({ durationMs: 12_000, steps: [], says: [] });
  });
});
