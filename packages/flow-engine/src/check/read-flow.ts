import type { FlowDefinition, FlowEdge, FlowSettings } from '@callwright/protocol';
import { groupBy } from '../group-by.js';
import { wordings } from '../local-text.js';
import type { Exit, NodeDefinition } from '../node-type.js';
import { askedOf } from './asked.js';
import type { CheckedStep } from './check-step.js';
import { guessedOutcomes } from './guessed-outcomes.js';
import { type ProofFlow, type ProofOutcome, type ProofStep, proofOutcome, type SubflowCall } from './proof-flow.js';
import { relevance } from './relevance.js';
import { fieldsOf, spokenBy, textsIn } from './words-of.js';

/**
 * Reads a flow for its proof. Lines that lead nowhere, and steps that are notes, are left out.
 * @param checked all its steps, as `readSteps` reads them
 */
export const readFlow = (flow: FlowDefinition, key: string | null, checked: readonly CheckedStep[]): ProofFlow => {
  const { settings } = flow;
  const edgesFrom = groupBy(flow.edges, ({ from }) => from);
  const ids = new Set<string>(flow.nodes.map(({ id }) => id));
  const read = checked
    .filter(({ definition }) => definition?.isNote !== true)
    .map((step) => stepOf(step, edgesFrom.get(step.node.id) ?? [], ids, settings));
  const steps = new Map<string, ProofStep>(read.map((step) => [step.node.id, step]));
  const variables = new Map(settings.variables.map((variable) => [variable.name, variable]));
  const failureStep = steps.get(settings.failure.node ?? '') ?? null;
  const start = steps.get(flow.start ?? '') ?? null;
  const parts = { key, flow, settings, variables, start, failureStep, steps };
  return { ...parts, ...relevance(parts) };
};

const stepOf = (
  { node, definition, exits, config }: CheckedStep,
  edges: readonly FlowEdge[],
  ids: ReadonlySet<string>,
  settings: FlowSettings,
): ProofStep => {
  const drawn = edges.filter(({ to }) => ids.has(to));
  const known = exits ?? drawn.map(({ exit }): Exit => ({ name: exit, label: exit, kind: 'fallback' }));
  const wayOut = (exit: Exit) => {
    const own = exit.to !== undefined && ids.has(exit.to) ? [exit.to] : [];
    return [
      exit.name,
      { exit, to: [...own, ...drawn.filter((edge) => edge.exit === exit.name).map(({ to }) => to)] },
    ] as const;
  };
  const isUnknown = definition === undefined || exits === null;
  return {
    node,
    exits: new Map(known.map(wayOut)),
    outcomes: isUnknown
      ? []
      : (outcomesSaid(definition, config, settings, node.id) ?? guessedOutcomes(definition, config, known)),
    isEnd: !isUnknown && known.length === 0,
    isUnknown,
    // What is not known is given the benefit of the doubt.
    asksCaller: isUnknown || definition.asksCaller === true,
    isHeard: isUnknown || isHeard(definition, config),
    words: isUnknown ? '' : wordsToKnow(definition, config, settings),
    returns: isUnknown ? null : (definition.returns?.(config) ?? null),
    calls: isUnknown ? null : callOf(definition, config),
  };
};

const outcomesSaid = (
  definition: NodeDefinition,
  config: unknown,
  settings: FlowSettings,
  nodeId: FlowEdge['from'],
): readonly ProofOutcome[] | undefined =>
  definition.outcomes?.(config, settings, nodeId).map((outcome) => proofOutcome(outcome, askedOf));

const callOf = (definition: NodeDefinition, config: unknown): SubflowCall | null => {
  const key = definition.subflow?.(config) ?? null;
  const passes = definition.passes?.(config);
  return key === null ? null : { key, inputs: passes?.inputs ?? null, outputs: passes?.outputs ?? null };
};

// Whoever is joined with someone hears them; a question without words of its own still asks.
const isHeard = (definition: NodeDefinition, config: unknown): boolean => {
  const { family } = definition;
  if (family === 'connect' || spokenBy(definition, config).length > 0) return true;
  const sounds = fieldsOf(definition, config).filter(({ meta }) => meta.section === 'hears');
  if (sounds.some(({ meta, value }) => meta.widget === 'promptFile' && textsIn(value).some((url) => url !== '')))
    return true;
  return (family === 'speak' || family === 'hear') && sounds.length === 0;
};

const wordsToKnow = (definition: NodeDefinition, config: unknown, { language }: FlowSettings): string => {
  const [first] = spokenBy(definition, config);
  const text = first ? (wordings(first.text, language).find(([one]) => one === language)?.[1] ?? '') : '';
  const pieces = text.split(/\{\{.*?\}\}|\{%.*?%\}/su).map((piece) => piece.trim());
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
};
