import type { JournalLine } from '@callwright/protocol';
import type { TestCallView } from './test-call';

/** A stretch of a call, in ms since it arrived. */
export type Stretch = { readonly fromMs: number; readonly toMs: number };

/** A test call as lanes beside each other, also the part that has been gone back before. */
export type Timeline = {
  readonly durationMs: number;
  /** Steps of the flow itself: while it calls another it is in the step that calls. */
  readonly steps: readonly (Stretch & { readonly nodeId: string })[];
  readonly says: readonly Stretch[];
};

// A call of two seconds would look as long as one of two minutes.
const SHORTEST_MS = 12_000;

/** The lanes of a test call. */
export const timelineOf = ({ journal }: Pick<TestCallView, 'journal'>): Timeline => {
  const endMs = journal.at(-1)?.atMs ?? 0;
  return {
    durationMs: Math.max(SHORTEST_MS, endMs * 1.04),
    steps: stepsIn(journal, endMs),
    says: saidIn(journal, endMs),
  };
};

const stepsIn = (journal: readonly JournalLine[], endMs: number): Timeline['steps'] => {
  const entered = journal.flatMap((line) =>
    line.kind === 'effect' && line.effect.effect === 'stepEntered' && line.effect.subflow === undefined
      ? [{ nodeId: line.effect.nodeId, fromMs: line.atMs }]
      : [],
  );
  const stretches = entered.map((one, nth) => ({ ...one, toMs: entered[nth + 1]?.fromMs ?? endMs }));
  // Steps that take no time are on the canvas; here they would only hide others.
  return stretches.filter(({ fromMs, toMs }) => toMs > fromMs);
};

const saidIn = (journal: readonly JournalLine[], endMs: number): readonly Stretch[] => {
  const says: Stretch[] = [];
  let fromMs: number | null = null;
  for (const line of journal) {
    if (line.kind !== 'event') continue;
    const isEnd = line.event.event === 'trackEnd' || line.event.event === 'hangup';
    if (fromMs !== null && (isEnd || line.event.event === 'trackStart')) {
      says.push({ fromMs, toMs: line.atMs });
      fromMs = null;
    }
    if (line.event.event === 'trackStart') fromMs = line.atMs;
  }
  return fromMs === null ? says : [...says, { fromMs, toMs: endMs }];
};
