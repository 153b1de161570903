import { proveFlow } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import { formatAnnotation } from '../ci/annotation.js';
import type { Command } from '../command.js';
import { findFiles, isFlowFile } from '../files/find-files.js';
import { libraryOf, sameIds } from '../files/flow-library.js';
import { type LoadedFlow, readFlows, readNeighbours, type UnreadFlow } from '../files/read-flow.js';
import { writeText } from '../files/write-text.js';
import { type CliIo, EXIT, UsageError } from '../io.js';
import { counted, type Paint, painter } from '../paint.js';
import type { Flags } from '../read-args.js';
import { capabilitiesOf } from './capabilities.js';
import { readCatalogue } from './read-catalogue.js';
import { type Checked, type Finding, findingsOf, reportFlow, reportUnread } from './report.js';
import { checkAnnotations, formatCheckJunit } from './report-to-ci.js';

/** Proves flows: what no call can do wrong is not told. */
export const checkCommand: Command = {
  name: 'check',
  summary: 'Proves flows: every call there can be is followed, and what goes wrong is shown with its caller',
  operands: '<files or folders...>',
  operandCount: { atLeast: 1 },
  description: `Follows every call there can be through each flow and the flows it calls, and reports steps no call reaches,
loops without an end, variables that may be unset, ways out that lead nowhere, languages without words, and more.
A problem comes with the shortest caller that shows it; what cannot be decided is called undecided.
Folders are searched for *.flow.yaml and *.flow.json. Subflows are looked for among the files given and beside them.`,
  options: {
    protocol: {
      value: 'name',
      help: 'What carries the calls: webrtc, or capabilities, as keysIn,speech. Steps that need more are reported.',
    },
    speech: {
      value: 'file',
      help: 'What speaks and understands: built-in, or a file of speech providers. Languages without either are reported.',
    },
    library: { value: 'folder', isMany: true, help: 'A folder with more flows that these call.' },
    'max-states': { value: 'n', help: 'So many states are told apart before values are given up (20000).' },
    strict: { help: 'Warnings, and what is undecided, fail too.' },
    json: { help: 'Writes JSON.' },
    junit: { value: 'file', help: 'Writes JUnit XML too.' },
    github: { help: 'Writes annotations for pull requests on GitHub too.' },
  },
  run: async (operands, flags, io) => {
    const paths = await findFiles(io.cwd, operands, isFlowFile);
    if (paths.length === 0) throw new UsageError('There are no flow files (*.flow.yaml, *.flow.json) in there.');
    const protocol = flags.text('protocol');
    const capabilities = protocol === null ? undefined : capabilitiesOf(protocol);
    const speech = await readCatalogue(flags.text('speech'), io.cwd);
    const maxStates = flags.whole('max-states', [1, 10_000_000]) ?? undefined;
    const { flows, unread } = await readFlows(io.cwd, paths);
    const neighbours = await readNeighbours(io.cwd, paths, flags.texts('library'));
    const library = libraryOf([...flows, ...neighbours]);
    const twins = sameIds(flows);
    const checked = flows.map((flow): Checked => {
      const proof = proveFlow(flow.file.document.flow, definitions, { library, capabilities, maxStates, speech });
      return { flow, proof, findings: [...twinFindings(flow, twins), ...findingsOf(flow, proof.problems)] };
    });
    await report(checked, unread, flags, io);
    if (unread.length > 0) return EXIT.unusable;
    return fails(checked, flags.isOn('strict')) ? EXIT.findings : EXIT.ok;
  },
};

const report = async (
  checked: readonly Checked[],
  unread: readonly UnreadFlow[],
  flags: Flags,
  io: CliIo,
): Promise<void> => {
  const isStrict = flags.isOn('strict');
  const junit = flags.text('junit');
  if (junit !== null) await writeText(io.cwd, junit, formatCheckJunit(checked, unread, isStrict));
  if (flags.isOn('json')) return io.out(JSON.stringify(asJson(checked, unread), null, 2));
  io.out(asText(checked, unread, painter(io)));
  if (flags.isOn('github')) for (const one of checkAnnotations(checked, unread)) io.out(formatAnnotation(one));
};

const twinFindings = (flow: LoadedFlow, twins: ReturnType<typeof sameIds>): readonly Finding[] =>
  twins.flatMap((twin): Finding[] => {
    if (twin.flow !== flow) return [];
    const message = `It has the id "${flow.file.id}", as ${twin.first} has: no flow can call it.`;
    const problem = { severity: 'error', code: 'sameId', message } as const;
    return [{ problem, place: flow.locate(['id']), step: null, exit: null, caller: null }];
  });

const countOf = (checked: readonly Checked[], severity: Finding['problem']['severity']): number =>
  checked.reduce(
    (sum, { findings }) => sum + findings.filter(({ problem }) => problem.severity === severity).length,
    0,
  );

const fails = (checked: readonly Checked[], isStrict: boolean): boolean =>
  countOf(checked, 'error') > 0 || (isStrict && countOf(checked, 'warning') + countOf(checked, 'undecided') > 0);

const asText = (checked: readonly Checked[], unread: readonly UnreadFlow[], paint: Paint): string => {
  const [errors, warnings, undecided] = (['error', 'warning', 'undecided'] as const).map((one) =>
    countOf(checked, one),
  );
  const sum = [
    counted(checked.length + unread.length, 'flow'),
    ...(unread.length > 0 ? [`${unread.length} not readable`] : []),
    counted(errors ?? 0, 'error'),
    counted(warnings ?? 0, 'warning'),
    `${undecided ?? 0} undecided`,
  ];
  return [
    ...unread.map((one) => reportUnread(one, paint)),
    ...checked.map(({ flow, proof, findings }) => reportFlow(flow, proof, findings, paint)),
    `\n${sum.join(', ')}`,
  ].join('\n');
};

const asJson = (checked: readonly Checked[], unread: readonly UnreadFlow[]) => ({
  flows: checked.map(({ flow: { path, file }, proof: { states, moves, decided }, findings }) => ({
    path,
    id: file.id,
    name: file.name,
    problems: findings.map(({ problem, place, step, exit, caller }) => ({
      ...problem,
      ...place,
      ...(step === null ? {} : { step }),
      ...(exit === null ? {} : { wayOut: exit }),
      ...(caller === null ? {} : { caller }),
    })),
    states,
    moves,
    decided,
  })),
  unread,
  errors: countOf(checked, 'error'),
  warnings: countOf(checked, 'warning'),
  undecided: countOf(checked, 'undecided'),
});
