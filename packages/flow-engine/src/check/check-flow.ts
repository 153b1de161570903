import type { FlowDefinition, FlowProblem, SpeechCatalogue } from '@callwright/protocol';
import { groupBy } from '../group-by.js';
import type { Capability, NodeDefinition } from '../node-type.js';
import type { FlowLibrary } from '../program.js';
import { checkCapabilities } from './check-capabilities.js';
import { checkLoops } from './check-loops.js';
import { checkReach } from './check-reach.js';
import { checkSecrets } from './check-secrets.js';
import { checkEdges, checkIds, checkNotes, checkStart } from './check-shape.js';
import { checkSilence } from './check-silence.js';
import { checkSpeech } from './check-speech.js';
import { type CheckedStep, checkStep, readSteps } from './check-step.js';
import { checkReturn, checkSubflow } from './check-subflows.js';
import { checkTypes } from './check-types.js';
import { checkUnset } from './check-unset.js';
import { checkWords } from './check-words.js';
import { explore } from './explore.js';
import type { FindFlow } from './moves.js';
import type { ProofFlow } from './proof-flow.js';
import type { Exploration } from './proof-state.js';
import { readFlow } from './read-flow.js';

/** What a check may know besides the flow. What is left out is not checked. */
export type CheckOptions = {
  /** Flows that can be called, by the keys steps name them by. */
  readonly library?: FlowLibrary;
  /** What the protocol can do that carries the flow's calls. */
  readonly capabilities?: readonly Capability[];
  /** What there is to speak and to understand with. */
  readonly speech?: SpeechCatalogue;
  /** Names of the uploaded recordings. */
  readonly prompts?: readonly string[];
  /** So many states are told apart before values are given up; without it 20,000. */
  readonly maxStates?: number;
};

/** What a proof came to. */
export type FlowProof = {
  readonly problems: readonly FlowProblem[];
  /** States that were told apart: where a call can be, and with what values. */
  readonly states: number;
  /** Ways from one state to another that were followed. */
  readonly moves: number;
  /** Whether every state was followed with its own values: nothing had to be given up. */
  readonly decided: boolean;
};

/**
 * Everything wrong with a flow: first its steps in their order, then its shape, then what its calls can come to. Runs in
 * the studio at every change and in the api at publish: errors stop a publish. A flow without errors always compiles.
 */
export const checkFlow = (
  flow: FlowDefinition,
  definitions: readonly NodeDefinition[],
  options: CheckOptions = {},
): readonly FlowProblem[] => proveFlow(flow, definitions, options).problems;

/** The same, with how it was found out. Every call there can be is followed, so that what is not told cannot happen. */
export const proveFlow = (
  flow: FlowDefinition,
  definitions: readonly NodeDefinition[],
  options: CheckOptions = {},
): FlowProof => {
  const byType = new Map(definitions.map((one) => [one.type, one]));
  const steps = readSteps(flow, byType);
  const proofFlow = readFlow(flow, null, steps);
  const exploration = explore(proofFlow, flowFinder(options.library, byType), options.maxStates);
  const problems = [
    ...checkStart(flow),
    ...checkIds(flow),
    ...checkSteps(flow, steps, byType, options),
    ...(options.speech ? checkSpeech(steps, flow.settings, options.speech) : []),
    ...checkSecrets(proofFlow),
    ...checkEdges(flow, steps),
    ...checkNotes(flow, steps),
    ...checkCalls(flow, exploration, proofFlow, steps),
  ];
  const moves = exploration.states.reduce((sum, { edges }) => sum + edges.length, 0);
  return { problems, states: exploration.states.length, moves, decided: !exploration.isWidened };
};

/** Whether a flow may be published. */
export const isPublishable = (problems: readonly FlowProblem[]): boolean =>
  problems.every(({ severity }) => severity !== 'error');

const checkSteps = (
  flow: FlowDefinition,
  steps: readonly CheckedStep[],
  definitions: ReadonlyMap<string, NodeDefinition>,
  { library, capabilities, prompts }: CheckOptions,
): readonly FlowProblem[] => {
  const edgesFrom = groupBy(flow.edges, ({ from }) => from);
  const uploaded = prompts && new Set(prompts);
  const able = capabilities && new Set(capabilities);
  return steps.flatMap((step) => {
    const edges = edgesFrom.get(step.node.id) ?? [];
    return [
      ...checkStep(step, edges),
      ...checkWords(step, flow.settings, uploaded),
      ...checkReturn(step, flow),
      ...(able ? checkCapabilities(step, edges, able) : []),
      ...(library ? checkSubflow(step, edges, library, definitions) : []),
    ];
  });
};

// Without a start there are no calls, and nothing to say about them.
const checkCalls = (
  flow: FlowDefinition,
  exploration: Exploration,
  proofFlow: ProofFlow,
  steps: readonly CheckedStep[],
): readonly FlowProblem[] =>
  flow.start === null
    ? []
    : [
        ...checkReach(exploration, steps),
        ...checkLoops(exploration),
        ...checkSilence(exploration),
        ...checkTypes(exploration, proofFlow),
        ...checkUnset(exploration, proofFlow, steps),
      ];

const flowFinder = (library: FlowLibrary | undefined, definitions: ReadonlyMap<string, NodeDefinition>): FindFlow => {
  const read = new Map<string, ProofFlow>();
  return (key) => {
    const flow = library?.get(key);
    if (!flow) return library ? null : undefined;
    const known = read.get(key) ?? readFlow(flow, key, readSteps(flow, definitions));
    read.set(key, known);
    return known;
  };
};
