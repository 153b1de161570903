import type { Covered, FlowCoverageReport } from '@callwright/flow-engine/simulator';
import type { Paint } from '../paint.js';
import type { CoveredFlow } from './run-suites.js';

/** What all tests together have gone through of one flow, also where other flows called it. */
export type FlowCovered = { readonly id: string; readonly name: string; readonly path: string } & FlowCoverageReport;

/** Coverage of every flow that was made ready. */
export const coverageOf = (covered: readonly CoveredFlow[]): readonly FlowCovered[] =>
  covered.map(({ flow, coverage }) => {
    const { id, name } = flow.file;
    const called = covered.flatMap((other) =>
      [...other.coverage.reports()].flatMap(([key, report]) => (isFlow(key, id) ? [report] : [])),
    );
    const all = [coverage.report(), ...called];
    const sum = (part: keyof FlowCoverageReport) => together(all.map((report) => report[part]));
    return { id, name, path: flow.path, nodes: sum('nodes'), exits: sum('exits'), edges: sum('edges') };
  });

/** Flows of which less than so many percent of the steps, the ways out or the lines were gone through. */
export const belowOf = (flows: readonly FlowCovered[], percent: number): readonly FlowCovered[] =>
  flows.filter((flow) => PARTS.some(([part]) => flow[part].percent < percent));

const PARTS = [
  ['nodes', 'steps'],
  ['exits', 'ways out'],
  ['edges', 'lines'],
] as const;

/** Coverage as a table, with what was missed by name. */
export const reportCoverage = (flows: readonly FlowCovered[], paint: Paint): readonly string[] => {
  const width = Math.max('Coverage'.length, ...flows.map(({ name }) => name.length));
  const head = ['Coverage'.padEnd(width), ...PARTS.map(([, title]) => title.padStart(CELL))].join('  ');
  return [
    paint('bold', head),
    ...flows.flatMap((flow) => [
      [flow.name.padEnd(width), ...PARTS.map(([part]) => cell(flow[part], paint))].join('  '),
      ...PARTS.flatMap(([part, title]) => missed(title, part === 'edges' ? [] : flow[part].missing, paint)),
    ]),
    '',
  ];
};

const CELL = 15;
const cell = ({ covered, total, percent }: Covered, paint: Paint): string =>
  paint(percent === 100 ? 'green' : 'yellow', `${covered}/${total} ${String(percent).padStart(3)} %`.padStart(CELL));

// Lines are ways out that lead somewhere: named once, among those.
const missed = (title: string, names: readonly string[], paint: Paint): readonly string[] =>
  names.length === 0 ? [] : [paint('dim', `  no test: ${title} ${names.join(', ')}`)];

const isFlow = (key: string | null, id: string): boolean =>
  key !== null && (key === id || key.replace(/@\d+$/, '') === id);

const together = (parts: readonly Covered[]): Covered => {
  const counts: Record<string, number> = {};
  for (const part of parts)
    for (const [name, count] of Object.entries(part.counts)) counts[name] = (counts[name] ?? 0) + count;
  const names = Object.keys(counts);
  const missing = names.filter((name) => counts[name] === 0);
  const covered = names.length - missing.length;
  const percent = names.length === 0 ? 100 : Math.floor((covered * 100) / names.length);
  return { total: names.length, covered, percent, counts, missing };
};
