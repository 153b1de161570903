import type { FlowProof } from '@callwright/flow-engine';
import type { FlowProblem } from '@callwright/protocol';
import { at, type LoadedFlow, type Place, type UnreadFlow } from '../files/read-flow.js';
import { type Colour, counted, type Paint } from '../paint.js';
import { describeScript } from '../words/describe-script.js';
import { exitName, stepName } from '../words/step-words.js';

/** A problem as people read it. */
export type Finding = {
  readonly problem: FlowProblem;
  readonly place: Place;
  /** The step's name. */
  readonly step: string | null;
  /** The label of the way out. */
  readonly exit: string | null;
  /** The shortest caller that shows it, in words. */
  readonly caller: string | null;
};

/** A flow that was checked. */
export type Checked = { readonly flow: LoadedFlow; readonly proof: FlowProof; readonly findings: readonly Finding[] };

/** Says of each problem where it stands in the file, and what the steps and ways out are called. */
export const findingsOf = ({ file, locate }: LoadedFlow, problems: readonly FlowProblem[]): readonly Finding[] =>
  problems.map((problem) => {
    const { nodeId, exit, script } = problem;
    const { flow } = file.document;
    return {
      problem,
      place: locate(partOf(problem)),
      step: nodeId === undefined ? null : stepName(flow, nodeId),
      exit: nodeId === undefined || exit === undefined ? null : exitName(flow, nodeId, exit),
      caller: script === undefined ? null : describeScript(script),
    };
  });

/** What was found in one flow, as text. */
export const reportFlow = (
  { path, file }: LoadedFlow,
  proof: FlowProof,
  findings: readonly Finding[],
  paint: Paint,
): string => {
  const explored = `${counted(proof.states, 'state')} explored, ${counted(proof.moves, 'move')}`;
  const certainty = proof.decided ? 'all of them with their own values' : 'some with their values given up';
  const mark = findings.some(({ problem }) => problem.severity === 'error') ? paint('red', '✗') : paint('green', '✓');
  return [
    `${mark} ${paint('bold', file.name)} ${paint('dim', `(${path}): ${explored}, ${certainty}`)}`,
    ...findings.map((finding) => reportFinding(path, finding, paint)),
  ].join('\n');
};

/** What is wrong with a file that could not be read, as text. */
export const reportUnread = ({ path, problems }: UnreadFlow, paint: Paint): string =>
  [`${paint('red', '✗')} ${paint('bold', path)} cannot be read`, ...problems.map((one) => `  ${at(path, one)}`)].join(
    '\n',
  );

const colours: Readonly<Record<FlowProblem['severity'], Colour>> = {
  error: 'red',
  warning: 'yellow',
  undecided: 'cyan',
};

const reportFinding = (path: string, finding: Finding, paint: Paint): string => {
  const { problem, place, step, exit, caller } = finding;
  const where = whereOf({ step, exit });
  const about = where === '' ? '' : `${paint('bold', where)}: `;
  const severity = paint(colours[problem.severity], problem.severity);
  return [
    `  ${path}:${place.line}:${place.column}: ${severity}: ${about}${problem.message} ${paint('dim', `[${problem.code}]`)}`,
    ...(caller === null ? [] : [`      ${caller}`]),
  ].join('\n');
};

/** The step and the way out a problem is about; empty when it is about the whole flow. */
export const whereOf = ({ step, exit }: Pick<Finding, 'step' | 'exit'>): string =>
  [step, exit].filter((one) => one !== null).join(' › ');

// The nearest part of the file there is: a way out that is not joined stands nowhere.
const partOf = ({ nodeId, exit, field }: FlowProblem): readonly PropertyKey[] => {
  if (nodeId === undefined) return field === undefined ? ['start'] : ['settings', ...field.split('.')];
  if (field !== undefined) return ['steps', nodeId, 'config', ...field.split('.')];
  return exit === undefined ? ['steps', nodeId] : ['steps', nodeId, 'exits', exit];
};
