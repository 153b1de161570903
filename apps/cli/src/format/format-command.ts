import { type FlowFile, formatFlowFile } from '@callwright/flow-engine';
import { isAlias, isCollection, isNode, isPair, parseDocument, visit } from 'yaml';
import type { Command } from '../command.js';
import { findFiles, isFlowFile } from '../files/find-files.js';
import { at, type LoadedFlow, readFlow, readText } from '../files/read-flow.js';
import { writeText } from '../files/write-text.js';
import { type CliIo, EXIT, UsageError } from '../io.js';
import { counted, painter } from '../paint.js';
import { withCurrentSteps } from './current-steps.js';

/** Writes flow files as the studio writes them. */
export const formatCommand: Command = {
  name: 'format',
  summary: 'Writes flow files in their one form, so that a change of a step changes its lines alone',
  operands: '<files or folders...>',
  operandCount: { atLeast: 1 },
  description: `Writes flows as the studio writes them: keys in their order, words folded, layout last; flows of an older schema, and
steps of an older version, as the present one. --check writes nothing, and ends with 1 when a file is in another form.
Comments have no place in a flow, which the studio would lose: a file with comments is left alone. Notes are kept.`,
  options: {
    check: { help: 'Says which files are in another form, and writes nothing.' },
    'drop-comments': { help: 'Writes files with comments too, without them.' },
  },
  run: async (operands, flags, io) => {
    const paths = await findFiles(io.cwd, operands, isFlowFile);
    if (paths.length === 0) throw new UsageError('There are no flow files (*.flow.yaml, *.flow.json) in there.');
    const results: Formatted[] = [];
    for (const path of paths) results.push(await format(path, flags.isOn('drop-comments'), io));
    const changed = results.flatMap((one) => (one.is === 'other' ? [one] : []));
    const isCheck = flags.isOn('check');
    if (!isCheck) for (const { path, text } of changed) await writeText(io.cwd, path, text);
    report(results, isCheck, io);
    if (results.some(({ is }) => is === 'unusable')) return EXIT.unusable;
    return isCheck && changed.length > 0 ? EXIT.findings : EXIT.ok;
  },
};

type Formatted =
  | { readonly is: 'same' }
  | { readonly is: 'other'; readonly path: string; readonly text: string }
  | { readonly is: 'unusable'; readonly problems: readonly string[] };

const format = async (path: string, dropsComments: boolean, io: CliIo): Promise<Formatted> => {
  const read = await readFlow(io.cwd, path);
  if (!('file' in read)) return { is: 'unusable', problems: read.problems.map((problem) => at(path, problem)) };
  const before = await readText(io.cwd, path);
  const text = formatted(read);
  if (text === before) return { is: 'same' };
  const line = dropsComments ? null : firstComment(before);
  if (line === null) return { is: 'other', path, text };
  return {
    is: 'unusable',
    problems: [`${path}:${line}:1: A comment would be lost: make it a note, or --drop-comments.`],
  };
};

const formatted = ({ path, file }: LoadedFlow): string => formatAs(file, path.endsWith('.json') ? 'json' : 'yaml');

/** The text of a flow in its one form, with its steps as their present versions want it. */
export const formatAs = (file: FlowFile, form: 'yaml' | 'json'): string => formatFlowFile(withCurrentSteps(file), form);

// The line of the first comment; null when there is none.
const firstComment = (text: string): number | null => {
  const document = parseDocument(text);
  let hasComment = (document.comment ?? document.commentBefore ?? null) !== null;
  visit(document, (_key, node) => {
    if (isPair(node) || !(isNode(node) || isCollection(node) || isAlias(node))) return;
    hasComment ||= (node.comment ?? node.commentBefore ?? null) !== null;
  });
  if (!hasComment) return null;
  return text.split('\n').findIndex((line) => /(^|\s)#/.test(line)) + 1;
};

const report = (results: readonly Formatted[], isCheck: boolean, io: CliIo): void => {
  const paint = painter(io);
  for (const one of results) {
    if (one.is === 'unusable') for (const problem of one.problems) io.err(problem);
    if (one.is === 'other') io.out(isCheck ? `${paint('red', '✗')} ${one.path}` : `${paint('green', '✓')} ${one.path}`);
  }
  const changed = results.filter(({ is }) => is === 'other').length;
  io.out(`${counted(results.length, 'flow')}, ${changed} ${isCheck ? 'in another form' : 'written'}`);
};
