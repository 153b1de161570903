import type { FlowDefinition, FlowEdge, FlowProblem } from '@callwright/protocol';
import type { NodeDefinition } from '../node-type.js';
import type { FlowLibrary } from '../program.js';
import { readConfig } from '../read-config.js';
import type { CheckedStep } from './check-step.js';

/** The outcome of a flow that returns without saying more. */
const DONE = 'done';

/** What is wrong with the flows a step calls: missing, called without what they need, or calling each other for ever. */
export const checkSubflow = (
  step: CheckedStep,
  edges: readonly FlowEdge[],
  library: FlowLibrary,
  definitions: ReadonlyMap<string, NodeDefinition>,
): readonly FlowProblem[] => {
  const { node, definition, exits, config } = step;
  const key = exits === null ? null : (definition?.subflow?.(config) ?? null);
  if (key === null) return [];
  const error = (code: string, message: string): FlowProblem => ({ severity: 'error', code, message, nodeId: node.id });
  const called = library.get(key);
  if (!called) return [missing(key, library, error)];
  const cycle = cycleFrom(key, library, definitions);
  return [
    ...missingInputs(step, called).map((name) => error('missingInput', `The flow that is called needs "${name}".`)),
    ...wrongOutcomes(step, called, edges),
    ...(cycle ? [error('subflowCycle', `Flows call each other without end: ${cycle.join(' → ')}.`)] : []),
  ];
};

/** An outcome the flow returns by that it does not declare: who calls it has no way out for that. */
export const checkReturn = ({ node, definition, exits, config }: CheckedStep, flow: FlowDefinition): FlowProblem[] => {
  const outcome = exits === null ? undefined : definition?.returns?.(config);
  if (outcome === undefined || outcome === DONE || flow.settings.outcomes.includes(outcome)) return [];
  const message = `The flow returns by "${outcome}", which is none of its outcomes.`;
  return [{ severity: 'error', code: 'unknownOutcome', message, nodeId: node.id }];
};

const missing = (
  key: string,
  library: FlowLibrary,
  error: (code: string, message: string) => FlowProblem,
): FlowProblem => {
  const [flow = '', version] = key.split('@');
  const isKnown = [...library.keys()].some((one) => one === flow || one.startsWith(`${flow}@`));
  if (version !== undefined && isKnown)
    return error('unknownVersion', `The flow that is called has no version ${version}.`);
  return error('unknownFlow', 'The flow that is called here does not exist, or is not published.');
};

const missingInputs = ({ definition, config }: CheckedStep, { settings }: FlowDefinition): readonly string[] => {
  const given = definition?.passes?.(config).inputs;
  if (given === undefined) return [];
  const needed = settings.variables.filter(({ input, initial }) => input === true && (initial ?? null) === null);
  return needed.map(({ name }) => name).filter((name) => (given[name] ?? '').trim() === '');
};

const wrongOutcomes = (
  { node, exits }: CheckedStep,
  { settings }: FlowDefinition,
  edges: readonly FlowEdge[],
): readonly FlowProblem[] => {
  const outcomes = new Set([DONE, ...settings.outcomes]);
  const own = (exits ?? []).filter(({ kind }) => kind !== 'failure');
  const gone = own.filter(({ name }) => !outcomes.has(name) && edges.some(({ exit }) => exit === name));
  const unhandled = settings.outcomes.filter((name) => !own.some((exit) => exit.name === name));
  return [
    ...gone.map(
      ({ name, label }): FlowProblem => ({
        severity: 'error',
        code: 'unknownOutcome',
        message: `The flow that is called never returns by "${label}".`,
        nodeId: node.id,
        exit: name,
      }),
    ),
    ...unhandled.map(
      (name): FlowProblem => ({
        severity: 'warning',
        code: 'unhandledOutcome',
        message: `The flow that is called may return by "${name}", for which there is no way out here: the step fails then.`,
        nodeId: node.id,
      }),
    ),
  ];
};

/** The flows on a cycle this key leads to, the first named again at the end; null when there is none. */
const cycleFrom = (
  key: string,
  library: FlowLibrary,
  definitions: ReadonlyMap<string, NodeDefinition>,
): readonly string[] | null => {
  const done = new Set<string>();
  const follow = (way: readonly string[], at: string): readonly string[] | null => {
    if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
    if (done.has(at)) return null;
    done.add(at);
    const next = calledBy(library.get(at), definitions);
    return next.reduce<readonly string[] | null>((found, one) => found ?? follow([...way, at], one), null);
  };
  return follow([], key);
};

const calledBy = (
  flow: FlowDefinition | undefined,
  definitions: ReadonlyMap<string, NodeDefinition>,
): readonly string[] =>
  (flow?.nodes ?? []).flatMap((node) => {
    const definition = definitions.get(node.type);
    const config = definition ? readConfig(definition, node) : null;
    const key = config?.ok ? definition?.subflow?.(config.value) : null;
    return key ? [key] : [];
  });
