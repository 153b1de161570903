import { checkFlow } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import { median } from './median.js';
import { randomFlow } from './random-flow.js';

/** Time to check flows of one size. */
export type Check = {
  readonly medianMs: number;
  /** The same by the processor time it took, garbage collector included; a busy machine does not raise it much. */
  readonly medianCpuMs: number;
  /** The first in this process, before anything is compiled or cached. */
  readonly firstMs: number;
  readonly slowestMs: number;
  readonly flows: number;
  /** Lines of one of them. */
  readonly edges: number;
  readonly problems: number;
};

const MAX_FLOWS = 9;
const BUDGET_MS = 20_000;

/** Checks generated flows of this many nodes, each another, until there are nine or twenty seconds are over. */
export const measureCheck = (nodeCount: number): Check => {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let edges = 0;
  let problems = 0;
  const startedMs = performance.now();
  for (let seed = 1; seed <= MAX_FLOWS && (seed === 1 || performance.now() - startedMs < BUDGET_MS); seed += 1) {
    const flow = randomFlow(definitions, nodeCount, seed);
    const beforeMs = performance.now();
    const cpuBefore = process.cpuUsage();
    problems = checkFlow(flow, definitions).length;
    const { user, system } = process.cpuUsage(cpuBefore);
    times.push(performance.now() - beforeMs);
    cpuTimes.push((user + system) / 1000);
    edges = flow.edges.length;
  }
  return {
    medianMs: median(times),
    medianCpuMs: median(cpuTimes),
    firstMs: times[0] ?? Number.NaN,
    slowestMs: Math.max(...times),
    flows: times.length,
    edges,
    problems,
  };
};
