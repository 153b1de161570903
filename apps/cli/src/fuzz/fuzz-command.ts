import { compileFlow } from '@callwright/flow-engine';
import { type FuzzFinding, fuzzFlow, testOfFinding } from '@callwright/flow-engine/simulator';
import { nodeTypes } from '@callwright/nodes/executors';
import type { Command } from '../command.js';
import { appendTest } from '../files/append-test.js';
import { findFiles, isFlowFile } from '../files/find-files.js';
import { libraryOf } from '../files/flow-library.js';
import { type LoadedFlow, readNeighbours, readOneFlow } from '../files/read-flow.js';
import { codeRunner } from '../files/sandbox.js';
import { type CliIo, EXIT, UsageError } from '../io.js';
import { painter } from '../paint.js';
import type { Flags } from '../read-args.js';
import { type Fuzzed, findingsJson, reportFuzzed } from './report-findings.js';

/** Calls flows as all kinds of people. */
export const fuzzCommand: Command = {
  name: 'fuzz',
  summary: 'Calls flows as random callers, and shows the shortest call in which something goes wrong',
  operands: '<files or folders...>',
  operandCount: { atLeast: 1 },
  description: `Makes many calls in memory: callers press, say, stay silent, interrupt and hang up, services fail, lines are busy.
What goes wrong is shortened to the least a caller must do: without any part of it the failure is gone. Reported are
calls the engine had to stop, flows that fail, steps that fail with no way out for it, callers who hear nothing for too
long, calls that never end, and calls that do not replay. The same seed makes the same callers.`,
  options: {
    runs: { value: 'n', help: 'So many calls of each flow (1000).' },
    seed: { value: 'n', help: 'All the chance there is (1).' },
    'max-silence': { value: 'seconds', help: 'Longer than this nobody waits without hearing anything (30).' },
    save: { value: 'file', help: 'Keeps what was found as flow tests, which fail until the flow is mended.' },
    library: { value: 'folder', isMany: true, help: 'A folder with more flows that these call.' },
    json: { help: 'Writes JSON; simulate --script plays what is under "script".' },
  },
  run: async (operands, flags, io) => {
    const paths = await findFiles(io.cwd, operands, isFlowFile);
    if (paths.length === 0) throw new UsageError('There are no flow files (*.flow.yaml, *.flow.json) in there.');
    const save = flags.text('save');
    if (save !== null && paths.length > 1) throw new UsageError('--save takes the findings of one flow.');
    const fuzzed: Fuzzed[] = [];
    for (const path of paths) fuzzed.push(await fuzz(path, flags, io));
    if (flags.isOn('json')) io.out(JSON.stringify({ flows: fuzzed.map(findingsJson) }, null, 2));
    else io.out(fuzzed.map((one) => reportFuzzed(one, painter(io))).join('\n'));
    const [only] = fuzzed;
    if (save !== null && only) await keep(only, save, io);
    return fuzzed.some(({ findings }) => findings.length > 0) ? EXIT.findings : EXIT.ok;
  },
};

const fuzz = async (path: string, flags: Flags, io: CliIo): Promise<Fuzzed> => {
  const runs = flags.whole('runs', [1, 10_000_000]) ?? 1_000;
  const seed = flags.whole('seed', [0, 0xffff_ffff]) ?? 1;
  const maxSilence = flags.whole('max-silence', [1, 86_400]);
  const flow = await readOneFlow(io.cwd, path);
  const flows = [flow, ...(await readNeighbours(io.cwd, [path], flags.texts('library')))];
  const program = compileFlow(flow.file.document.flow, nodeTypes, libraryOf(flows));
  const runCode = await codeRunner(flows);
  const begunMs = io.nowMs();
  const findings = fuzzFlow(program, {
    seed,
    runs,
    ...(maxSilence === null ? {} : { maxSilenceMs: maxSilence * 1000 }),
    ...(runCode === undefined ? {} : { runCode }),
  });
  return { flow, findings, runs, seed, durationMs: io.nowMs() - begunMs };
};

const keep = async ({ flow, findings }: Fuzzed, save: string, io: CliIo): Promise<void> => {
  for (const finding of findings) {
    const test = { ...testOfFinding(finding), name: nameOf(flow, finding) };
    const isKept = await appendTest(io.cwd, save, flow.path, test);
    io.err(isKept ? `Kept as "${test.name}" in ${save}.` : `${save} has "${test.name}" already.`);
  }
};

// One failure of one kind in one step has one name, so that it is kept once.
const nameOf = ({ file }: LoadedFlow, { kind, nodeId, message }: FuzzFinding): string =>
  `${kind}${nodeId === null ? '' : ` in ${nodeId}`} of ${file.id}: ${message}`.slice(0, 200);
