import type { FuzzFinding } from '@callwright/flow-engine/simulator';
import type { LoadedFlow } from '../files/read-flow.js';
import { counted, type Paint } from '../paint.js';
import { describeScript } from '../words/describe-script.js';
import { stepName } from '../words/step-words.js';

/** A flow that was called by random callers. */
export type Fuzzed = {
  readonly flow: LoadedFlow;
  readonly findings: readonly FuzzFinding[];
  readonly runs: number;
  readonly seed: number;
  readonly durationMs: number;
};

/** What was found in a flow, as text: each failure with the least caller who meets with it. */
export const reportFuzzed = ({ flow, findings, runs, seed, durationMs }: Fuzzed, paint: Paint): string => {
  const mark = findings.length > 0 ? paint('red', '✗') : paint('green', '✓');
  const rate = `${counted(runs, 'call')} with seed ${seed} in ${Math.round(durationMs)} ms`;
  const found = findings.length === 0 ? 'nothing found' : counted(findings.length, 'failure');
  return [
    `${mark} ${paint('bold', flow.file.name)} ${paint('dim', `(${flow.path}): ${rate}`)}, ${found}`,
    ...findings.flatMap((finding) => findingLines(flow, finding, paint)),
  ].join('\n');
};

/** The same as data. */
export const findingsJson = ({ flow, findings, runs, seed }: Fuzzed) => ({
  path: flow.path,
  id: flow.file.id,
  runs,
  seed,
  findings: findings.map(({ script, ...finding }) => ({
    ...finding,
    ...placeOf(flow, finding.nodeId),
    caller: describeScript(script.when),
    given: script.given,
    script: script.when,
  })),
});

const findingLines = (flow: LoadedFlow, finding: FuzzFinding, paint: Paint): readonly string[] => {
  const { kind, nodeId, message, run } = finding;
  const { given, when } = finding.script;
  const { line, column } = placeOf(flow, nodeId);
  const step = nodeId === null ? '' : `${paint('bold', stepName(flow.file.document.flow, nodeId))}: `;
  return [
    `  ${flow.path}:${line}:${column}: ${paint('red', kind)}: ${step}${message} ${paint('dim', `(first in call ${run})`)}`,
    `      ${describeScript(when)}`,
    ...(Object.keys(given).length === 0 ? [] : [`      given ${JSON.stringify(given)}`]),
    `      ${paint('dim', `when: ${JSON.stringify(when)}`)}`,
  ];
};

const placeOf = ({ locate }: LoadedFlow, nodeId: string | null) =>
  nodeId === null ? { line: 1, column: 1 } : locate(['steps', nodeId]);
