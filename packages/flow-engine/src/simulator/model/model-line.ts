import type { ModelLine } from './call-model.js';
import type { CallWorld, SimulatedLine } from './call-world.js';

/** How long a line rings when nobody says. */
export const DEFAULT_RING_MS = 30_000;

/** A line before it rings. */
export const waitingLine = (target: string): ModelLine => ({
  target,
  state: 'waiting',
  isTold: false,
  untilMs: 0,
  endsAtMs: 0,
  outcome: 'noAnswer',
  talkMs: null,
});

/** A line as it rings, as far as the world knows it. @param limitMs how long it may */
export const ringingLine = (
  target: string,
  { lines, unknown }: CallWorld,
  nowMs: number,
  limitMs = DEFAULT_RING_MS,
): ModelLine => {
  const untilMs = nowMs + limitMs;
  const ringing = { ...waitingLine(target), state: 'ringing', untilMs, endsAtMs: untilMs } as const;
  const known = lines[target] ?? (unknown === 'fails' ? ({ outcome: 'failed' } as const) : null);
  return known === null ? ringing : toldLine(ringing, known, nowMs);
};

/** A line that rings and now is known: one that would answer too late does not answer. */
export const toldLine = (
  ringing: ModelLine,
  { outcome, afterMs = 0, talkMs }: SimulatedLine,
  nowMs: number,
): ModelLine => {
  const ringsOut = outcome === 'noAnswer' || nowMs + afterMs > ringing.untilMs;
  return {
    ...ringing,
    isTold: true,
    endsAtMs: ringsOut ? ringing.untilMs : nowMs + afterMs,
    outcome: ringsOut ? 'noAnswer' : outcome,
    talkMs: talkMs ?? null,
  };
};
