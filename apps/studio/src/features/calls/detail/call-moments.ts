import type { PathStep, TranscriptEntry } from '@callwright/protocol';

// A pause shorter than this still belongs to what was said before it.
const AFTERGLOW_MS = 1_500;

/** Which entry of a transcript is being played at a moment; -1 for none. Entries are in order. */
export const entryAt = (entries: readonly TranscriptEntry[], ms: number): number => {
  const at = entries.findLastIndex(({ atMs }) => atMs <= ms);
  const endMs = entries[at]?.endMs;
  return endMs !== null && endMs !== undefined && ms > endMs + AFTERGLOW_MS ? -1 : at;
};

/** Which word is being said at a moment; -1 before the first and after the last. Words are in order. */
export const wordAt = (words: NonNullable<TranscriptEntry['words']>, ms: number): number => {
  const last = words.at(-1);
  return last === undefined || ms > last.endMs ? -1 : words.findLastIndex(({ atMs }) => atMs <= ms);
};

/** Which step of a path the call is in at a moment; -1 before the first. */
export const stepAt = (path: readonly PathStep[], ms: number): number =>
  path.findLastIndex(({ enteredAtMs }) => enteredAtMs <= ms);

/**
 * Where J and K lead: the beginning of the step before or after a moment. Back within a second of a step's own
 * beginning leads to the one before it, as on every player. Null when there is no such step.
 */
export const stepBeside = (path: readonly PathStep[], ms: number, direction: -1 | 1): number | null => {
  const here = stepAt(path, ms);
  const began = path[here]?.enteredAtMs;
  if (direction === -1 && began !== undefined && ms - began > 1_000) return began;
  return path[here + direction]?.enteredAtMs ?? null;
};

/** When a step ended: where it was left, where the next began, or where the call ended. */
export const stepEndMs = (path: readonly PathStep[], at: number, callEndMs: number): number =>
  path[at]?.leftAtMs ?? path[at + 1]?.enteredAtMs ?? callEndMs;

/** A stretch of the call spent in one step; visits that follow each other are one. */
export type StepRegion = {
  readonly nodeId: string;
  /** Key of the called flow whose step it is; absent for the flow itself. */
  readonly subflow?: string;
  readonly fromMs: number;
  readonly toMs: number;
};

/** The stretches a call spent in its steps, in order. */
export const regionsOf = (path: readonly PathStep[], callEndMs: number): readonly StepRegion[] => {
  const regions: StepRegion[] = [];
  for (const [at, { nodeId, subflow, enteredAtMs }] of path.entries()) {
    const toMs = stepEndMs(path, at, callEndMs);
    const last = regions.at(-1);
    if (last?.nodeId === nodeId && last.subflow === subflow) regions[regions.length - 1] = { ...last, toMs };
    else regions.push({ nodeId, ...(subflow !== undefined && { subflow }), fromMs: enteredAtMs, toMs });
  }
  return regions;
};
