import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.js';

describe('the numbers of this process', () => {
  it('are read when somebody asks, and counted by outcome', async () => {
    let live = 0;
    const metrics = createMetrics({
      liveCalls: () => live,
      journalBacklog: () => 3,
      journalDropped: () => 0,
      soundProcesses: () => 1,
      lateTicks: () => 7,
      speechHits: () => 12,
      speechMisses: () => 4,
      speechCacheBytes: () => 900,
    });
    live = 5;
    metrics.callEnded(false);
    metrics.callEnded(true);
    metrics.callEnded(false);
    metrics.refused('auth.required');
    const { contentType, text } = await metrics.render();
    expect(contentType).toMatch(/^text\/plain/);
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'callwright_calls_live 5',
        'callwright_journal_backlog 3',
        'callwright_late_ticks 7',
        'callwright_speech_cache_hits 12',
        'callwright_speech_cache_misses 4',
        'callwright_calls_ended_total{failed="false"} 2',
        'callwright_calls_ended_total{failed="true"} 1',
        'callwright_refused_total{code="auth.required"} 1',
      ]),
    );
  });
});
