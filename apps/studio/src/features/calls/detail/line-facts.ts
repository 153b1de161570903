import type { JournalLine } from '@callwright/protocol';
import { codecName } from './phone-line/sound-words';

/** How the sound of a call came. */
export type LineFacts = {
  /** As the session names it. */
  readonly codec: string;
  readonly rateHz: number;
  /** How much of the caller's sound was lost on the way; null where nobody counted. */
  readonly lossPercent: number | null;
  /** Estimated opinion of a listener, 1 to 5; null where nobody could say. */
  readonly mos: number | null;
};

/** What a journal tells of the sound of its call; null before any has flowed. */
export const lineFactsOf = (lines: readonly JournalLine[]): LineFacts | null => {
  const events = lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
  const ready = events.flatMap((event) => (event.event === 'mediaReady' ? [event] : []))[0];
  if (!ready) return null;
  const counts = events.flatMap((event) =>
    event.event === 'metrics' && event.key === 'rtp' ? [event.data ?? {}] : [],
  );
  const { received = null, lost = null, mos = null } = counts.at(-1) ?? {};
  return {
    codec: codecName(ready.codec),
    rateHz: ready.rateHz,
    lossPercent: typeof received === 'number' && typeof lost === 'number' ? percentOf(lost, received + lost) : null,
    mos: typeof mos === 'number' ? Math.round(mos * 10) / 10 : null,
  };
};

const percentOf = (part: number, all: number): number | null =>
  all === 0 ? null : Math.round((part * 1000) / all) / 10;
