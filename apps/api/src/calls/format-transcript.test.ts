import { callId, type TranscriptEntry } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { formatTranscript } from './format-transcript.js';
import { transcriptResourceOf } from './transcript-resource.js';

const entry = (more: Partial<TranscriptEntry>): TranscriptEntry => ({
  atMs: 1000,
  endMs: 2500,
  by: 'system',
  kind: 'speech',
  text: 'Welcome.',
  nodeId: null,
  ...more,
});
const id = callId.parse('c-1');
const of = (...entries: readonly Partial<TranscriptEntry>[]) =>
  transcriptResourceOf(id, entries.map(entry), { startOffsetMs: 400 });
const words = [
  { text: 'Q&A', atMs: 4000, endMs: 4200 },
  { text: 'please', atMs: 4300, endMs: 4700 },
];
const call = of(
  { isInterrupted: true },
  { kind: 'keys', by: 'caller', text: '12' },
  { by: 'caller', text: 'Q&A please', atMs: 4000, endMs: 4800, words },
  { text: 'One moment\n\n<please>.', atMs: 3_700_000, endMs: null },
);

describe('a transcript', () => {
  it('has the times of the recording, and speech alone', () => {
    expect(call).toMatchObject({ callId: 'c-1', isOfRecording: true });
    expect(call.segments).toMatchObject([
      { speaker: 'system', startMs: 600, endMs: 2100, text: 'Welcome.', isInterrupted: true },
      {
        speaker: 'caller',
        startMs: 3600,
        endMs: 4400,
        words: [
          { startMs: 3600, endMs: 3800 },
          { startMs: 3900, endMs: 4300 },
        ],
      },
      { speaker: 'system', startMs: 3_699_600, endMs: 3_701_100 },
    ]);
  });

  it('has those of the call without a recording, and begins with the recording at the earliest', () => {
    expect(transcriptResourceOf(id, [entry({})], null)).toMatchObject({
      isOfRecording: false,
      segments: [{ startMs: 1000 }],
    });
    expect(of({ atMs: 100, endMs: 200 }).segments).toMatchObject([{ startMs: 0, endMs: 1 }]);
  });

  it('is WebVTT, with the times of words', () => {
    expect(formatTranscript(call, 'vtt')).toBe(
      [
        'WEBVTT',
        '00:00:00.600 --> 00:00:02.100\n<v Callwright>Welcome. …',
        '00:00:03.600 --> 00:00:04.400\n<v Caller>Q&amp;A <00:00:03.900>please',
        '01:01:39.600 --> 01:01:41.100\n<v Callwright>One moment &lt;please&gt;.\n',
      ].join('\n\n'),
    );
  });

  it('is SubRip', () => {
    expect(formatTranscript(of({ isInterrupted: true }, { by: 'caller', text: 'Yes' }), 'srt')).toBe(
      '1\n00:00:00,600 --> 00:00:02,100\nCallwright: Welcome. …\n\n2\n00:00:00,600 --> 00:00:02,100\nCaller: Yes\n',
    );
  });

  it('is text', () => {
    expect(formatTranscript(of({}, { by: 'caller', text: 'Yes\nplease' }), 'txt')).toBe(
      '[00:00:00] Callwright: Welcome.\n[00:00:00] Caller: Yes please\n',
    );
  });
});
