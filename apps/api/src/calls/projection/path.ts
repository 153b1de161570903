import type { JournalLine, PathStep } from '@callwright/protocol';

/** The steps a call went through, in order. A step the call ended in has neither time nor exit of leaving. */
export const pathOf = (lines: readonly JournalLine[]): readonly PathStep[] => {
  const steps: PathStep[] = [];
  for (const { atMs, ...line } of lines) {
    if (line.kind !== 'effect') continue;
    const { effect } = line;
    if (effect.effect === 'stepEntered') {
      steps.push({ nodeId: effect.nodeId, enteredAtMs: atMs, leftAtMs: null, exit: null });
    } else if (effect.effect === 'stepLeft') {
      const at = steps.findLastIndex((step) => step.nodeId === effect.nodeId && step.exit === null);
      const step = steps[at];
      if (step) steps[at] = { ...step, leftAtMs: atMs, exit: effect.exit };
    }
  }
  return steps;
};

/** The step a call is in after these lines, or what it was in before them when they say nothing about it. */
export const currentNodeAfter = (lines: readonly JournalLine[], before: string | null): string | null =>
  lines.reduce((current, line) => {
    if (line.kind !== 'effect') return current;
    if (line.effect.effect === 'stepEntered') return line.effect.nodeId;
    return line.effect.effect === 'flowFinished' ? null : current;
  }, before);
