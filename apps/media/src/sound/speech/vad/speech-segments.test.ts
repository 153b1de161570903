import { describe, expect, it } from 'vitest';
import type { VadDecision } from './port.js';
import { type SpeechSegmentOptions, SpeechSegments, segmentOptions } from './speech-segments.js';

const FRAME_MS = 20;

/** Decisions over frames of 20 ms, each with its probability times 10 as a digit, and the time each came at. */
function decide(frames: string, options: Partial<SpeechSegmentOptions> = {}) {
  const segments = new SpeechSegments({
    minimumSpeechMs: 60,
    speechPaddingMs: 0,
    silencePaddingMs: 100,
    voiceThreshold: 0.5,
    stopThreshold: 0.3,
    ...options,
  });
  const decisions: (VadDecision & { atMs: number })[] = [];
  for (const [index, digit] of [...frames].entries()) {
    const endMs = (index + 1) * FRAME_MS;
    const decision = segments.push({ probability: Number(digit) / 10, startMs: index * FRAME_MS, endMs });
    if (decision) decisions.push({ ...decision, atMs: endMs });
  }
  return decisions;
}

describe('SpeechSegments', () => {
  it('reports a start once speech has lasted, and its end once the quiet has', () => {
    expect(decide('0099999000000000')).toEqual([
      { decision: 'startSpeaking', startTimeMs: 40, atMs: 100 },
      { decision: 'silence', startTimeMs: 140, durationMs: 100, atMs: 240 },
    ]);
  });

  it('does not take a click for speech', () => {
    expect(decide('0990099000990000')).toEqual([]);
  });

  it('starts at the upper threshold and ends below the lower one', () => {
    expect(decide('4444444444')).toEqual([]);
    expect(decide('5444444444444').map(({ decision }) => decision)).toEqual(['startSpeaking']);
    expect(decide('9992222222').map(({ decision }) => decision)).toEqual(['startSpeaking', 'silence']);
  });

  it('takes a pause shorter than the padding as part of the turn', () => {
    const decisions = decide('999000099900000000');
    expect(decisions.map(({ decision }) => decision)).toEqual(['startSpeaking', 'silence']);
    expect(decisions[1]).toMatchObject({ startTimeMs: 200, durationMs: 200 });
  });

  it('tells of a voice that goes on after a pause, and of no click', () => {
    const decisions = decide('99900099900000990000', { pauseMs: 40, silencePaddingMs: 400 });
    expect(decisions.map(({ decision }) => decision)).toEqual([
      ...['startSpeaking', 'pause', 'resume', 'goesOn'],
      ...['pause', 'resume', 'pause'],
    ]);
    expect(decisions[3]).toMatchObject({ startTimeMs: 120, atMs: 180 });
  });

  it('counts quiet from when the voice ended, not from when the judge noticed', () => {
    expect(decide('9999990000', { lagMs: 40 })[1]).toEqual({
      ...{ decision: 'silence', startTimeMs: 80, durationMs: 80 },
      atMs: 180,
    });
  });

  it('does not let sound between the thresholds end the quiet', () => {
    expect(decide('9990444440')[1]).toMatchObject({ decision: 'silence', startTimeMs: 60, atMs: 160 });
  });

  it('puts a start back by the padding, not before the beginning nor into the turn before', () => {
    const decisions = decide('00999000000999000000', { speechPaddingMs: 150 });
    expect(decisions.map(({ startTimeMs }) => startTimeMs)).toEqual([0, 100, 100, 280]);
  });

  it('reports every turn', () => {
    expect(decide('9990000009990000009990000000').map(({ decision }) => decision)).toEqual([
      'startSpeaking',
      'silence',
      'startSpeaking',
      'silence',
      'startSpeaking',
      'silence',
    ]);
  });
});

describe('segmentOptions', () => {
  it('keeps the lower threshold below the upper one', () => {
    expect(segmentOptions({}).stopThreshold).toBe(0.35);
    expect(segmentOptions({ voiceThreshold: 0.8 }).stopThreshold).toBeCloseTo(0.65);
    expect(segmentOptions({ voiceThreshold: 0.1 }).stopThreshold).toBe(0.01);
    expect(segmentOptions({ voiceThreshold: 0.4, stopThreshold: 0.9 }).stopThreshold).toBe(0.4);
  });
});
