import type { FlowDefinition, FlowEdge, FlowNode, FlowProblem, FlowSettings, NodeId } from '@callwright/protocol';
import type { Exit, NodeDefinition } from '../node-type.js';
import { readConfig } from '../read-config.js';
import { templateProblem } from '../template.js';
import { fieldsOf, textsIn } from './words-of.js';

/** A step as far as it can be understood. `exits` is null when its kind is unknown or it is not filled in. */
export type CheckedStep = {
  readonly node: FlowNode;
  readonly definition: NodeDefinition | undefined;
  readonly exits: readonly Exit[] | null;
  /** As its definition reads it; null with `exits`. */
  readonly config: unknown;
  /** What its own schema, check and templates have against it. */
  readonly problems: readonly FlowProblem[];
};

/** Reads the steps of a flow, in their order. @param definitions by type */
export const readSteps = (
  { nodes, settings }: FlowDefinition,
  definitions: ReadonlyMap<string, NodeDefinition>,
): readonly CheckedStep[] => nodes.map((node) => readStep(node, definitions.get(node.type), settings));

/** Reads a step's config with its definition. @param settings of the flow it is in */
const readStep = (node: FlowNode, definition: NodeDefinition | undefined, settings: FlowSettings): CheckedStep => {
  if (!definition) {
    const message = `This kind of step is not known here: ${node.type}.`;
    const problem: FlowProblem = { severity: 'error', code: 'unknownType', message, nodeId: node.id };
    return { node, definition, exits: null, config: null, problems: [problem] };
  }
  const config = readConfig(definition, node);
  if (!config.ok) {
    const problems = config.issues.map(
      (issue): FlowProblem => ({ severity: 'error', code: 'badConfig', nodeId: node.id, ...issue }),
    );
    return { node, definition, exits: null, config: null, problems };
  }
  const own = (definition.check?.(config.value, settings) ?? []).map(
    (problem): FlowProblem => ({ ...problem, code: 'config', nodeId: node.id }),
  );
  const problems = [...own, ...checkTemplates(node.id, definition, config.value)];
  return { node, definition, exits: definition.exits(config.value), config: config.value, problems };
};

/** Everything wrong with one step. @param edges those that start at it */
export const checkStep = (step: CheckedStep, edges: readonly FlowEdge[]): readonly FlowProblem[] => [
  ...step.problems,
  ...(step.exits ? checkExits(step.node.id, step.exits, edges) : []),
];

const checkTemplates = (nodeId: NodeId, definition: NodeDefinition, config: unknown): FlowProblem[] =>
  fieldsOf(definition, config).flatMap(({ field, meta, value }): FlowProblem[] => {
    const texts = meta.template ? textsIn(value) : [];
    const problem = texts.map(templateProblem).find((one) => one !== null);
    if (problem === undefined) return [];
    const message = `A variable is written wrongly: ${problem}`;
    return [{ severity: 'error', code: 'badTemplate', message, nodeId, field }];
  });

const checkExits = (nodeId: NodeId, exits: readonly Exit[], edges: readonly FlowEdge[]): FlowProblem[] => {
  const names = exits.map(({ name }) => name);
  return exits.flatMap(({ name, label, kind, to }, at): FlowProblem[] => {
    const where = { nodeId, exit: name };
    if (names.indexOf(name) !== at)
      return [
        {
          severity: 'error',
          code: 'duplicateExit',
          message: `Two ways out cannot be told apart: "${name}".`,
          ...where,
        },
      ];
    const joined = edges.filter(({ exit }) => exit === name).length + (to === undefined ? 0 : 1);
    if (joined > 1)
      return [{ severity: 'error', code: 'doubleEdge', message: `"${label}" leads to two places.`, ...where }];
    if (joined === 1 || kind === 'fallback' || kind === 'failure') return [];
    const message = kind === 'choice' ? `"${label}" leads nowhere.` : `Nothing follows: "${label}" leads nowhere.`;
    return [{ severity: 'error', code: 'openExit', message, ...where }];
  });
};
