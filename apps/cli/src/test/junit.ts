import { escapedXml } from '../ci/xml.js';
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
  `  <testsuite name="${escapedXml(suite.path)}" file="${escapedXml(suite.path)}" skipped="0" ${attributesOf(sumOf([suite]))}>`,
  ...suite.cases.flatMap((one) => formatCase(suite, one)),
  ...(suite.unusable.length > 0 ? formatUnusable(suite) : []),
  '  </testsuite>',
];

const formatCase = ({ path, flow }: SuiteResult, one: CaseResult): readonly string[] => {
  const about = `classname="${escapedXml(flow?.file.id ?? path)}" name="${escapedXml(one.name)}" time="${seconds(one.durationMs)}"`;
  const head = `    <testcase ${about} file="${escapedXml(path)}" line="${one.place.line}"`;
  if (one.result.passed) return [`${head}/>`];
  const what = one.result.problems.map(({ about: part }) => part).join(', ');
  const text = escapedXml(whyItFailed(one).join('\n'));
  return [
    `${head}>`,
    `      <failure type="mismatch" message="${escapedXml(what)}">${text}</failure>`,
    '    </testcase>',
  ];
};

const formatUnusable = ({ path, unusable }: SuiteResult): readonly string[] => [
  `    <testcase classname="${escapedXml(path)}" name="can be run" time="0">`,
  `      <error type="unusable" message="${escapedXml(unusable[0] ?? '')}">${escapedXml(unusable.join('\n'))}</error>`,
  '    </testcase>',
];

const seconds = (ms: number): string => (ms / 1000).toFixed(6);
