import type { JournalLine, PathStep } from '@callwright/protocol';

/**
 * The steps a call went through, in order, those of the flows it called among them. A step the call ended in has neither
 * time nor exit of leaving.
 */
export const pathOf = (lines: readonly JournalLine[]): readonly PathStep[] => {
  const steps: PathStep[] = [];
  const change = (at: number, what: Partial<PathStep>) => {
    const step = steps[at];
    if (step) steps[at] = { ...step, ...what };
  };
  for (const { atMs, ...line } of lines) {
    if (line.kind !== 'effect') continue;
    const { effect } = line;
    if (effect.effect === 'stepEntered') {
      const { nodeId, subflow } = effect;
      steps.push({ nodeId, enteredAtMs: atMs, leftAtMs: null, exit: null, ...(subflow !== undefined && { subflow }) });
    } else if (effect.effect === 'stepLeft') {
      const { nodeId, subflow, exit } = effect;
      const isIt = (step: PathStep) => isOpen(step) && step.nodeId === nodeId && step.subflow === subflow;
      change(steps.findLastIndex(isIt), { leftAtMs: atMs, exit });
    } else if (effect.effect === 'stepFailed' || effect.effect === 'flowFailed') {
      const { nodeId, code, message } = effect;
      const isIt = (step: PathStep) => isOpen(step) && step.nodeId === nodeId;
      change(steps.findLastIndex(isIt), { failure: { code, message } });
    }
  }
  return steps;
};

const isOpen = ({ exit }: PathStep): boolean => exit === null;

/**
 * The step of its own flow a call is in after these lines, or what it was in before them when they say nothing about it.
 * While it is in a flow that was called, that is the step that called.
 */
export const currentNodeAfter = (lines: readonly JournalLine[], before: string | null): string | null =>
  lines.reduce((current, line) => {
    if (line.kind !== 'effect') return current;
    const { effect } = line;
    if (effect.effect === 'stepEntered' && effect.subflow === undefined) return effect.nodeId;
    return effect.effect === 'flowFinished' ? null : current;
  }, before);
