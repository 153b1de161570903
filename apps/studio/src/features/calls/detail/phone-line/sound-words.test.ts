import { type SoundStatistics, soundStatistics } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { codecName, heardOf, opinionOf, saidOf } from './sound-words';

const sound = (change: Partial<SoundStatistics> = {}): SoundStatistics =>
  soundStatistics.parse({
    by: 'rtp',
    codec: 'pcma',
    isEncrypted: false,
    sent: 1000,
    received: 985,
    lost: 15,
    late: 0,
    concealedMs: 300,
    strangers: 0,
    foreign: 0,
    jitterMs: 4.6,
    delayMs: 40,
    rttMs: null,
    farLost: null,
    farJitterMs: null,
    mos: 4.2,
    ...change,
  });

describe('how the sound of a leg came', () => {
  it('says what was lost of what they said', () => {
    expect(heardOf(sound())).toEqual({ lossPercent: 1.5, jitterMs: 5 });
  });

  it('says nothing of sound that never came', () => {
    expect(heardOf(sound({ received: 0, lost: 0 }))).toEqual({ lossPercent: null, jitterMs: null });
  });

  it('says how ours came only when they told', () => {
    expect(saidOf(sound())).toEqual({ lossPercent: null, jitterMs: null });
    expect(saidOf(sound({ farLost: 20, farJitterMs: 8.2 }))).toEqual({ lossPercent: 2, jitterMs: 8 });
  });

  it('does not believe reports of more or less than there was', () => {
    expect(saidOf(sound({ farLost: 4000 })).lossPercent).toBe(100);
    expect(saidOf(sound({ farLost: -3 })).lossPercent).toBe(0);
  });

  it.each([
    [4.4, 'good'],
    [4, 'fair'],
    [3.3, 'poor'],
    [1, 'bad'],
  ])('%s of 5 is %s', (mos, opinion) => {
    expect(opinionOf(mos)).toBe(opinion);
  });

  it('names codecs as people know them', () => {
    expect(codecName('PCMU')).toBe('G.711 µ-law');
    expect(codecName('opus/48000/2')).toBe('Opus');
    expect(codecName('iLBC')).toBe('iLBC');
  });
});
