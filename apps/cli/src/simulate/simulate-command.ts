import { compileFlow, type FlowScript } from '@callwright/flow-engine';
import type { FlowTest } from '@callwright/flow-engine/simulator';
import { nodeTypes } from '@callwright/nodes/executors';
import type { JournalLine, Json } from '@callwright/protocol';
import type { Command } from '../command.js';
import { appendTest, testFileOf } from '../files/append-test.js';
import { libraryOf } from '../files/flow-library.js';
import { readNeighbours, readOneFlow } from '../files/read-flow.js';
import { readScript } from '../files/read-script.js';
import { codeRunner } from '../files/sandbox.js';
import { writeText } from '../files/write-text.js';
import { type CliIo, EXIT, UsageError } from '../io.js';
import { painter } from '../paint.js';
import type { Flags } from '../read-args.js';
import { SimulateSession } from './session.js';

/** Plays a call with somebody who types, or a script. */
export const simulateCommand: Command = {
  name: 'simulate',
  summary: 'Plays a call: you are the caller and the world, line by line; or a script is',
  operands: '<flow file>',
  operandCount: { atLeast: 1, atMost: 1 },
  description: `Makes a call in memory and shows what the caller hears, with the time it would have. Type 1, say billing, silence,
hangup, http 200 {...}, back, fork, save <name>; help lists everything. Lines may also be piped in: then a line that
cannot be done makes the command fail. --script plays a flow test or a counter-example of check, to the end of the call.`,
  options: {
    script: {
      value: 'file',
      help: 'Plays a *.test.yaml, { given, when }, a list of acts, or a problem of check --json.',
    },
    name: { value: 'test', help: 'Which test of that file.' },
    stay: { help: 'After the script, lines are read.' },
    from: { value: 'number', help: 'Who calls.' },
    to: { value: 'number', help: 'What was called.' },
    time: { value: 'ISO 8601', help: 'When: 2026-03-02T09:30, in the time zone of the flow.' },
    seed: { value: 'n', help: 'All the chance of the call.' },
    set: { value: 'name=value', isMany: true, help: 'A variable the call begins with; JSON, or else text.' },
    'save-to': { value: 'file', help: 'Where save keeps tests (beside the flow, *.test.yaml).' },
    journal: { value: 'file', help: 'Writes the journal of the call there, as replay reads it.' },
    library: { value: 'folder', isMany: true, help: 'A folder with more flows that it calls.' },
  },
  run: async ([path = ''], flags, io) => {
    const flow = await readOneFlow(io.cwd, path);
    const neighbours = await readNeighbours(io.cwd, [path], flags.texts('library'));
    const library = libraryOf([flow, ...neighbours]);
    const program = compileFlow(flow.file.document.flow, nodeTypes, library);
    const session = new SimulateSession(program, await scriptOf(flags, io), {
      paint: painter(io),
      runCode: await codeRunner([flow, ...neighbours]),
      findFlow: (subflow) => (subflow === null ? flow.file.document.flow : library.get(subflow)),
    });
    for (const line of session.opening) io.out(line);
    const isDone = await play(session, path, flags, io);
    const journal = flags.text('journal');
    if (journal !== null) await writeText(io.cwd, journal, formatJournal(session.journal));
    return isDone ? EXIT.ok : EXIT.findings;
  },
};

// @returns whether all that a script or a file says could be done
const play = async (session: SimulateSession, path: string, flags: Flags, io: CliIo): Promise<boolean> => {
  const isScripted = flags.text('script') !== null;
  const stays = !isScripted || flags.isOn('stay');
  const isPlayed = !isScripted || playScript(session, io, stays);
  return stays ? (await readLines(session, path, flags, io)) && isPlayed : isPlayed;
};

const formatJournal = (lines: readonly JournalLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

const scriptOf = async (flags: Flags, io: CliIo): Promise<FlowScript> => {
  const file = flags.text('script');
  const { given, when } = file === null ? { given: {}, when: [] } : await readScript(io.cwd, file, flags.text('name'));
  const [from, to, time] = ['from', 'to', 'time'].map((name) => flags.text(name));
  const seed = flags.whole('seed', [0, 0xffff_ffff]);
  const variables = { ...given.variables, ...Object.fromEntries(flags.texts('set').map(assignment)) };
  return {
    given: {
      ...given,
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      ...(time ? { time } : {}),
      ...(seed === null ? {} : { seed }),
      ...(Object.keys(variables).length > 0 ? { variables } : {}),
    },
    when,
  };
};

const assignment = (text: string): [string, Json] => {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--set takes name=value, not "${text}".`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value)];
  } catch {
    // What is no JSON is a text.
    return [text.slice(0, at), value];
  }
};

// @returns whether all of it could be done
const playScript = (session: SimulateSession, io: CliIo, stays: boolean): boolean => {
  const { problem } = session;
  if (problem !== null) io.err(problem);
  if (stays) return problem === null;
  const { lines, isProblem } = session.answer('listen');
  for (const line of lines) io.out(line);
  return problem === null && !isProblem;
};

// @returns whether all that was not typed by a person could be done
const readLines = async (session: SimulateSession, path: string, flags: Flags, io: CliIo): Promise<boolean> => {
  let hasProblem = false;
  for await (const text of io.inputLines()) {
    if (!io.isInteractive && text.trim() !== '') io.out(`> ${text.trim()}`);
    const { lines, isProblem, isOver, test } = session.answer(text);
    for (const line of lines) io.out(line);
    hasProblem ||= isProblem;
    if (test) await keepTest(test, path, flags, io);
    if (isOver) break;
  }
  return io.isInteractive || !hasProblem;
};

const keepTest = async (test: FlowTest, path: string, flags: Flags, io: CliIo): Promise<void> => {
  const file = flags.text('save-to') ?? testFileOf(path);
  const isKept = await appendTest(io.cwd, file, path, test);
  io.out(isKept ? `Kept as "${test.name}" in ${file}.` : `${file} has a test "${test.name}" already.`);
};
