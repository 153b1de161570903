import type { JournalLine } from '@callwright/protocol';

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

/** Names people know, of codecs as session descriptions have them (RFC 3551 §6, RFC 7587). */
const CODECS: Readonly<Record<string, string>> = {
  opus: 'Opus',
  pcmu: 'G.711 µ-law',
  pcma: 'G.711 A-law',
  g722: 'G.722',
  l16: 'L16',
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
    codec: CODECS[ready.codec.toLowerCase()] ?? ready.codec,
    rateHz: ready.rateHz,
    lossPercent: typeof received === 'number' && typeof lost === 'number' ? percentOf(lost, received + lost) : null,
    mos: typeof mos === 'number' ? Math.round(mos * 10) / 10 : null,
  };
};

const percentOf = (part: number, all: number): number | null =>
  all === 0 ? null : Math.round((part * 1000) / all) / 10;
