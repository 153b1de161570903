import type { CallResource } from '@callwright/protocol';

type Recorded = Pick<NonNullable<CallResource['recording']>, 'segments' | 'startOffsetMs' | 'durationMs'>;

/** A stretch of a call, in ms since it arrived. */
export type Gap = { readonly fromMs: number; readonly toMs: number };

/** Shorter ones cannot be seen, and are how recordings begin and end. */
const SHORTEST_MS = 500;

/** The stretches of a call that were not recorded although others were: before, between and after its segments. */
export const gapsOf = ({ segments, startOffsetMs }: Recorded, callEndMs: number): readonly Gap[] => {
  const bounds = [
    0,
    ...segments.flatMap(({ startMs, endMs }) => [startOffsetMs + startMs, startOffsetMs + endMs]),
    callEndMs,
  ];
  return bounds
    .flatMap((fromMs, at) => (at % 2 === 0 ? [{ fromMs, toMs: bounds[at + 1] ?? fromMs }] : []))
    .filter(({ fromMs, toMs }) => toMs - fromMs >= SHORTEST_MS);
};
