import type { TranscriptResource } from '@callwright/protocol';

type Segment = TranscriptResource['segments'][number];

/** What a file of a transcript may be. */
export type TranscriptFormat = 'vtt' | 'srt' | 'txt';

/** What they are sent as. */
export const TRANSCRIPT_TYPES: Readonly<Record<TranscriptFormat, string>> = {
  vtt: 'text/vtt; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
};

const speakers = { caller: 'Caller', system: 'Callwright' } as const;

/** A transcript as a file: subtitles to play beside the recording, or text to read. */
export const formatTranscript = (transcript: TranscriptResource, format: TranscriptFormat): string =>
  formats[format](transcript.segments);

const formats: { readonly [Format in TranscriptFormat]: (segments: readonly Segment[]) => string } = {
  // WebVTT §4: a cue's text holds no arrow and no bare ampersand or angle bracket; words may carry times of their own.
  vtt: (segments) =>
    [
      'WEBVTT',
      ...segments.map((segment) => `${spanOf(segment, '.')}\n<v ${speakers[segment.speaker]}>${timed(segment)}`),
    ]
      .join('\n\n')
      .concat('\n'),
  srt: (segments) =>
    segments
      .map((segment, at) => `${at + 1}\n${spanOf(segment, ',')}\n${speakers[segment.speaker]}: ${shown(segment)}\n`)
      .join('\n'),
  txt: (segments) =>
    segments
      .map(
        (segment) => `[${clockOf(segment.startMs, '.').slice(0, 8)}] ${speakers[segment.speaker]}: ${shown(segment)}\n`,
      )
      .join(''),
};

/** On one line; a blank one would end it. */
const shown = ({ text, isInterrupted }: Segment): string => `${oneLine(text)}${isInterrupted ? ' …' : ''}`;

const timed = (segment: Segment): string => {
  const { words, startMs, endMs } = segment;
  const areInside = words?.every((word) => word.startMs >= startMs && word.startMs < endMs) ?? false;
  if (!words || !areInside || words.some((word, at) => word.startMs <= (words[at - 1]?.startMs ?? -1)))
    return escaped(shown(segment));
  return words
    .map(({ text, startMs: atMs }) => (atMs > startMs ? `<${clockOf(atMs, '.')}>${escaped(text)}` : escaped(text)))
    .join(' ');
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const escaped = (text: string): string =>
  oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const spanOf = ({ startMs, endMs }: Segment, point: '.' | ','): string =>
  `${clockOf(startMs, point)} --> ${clockOf(endMs, point)}`;

const clockOf = (ms: number, point: '.' | ','): string => {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const rest = String(Math.round(ms) % 1000).padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${point}${rest}`;
};
