import type { FlowProblem, NodeId } from '@callwright/protocol';
import type { NodeDefinition } from '../node-type.js';
import type { Written } from '../outcome.js';
import { templateReads } from '../template-reads.js';
import { neededIn, pathOf } from './asked.js';
import type { CheckedStep } from './check-step.js';
import type { ProofFlow, ProofStep } from './proof-flow.js';
import type { Exploration, ProofEdge, ProofState } from './proof-state.js';
import { isSetAtStart } from './start-facts.js';
import { problemOn, reachedFrom, Search, type Way, wayTo } from './ways.js';
import { templatesIn } from './words-of.js';

type Read = { readonly nodeId: NodeId; readonly name: string; readonly field?: string };

/**
 * Variables that are used though they may not be set: with the shortest way on which they are not. Whoever asks first
 * whether one is set, or says what stands in for it, is not told.
 */
export const checkUnset = (
  { states }: Exploration,
  flow: ProofFlow,
  steps: readonly CheckedStep[],
): readonly FlowProblem[] => {
  const [start] = states;
  if (!start) return [];
  const reads = steps.flatMap((step) => readsOf(step, flow.steps.get(step.node.id)));
  const names = [...new Set(reads.map(({ name }) => name))].filter((name) => !isSetAtStart(flow, name));
  const everSet = new Set(states.flatMap(({ edges }) => edges.flatMap(({ writes }) => writes)));
  return names.flatMap((name) => {
    const readers = new Map(
      reads.flatMap((read) => (read.name === name ? [[String(read.nodeId), read] as const] : [])),
    );
    return waysWithout(name, start, readers).flatMap(([way, { nodeId, field }]) =>
      problemOn(way, {
        severity: 'warning',
        code: 'unsetVariable',
        message: everSet.has(name)
          ? `"${name}" may not be set when a call gets here.`
          : `"${name}" is used here, but nothing sets it.`,
        nodeId,
        ...(field === undefined ? {} : { field }),
      }),
    );
  });
};

type FindRead = (state: ProofState) => Read | undefined;
type Admits = (edge: ProofEdge) => boolean;

// For each reader a call can get to with the variable unset, the shortest way on which it is.
const waysWithout = (
  name: string,
  start: ProofState,
  readers: ReadonlyMap<string, Read>,
): readonly (readonly [Way, Read])[] => {
  const isStillUnset = ({ writes }: ProofEdge) => !writes.includes(name);
  const readAt = ({ callers, step }: ProofState) => (callers.length === 0 ? readers.get(step.node.id) : undefined);
  const nearest = nearestReads(start, isStillUnset, readAt);
  const ways = [...nearest].map(([read, state]) => [wayTo(state), read] as const);
  const found = new Map(ways.flatMap(([way, read]) => (way.every(isStillUnset) ? [[read, way] as const] : [])));
  // Where the shortest way of all sets it, another has to be searched for.
  const search = new Search([{ state: start, cost: 0, way: () => [] }], isStillUnset);
  while (found.size < nearest.size) {
    const state = search.next();
    if (!state) break;
    const read = readAt(state);
    if (read && !found.has(read)) found.set(read, search.wayTo(state));
  }
  return [...found].map(([read, way]) => [way, read]);
};

const nearestReads = (start: ProofState, admits: Admits, readAt: FindRead): ReadonlyMap<Read, ProofState> => {
  const nearest = new Map<Read, ProofState>();
  for (const state of reachedFrom(start, admits)) {
    const read = readAt(state);
    if (read && state.cost < (nearest.get(read)?.cost ?? Number.POSITIVE_INFINITY)) nearest.set(read, state);
  }
  return nearest;
};

const readsOf = ({ node, definition, exits, config }: CheckedStep, step: ProofStep | undefined): readonly Read[] => {
  if (!definition || !step || exits === null) return [];
  const nodeId = node.id;
  return [
    ...readsOfTexts(nodeId, definition, config),
    ...(definition.reads?.(config) ?? []).map((path) => ({ nodeId, name: nameOf(path) })),
    ...writtenFrom(step).map((name) => ({ nodeId, name })),
    ...step.outcomes.flatMap(({ when }) => (when?.needs ?? []).map((name) => ({ nodeId, name }))),
  ];
};

const readsOfTexts = (nodeId: NodeId, definition: NodeDefinition, config: unknown): readonly Read[] =>
  templatesIn(definition, config).flatMap(({ field, template }) =>
    templateReads(template).flatMap(({ path, hasDefault }) =>
      hasDefault ? [] : [{ nodeId, name: nameOf(path), field }],
    ),
  );

const writtenFrom = ({ outcomes }: ProofStep): readonly string[] =>
  outcomes.flatMap(({ sets }) => Object.values(sets).flatMap(neededToWrite));

const neededToWrite = (written: Written): readonly string[] => {
  if (written.is === 'expression') return neededIn(written.expression);
  if (written.is !== 'template') return [];
  return templateReads(written.template).flatMap(({ path, hasDefault }) => (hasDefault ? [] : [nameOf(path)]));
};

const nameOf = (path: string): string => String(pathOf(path)[0]);
