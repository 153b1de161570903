import type { FailureHandling } from '@callwright/protocol';

/** What becomes of a call after a failure: it ends, is passed on, or another step takes over. */
export type FailureWay = 'end' | 'target' | 'node';

/** Which of them holds. A step that takes over is asked before a line. */
export const failureWay = ({ target, node }: FailureHandling): FailureWay => {
  if (node !== undefined) return 'node';
  return target === undefined ? 'end' : 'target';
};

/** The handling with another way, its prompt kept. @param node the step that takes over, where one is chosen */
export const withFailureWay = (
  { prompt }: FailureHandling,
  way: FailureWay,
  node: FailureHandling['node'],
): FailureHandling => {
  if (way === 'target') return { prompt, target: '' };
  return way === 'node' && node !== undefined ? { prompt, node } : { prompt };
};
