import type { FlowProblem, NodeId } from '@callwright/protocol';
import type { NodeDefinition } from '../node-type.js';
import type { Written } from '../outcome.js';
import { templateReads } from '../template-reads.js';
import { neededIn, pathOf } from './asked.js';
import type { CheckedStep } from './check-step.js';
import type { ProofFlow, ProofStep } from './proof-flow.js';
import type { Exploration, ProofState } from './proof-state.js';
import { isSetAtStart } from './start-facts.js';
import { problemOn, Search } from './ways.js';
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
    const search = new Search([{ state: start, cost: 0, way: () => [] }], ({ writes }) => !writes.includes(name));
    return firstReads(search, readers).flatMap(([state, { nodeId, field }]) =>
      problemOn(search.wayTo(state), {
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

const firstReads = (search: Search, readers: Map<string, Read>): readonly (readonly [ProofState, Read])[] => {
  const found: [ProofState, Read][] = [];
  for (const state of search.states) {
    const read = state.callers.length === 0 ? readers.get(state.step.node.id) : undefined;
    if (!read) continue;
    readers.delete(state.step.node.id);
    found.push([state, read]);
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
