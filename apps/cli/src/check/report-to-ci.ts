import type { Annotation } from '../ci/annotation.js';
import { escapedXml } from '../ci/xml.js';
import { at, type UnreadFlow } from '../files/read-flow.js';
import { type Checked, type Finding, whereOf } from './report.js';

/** What was found, as annotations of the lines it is about. */
export const checkAnnotations = (checked: readonly Checked[], unread: readonly UnreadFlow[]): readonly Annotation[] => [
  ...unread.flatMap(({ path, problems }) =>
    problems.map((one): Annotation => ({ level: 'error', path, title: 'It cannot be read', ...one })),
  ),
  ...checked.flatMap(({ flow: { path, file }, findings }) =>
    findings.map(
      (one): Annotation => ({ level: LEVELS[one.problem.severity], path, ...one.place, ...wordsOf(one, file.name) }),
    ),
  ),
];

const LEVELS = { error: 'error', warning: 'warning', undecided: 'notice' } as const;

const wordsOf = (finding: Finding, flowName: string): Pick<Annotation, 'title' | 'message'> => {
  const { problem, caller } = finding;
  const where = whereOf(finding);
  return {
    title: `${where || flowName} (${problem.code})`,
    message: [problem.message, ...(caller === null ? [] : [caller])].join('\n'),
  };
};

/** What was found as JUnit XML: a suite for each flow, a failed case for each problem that fails the check. */
export const formatCheckJunit = (
  checked: readonly Checked[],
  unread: readonly UnreadFlow[],
  isStrict: boolean,
): string => {
  const suites = [
    ...unread.map((one) => suiteOf(one.path, [brokenCase(one)], 1)),
    ...checked.map((one) => {
      const failing = one.findings.filter(({ problem }) => isStrict || problem.severity === 'error');
      const name = escapedXml(one.flow.path);
      const proved = `    <testcase classname="${name}" name="every call is right"/>`;
      const cases = failing.map((finding) => failedCase(one, finding));
      return suiteOf(one.flow.path, failing.length === 0 ? [proved] : cases, failing.length);
    }),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="callwright check">',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
};

const suiteOf = (path: string, cases: readonly string[], failures: number): string => {
  const name = escapedXml(path);
  const head = `  <testsuite name="${name}" file="${name}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`;
  return [head, ...cases, '  </testsuite>'].join('\n');
};

const failedCase = ({ flow }: Checked, finding: Finding): string => {
  const { title, message } = wordsOf(finding, flow.file.name);
  const { line, column } = finding.place;
  const text = `${at(flow.path, { line, column, message })}`;
  return failure(flow.path, title, { message: finding.problem.message, text });
};

const brokenCase = ({ path, problems }: UnreadFlow): string => {
  const text = problems.map((one) => at(path, one)).join('\n');
  return failure(path, 'can be read', { message: problems[0]?.message ?? '', text });
};

const failure = (
  path: string,
  name: string,
  { message, text }: { readonly message: string; readonly text: string },
): string =>
  [
    `    <testcase classname="${escapedXml(path)}" name="${escapedXml(name)}">`,
    `      <failure message="${escapedXml(message)}">${escapedXml(text)}</failure>`,
    '    </testcase>',
  ].join('\n');
