import { whyItFailed } from './report-suites.js';
import type { CaseResult, SuiteResult } from './run-suites.js';

/** What came of all tests as JUnit XML, as CI servers read it. */
export const formatJunit = (suites: readonly SuiteResult[]): string => {
  const sums = attributesOf(sumOf(suites));
  const inner = suites.flatMap(formatSuite);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="callwright" ${sums}>`,
    ...inner,
    '</testsuites>',
    '',
  ].join('\n');
};

type Sum = { readonly tests: number; readonly failures: number; readonly errors: number; readonly durationMs: number };

const sumOf = (suites: readonly SuiteResult[]): Sum => {
  const cases = suites.flatMap((suite) => suite.cases);
  const errors = suites.filter(({ unusable }) => unusable.length > 0).length;
  return {
    tests: cases.length + errors,
    failures: cases.filter(({ result }) => !result.passed).length,
    errors,
    durationMs: cases.reduce((sum, one) => sum + one.durationMs, 0),
  };
};

const attributesOf = ({ tests, failures, errors, durationMs }: Sum): string =>
  `tests="${tests}" failures="${failures}" errors="${errors}" time="${seconds(durationMs)}"`;

const formatSuite = (suite: SuiteResult): readonly string[] => [
  `  <testsuite name="${escaped(suite.path)}" file="${escaped(suite.path)}" skipped="0" ${attributesOf(sumOf([suite]))}>`,
  ...suite.cases.flatMap((one) => formatCase(suite, one)),
  ...(suite.unusable.length > 0 ? formatUnusable(suite) : []),
  '  </testsuite>',
];

const formatCase = ({ path, flow }: SuiteResult, one: CaseResult): readonly string[] => {
  const about = `classname="${escaped(flow?.file.id ?? path)}" name="${escaped(one.name)}" time="${seconds(one.durationMs)}"`;
  const head = `    <testcase ${about} file="${escaped(path)}" line="${one.place.line}"`;
  if (one.result.passed) return [`${head}/>`];
  const what = one.result.problems.map(({ about: part }) => part).join(', ');
  const text = escaped(whyItFailed(one).join('\n'));
  return [`${head}>`, `      <failure type="mismatch" message="${escaped(what)}">${text}</failure>`, '    </testcase>'];
};

const formatUnusable = ({ path, unusable }: SuiteResult): readonly string[] => [
  `    <testcase classname="${escaped(path)}" name="can be run" time="0">`,
  `      <error type="unusable" message="${escaped(unusable[0] ?? '')}">${escaped(unusable.join('\n'))}</error>`,
  '    </testcase>',
];

const seconds = (ms: number): string => (ms / 1000).toFixed(6);

// XML 1.0 §2.2: these characters may not even be written as references.
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
  text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"]/g, (character) => REFERENCES[character] ?? character);
