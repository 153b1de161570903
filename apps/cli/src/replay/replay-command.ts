import { dirname, resolve } from 'node:path';
import { compileFlow, type FlowProgram, type PathReplay, replayPath } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import type { Command } from '../command.js';
import { filesIn, findFiles, isFlowFile, isFolder, withoutEnding } from '../files/find-files.js';
import { libraryOf } from '../files/flow-library.js';
import { readNeighbours, readOneFlow, readText } from '../files/read-flow.js';
import { type CliIo, EXIT, UsageError } from '../io.js';
import { counted, type Paint, painter } from '../paint.js';
import type { Flags } from '../read-args.js';
import { clock } from '../simulate/call-log.js';
import type { FindFlow } from '../words/line-words.js';
import { parseJournal } from './read-journal.js';
import { changeWords, moveWords, placeWords } from './replay-words.js';
import { Tally } from './tally.js';

/** Takes recorded calls through a flow again. */
export const replayCommand: Command = {
  name: 'replay',
  summary: 'Takes recorded calls through a flow again, the same or changed, and shows where they diverge',
  operands: '<journal file or folder> [flow file]',
  operandCount: { atLeast: 1, atMost: 2 },
  description: `Gives the events of a recorded call to a flow again, and compares the way it takes. In the version the call was made
with everything is identical. In a changed one a call may go the same way with other words, or diverge: then it shows
when, in which step, what was recorded and what happens now. Nothing is sent, dialled or asked.
A journal is a file with one JSON line each (*.jsonl, as simulate --journal writes it), or JSON as the api gives it
(GET /api/v1/calls/<id>/journal); a folder may hold thousands. Without a flow file it is the one beside the journal.`,
  options: {
    flow: { value: 'file', help: 'The flow, in place of the second operand.' },
    strict: { help: 'Other words on the same way fail too.' },
    library: { value: 'folder', isMany: true, help: 'A folder with more flows that it calls.' },
    json: { help: 'Writes JSON.' },
  },
  run: async ([journals = '', operand], flags, io) => {
    const isMany = await isFolder(resolve(io.cwd, journals), journals);
    const files = await findFiles(
      io.cwd,
      [journals],
      (file) => /\.(jsonl|ndjson|json)$/.test(file) && !isFlowFile(file),
    );
    if (files.length === 0) throw new UsageError('There are no journals (*.jsonl, *.json) in there.');
    const path = operand ?? flags.text('flow') ?? (await flowBeside(io.cwd, files[0] ?? ''));
    const flow = await readOneFlow(io.cwd, path);
    const library = libraryOf([flow, ...(await readNeighbours(io.cwd, [path], flags.texts('library')))]);
    const program = compileFlow(flow.file.document.flow, nodeTypes, library);
    const findFlow: FindFlow = (key) => (key === null ? flow.file.document.flow : library.get(key));
    const replays: Replayed[] = [];
    // One after another: there may be more files than can be open at once.
    for (const file of files) replays.push(await replayFile(file, program, io));
    return report(replays, { isMany, findFlow }, flags, io);
  },
};

type Read = { readonly file: string; readonly replay: PathReplay };
type Replayed = Read | { readonly unreadable: string };
type Told = { readonly isMany: boolean; readonly findFlow: FindFlow };

const report = (replays: readonly Replayed[], { isMany, findFlow }: Told, flags: Flags, io: CliIo): number => {
  const tally = new Tally(findFlow);
  const unread = replays.flatMap((one) => ('unreadable' in one ? [one.unreadable] : []));
  const read = replays.flatMap((one) => ('unreadable' in one ? [] : [one]));
  for (const { file, replay } of read) tally.add(file, replay);
  for (const problem of unread) io.err(problem);
  if (flags.isOn('json')) io.out(JSON.stringify(asJson(tally, read, unread), null, 2));
  else if (isMany) io.out(describeTally(tally, painter(io)));
  else for (const { replay } of read) io.out(describeReplay(replay, findFlow, painter(io)));
  if (unread.length > 0) return EXIT.unusable;
  return tally.diverging > 0 || (flags.isOn('strict') && tally.samePath > 0) ? EXIT.findings : EXIT.ok;
};

const flowBeside = async (cwd: string, journal: string): Promise<string> => {
  const beside = await filesIn(cwd, dirname(journal), isFlowFile);
  const named = beside.find((file) => withoutEnding(file) === withoutEnding(journal));
  const [only, another] = beside;
  const found = named ?? (another === undefined ? only : undefined);
  if (found !== undefined) return found;
  throw new UsageError('It does not say which flow: name its file after the journal.');
};

const replayFile = async (file: string, program: FlowProgram, io: CliIo): Promise<Replayed> => {
  const read = parseJournal(await readText(io.cwd, file));
  if (!read.ok) return { unreadable: `${file} cannot be replayed: ${read.message}` };
  return { file, replay: replayPath(program, read.lines) };
};

const describeReplay = ({ turns, change, divergence }: PathReplay, findFlow: FindFlow, paint: Paint): string => {
  if (change === null) return paint('green', `Identical: ${counted(turns, 'turn')}, each with the recorded effects.`);
  const moment = divergence ?? change;
  const where = `${clock(moment.atMs).trim()} (line ${moment.seq}) ${placeWords(moment, findFlow)}`;
  const [recorded, now] = divergence
    ? [moveWords(divergence.recorded, findFlow), moveWords(divergence.now, findFlow)]
    : changeWords(change, findFlow);
  return [
    divergence
      ? paint('red', `Diverges after ${counted(turns, 'turn')}, at ${where}:`)
      : paint('yellow', `The same path in ${counted(turns, 'turn')}, with a difference first at ${where}:`),
    `  recorded: ${recorded}`,
    `  now:      ${now}`,
  ].join('\n');
};

const describeTally = (tally: Tally, paint: Paint): string =>
  [
    ...tally.groups.map(
      ({ where, recorded, now, count, example }) =>
        `${paint('red', `${counted(count, 'call')} ${count === 1 ? 'diverges' : 'diverge'}`)} ${where}\n` +
        `  recorded: ${recorded}\n  now:      ${now}\n  ${paint('dim', `first: ${example.path} at ${clock(example.atMs).trim()}`)}`,
    ),
    [
      counted(tally.identical, 'identical', 'identical'),
      `${tally.samePath.toLocaleString('en-US')} same path with other words`,
      `${tally.diverging.toLocaleString('en-US')} diverge`,
    ].join(', '),
  ].join('\n');

const asJson = (tally: Tally, read: readonly Read[], unread: readonly string[]) => ({
  identical: tally.identical,
  samePath: tally.samePath,
  diverging: tally.diverging,
  groups: tally.groups,
  calls: read.map(({ file, replay: { turns, change, divergence } }) => ({ path: file, turns, change, divergence })),
  unread,
});
