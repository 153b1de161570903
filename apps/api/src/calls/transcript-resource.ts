import type { CallResource, TranscriptEntry, TranscriptResource } from '@callwright/protocol';

type Segment = TranscriptResource['segments'][number];

/** Of words whose end nobody told: about what a short sentence takes. */
const UNKNOWN_LENGTH_MS = 1_500;
const LOWEST_MS = 1;

/** What was said in a call, in the time of its recording, which begins later than the call; without one, in the call's. */
export const transcriptResourceOf = (
  callId: TranscriptResource['callId'],
  entries: readonly TranscriptEntry[],
  recording: Pick<NonNullable<CallResource['recording']>, 'startOffsetMs'> | null,
): TranscriptResource => {
  const offsetMs = recording?.startOffsetMs ?? 0;
  const segments = entries.filter(({ kind }) => kind === 'speech').map((entry) => segmentOf(entry, offsetMs));
  return { callId, isOfRecording: recording !== null, segments };
};

const segmentOf = ({ by, text, atMs, endMs, words, isInterrupted }: TranscriptEntry, offsetMs: number): Segment => {
  // What was said before the recording began stands at its beginning.
  const at = (ms: number): number => Math.max(0, Math.round(ms - offsetMs));
  const startMs = at(atMs);
  return {
    speaker: by,
    startMs,
    endMs: Math.max(startMs + LOWEST_MS, at(endMs ?? atMs + UNKNOWN_LENGTH_MS)),
    text,
    ...(words && { words: words.map((word) => ({ text: word.text, startMs: at(word.atMs), endMs: at(word.endMs) })) }),
    ...(isInterrupted && { isInterrupted }),
  };
};
