'use client';

import type { CallResource, TranscriptEntry } from '@callwright/protocol';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { BAR_WIDTH, barHeights, barPath, type Span, xOf } from './waveform-geometry';

const HEIGHT_PX = 62;
// Of words whose end is not known: about what a short sentence takes.
const UNKNOWN_LENGTH_MS = 1_500;

/** One side of the call: its waveform, or blocks where it spoke while there is no waveform. */
export const Lane = ({
  call: { recording, transcript },
  side,
  span,
  children,
}: {
  readonly call: CallResource;
  readonly side: TranscriptEntry['by'];
  readonly span: Span;
  readonly children?: ReactNode;
}) => {
  const colour = side === 'system' ? 'stroke-speak' : 'stroke-hear';
  const peaks = recording?.peaks;
  const { widthPx, durationMs } = span;
  const bars = useMemo(() => {
    if (!recording || !peaks) return null;
    const track = {
      peaks: side === 'system' ? peaks.callee : peaks.caller,
      perSecond: peaks.perSecond,
      startMs: recording.startOffsetMs,
    };
    return barPath(barHeights(track, { widthPx, durationMs }), HEIGHT_PX);
  }, [recording, peaks, side, widthPx, durationMs]);
  return (
    <div className="relative mt-1" style={{ height: HEIGHT_PX }} data-lane={side}>
      {bars === null ? (
        <>
          <span aria-hidden className="absolute inset-x-0 top-1/2 h-px bg-line" />
          {transcript
            .filter((entry) => isSound(entry, side))
            .map((entry) => (
              <Block key={`${entry.atMs} ${entry.text}`} entry={entry} span={span} />
            ))}
        </>
      ) : (
        <svg aria-hidden width={span.widthPx} height={HEIGHT_PX} className="block">
          <path d={bars} className={`${colour} fill-none`} strokeWidth={BAR_WIDTH} strokeLinecap="round" />
        </svg>
      )}
      {children}
    </div>
  );
};

const Block = ({ entry, span }: { readonly entry: TranscriptEntry; readonly span: Span }) => {
  const left = xOf(entry.atMs, span);
  const right = xOf(entry.endMs ?? entry.atMs + UNKNOWN_LENGTH_MS, span);
  return (
    <span
      aria-hidden
      className={`absolute top-[22px] h-[18px] rounded-tag ${entry.by === 'system' ? 'bg-speak' : 'bg-hear'}`}
      style={{ left, width: Math.max(3, right - left) }}
    />
  );
};

const isSound = ({ by, kind }: TranscriptEntry, side: TranscriptEntry['by']): boolean =>
  by === side && (kind === 'speech' || kind === 'recording' || kind === 'notUnderstood');
