import { describe, expect, it } from 'vitest';
import { journal } from '../journal/fixtures';
import { lineFactsOf } from './line-facts';

const ready = (codec: string, rateHz: number) => ({ event: 'mediaReady', codec, rateHz }) as const;
const rtp = (data: Record<string, unknown>) => ({ event: 'metrics', key: 'rtp', duration: 20, data }) as const;

describe('the sound of a call', () => {
  it('is not known before it flows', () => {
    expect(lineFactsOf(journal([0, 'event', { event: 'inactivity', trackId: 'caller' }]))).toBeNull();
  });

  it('has a codec people know, and nothing more where nobody counted', () => {
    expect(lineFactsOf(journal([0, 'event', ready('PCMU', 8000)]))).toEqual({
      codec: 'G.711 µ-law',
      rateHz: 8000,
      lossPercent: null,
      mos: null,
    });
    expect(lineFactsOf(journal([0, 'event', ready('speex', 16_000)]))?.codec).toBe('speex');
  });

  it('says what was lost and how it sounded', () => {
    const lines = journal(
      [0, 'event', ready('opus', 48_000)],
      [9000, 'event', rtp({ received: 985, lost: 15, mos: 4.163 })],
    );
    expect(lineFactsOf(lines)).toMatchObject({ codec: 'Opus', lossPercent: 1.5, mos: 4.2 });
    const quiet = journal(
      [0, 'event', ready('opus', 48_000)],
      [9000, 'event', rtp({ received: 0, lost: 0, mos: null })],
    );
    expect(lineFactsOf(quiet)).toMatchObject({ lossPercent: null, mos: null });
  });
});
