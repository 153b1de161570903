import type { FlowProblem, NodeId } from '@callwright/protocol';
import { groupBy } from '../group-by.js';
import type { NodeDefinition } from '../node-type.js';
import type { Written } from '../outcome.js';
import { templateReads } from '../template-reads.js';
import { neededIn, pathOf } from './asked.js';
import type { CheckedStep } from './check-step.js';
import type { ProofFlow, ProofStep } from './proof-flow.js';
import type { Exploration, ProofEdge, ProofState } from './proof-state.js';
import { isSetAtStart } from './start-facts.js';
import { type MayBeUnset, stillUnset } from './still-unset.js';
import { problemOn, Search, type Way, wayTo } from './ways.js';
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
  const everSet = namesWritten(states);
  const readsByName = groupBy(reads, ({ name }) => name);
  const nearestTo = nearestReads(states, stillUnset(states, names));
  return names.flatMap((name) =>
    [...waysWithout(name, start, nearestTo(readsByName.get(name) ?? []))].flatMap(([{ nodeId, field }, way]) =>
      problemOn(way, {
        severity: 'warning',
        code: 'unsetVariable',
        message: everSet.has(name)
          ? `"${name}" may not be set when a call gets here.`
          : `"${name}" is used here, but nothing sets it.`,
        nodeId,
        ...(field === undefined ? {} : { field }),
      }),
    ),
  );
};

const namesWritten = (states: readonly ProofState[]): ReadonlySet<string> => {
  const written = new Set<string>();
  for (const { edges } of states) for (const { writes } of edges) for (const name of writes) written.add(name);
  return written;
};

type NearestReads = ReadonlyMap<Read, ProofState>;

// Of several reads at one step the last is told. Those no call gets to with the variable unset are left out.
const nearestReads = (
  states: readonly ProofState[],
  mayBeUnset: MayBeUnset,
): ((reads: readonly Read[]) => NearestReads) => {
  const statesAt = groupBy(
    states.filter(({ callers }) => callers.length === 0),
    ({ step }) => step.node.id,
  );
  return (reads) => {
    const readers = new Map(reads.map((read) => [read.nodeId, read]));
    return new Map(
      [...readers].flatMap(([nodeId, read]) => {
        const [first, ...others] = (statesAt.get(nodeId) ?? []).filter((state) => mayBeUnset(state, read.name));
        const nearest = first && others.reduce((one, other) => (other.cost < one.cost ? other : one), first);
        return nearest ? [[read, nearest] as const] : [];
      }),
    );
  };
};

// For each read the shortest way on which the variable is unset.
const waysWithout = (name: string, start: ProofState, nearest: NearestReads): ReadonlyMap<Read, Way> => {
  const isStillUnset = ({ writes }: ProofEdge) => !writes.includes(name);
  const ways = [...nearest].map(([read, state]) => [read, wayTo(state)] as const);
  const found = new Map(ways.filter(([, way]) => way.every(isStillUnset)));
  // Where the shortest way of all sets it, another has to be searched for.
  const missing = new Map(
    [...nearest.keys()].flatMap((read) => (found.has(read) ? [] : [[read.nodeId, read] as const])),
  );
  const search = new Search([{ state: start, cost: 0, way: () => [] }], isStillUnset);
  while (missing.size > 0) {
    const state = search.next();
    if (!state) break;
    const read = state.callers.length === 0 ? missing.get(state.step.node.id) : undefined;
    if (!read) continue;
    missing.delete(read.nodeId);
    found.set(read, search.wayTo(state));
  }
  return found;
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
