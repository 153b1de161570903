import type { Effect, JournalLine } from '@callwright/protocol';
import { groupBy } from './group-by.js';

/** What a call's engine answered to each event, by the `seq` of its line. */
export const effectsByCause = (lines: readonly JournalLine[]): ReadonlyMap<number, readonly Effect[]> => {
  const effects = lines.flatMap((line) => (line.kind === 'effect' ? [line] : []));
  const groups = groupBy(effects, ({ cause }) => cause);
  return new Map([...groups].map(([cause, group]) => [cause, group.map(({ effect }) => effect)]));
};
