import { basename, join } from 'node:path';
import type { Command } from '../command.js';
import { findFiles, isFlowFile, withoutEnding } from '../files/find-files.js';
import { type LoadedFlow, readOneFlow } from '../files/read-flow.js';
import { writeText } from '../files/write-text.js';
import { withCurrentSteps } from '../format/current-steps.js';
import { formatAs } from '../format/format-command.js';
import { type CliIo, EXIT, UsageError } from '../io.js';

const FORMS = ['yaml', 'json', 'api'] as const;
type Form = (typeof FORMS)[number];

/** Writes flows in another form. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes flows in another form: YAML as JSON and back, or as the REST API takes them',
  operands: '<files or folders...>',
  operandCount: { atLeast: 1 },
  description: `Writes a flow file as JSON, or one in JSON as YAML: both are the same flow. The form api is the body that makes a flow
on a server: npx callwright export a.flow.yaml --to api | curl --json @- -H "authorization: Bearer <key>" <server>/api/v1/flows
Without --out one flow is written to the output.`,
  options: {
    to: { value: FORMS.join('|'), help: 'The form (the other of YAML and JSON).' },
    out: { value: 'folder', help: 'Where files are written.' },
  },
  run: async (operands, flags, io) => {
    const form = formOf(flags.text('to'));
    const out = flags.text('out');
    const paths = await findFiles(io.cwd, operands, isFlowFile);
    if (paths.length === 0) throw new UsageError('There are no flow files (*.flow.yaml, *.flow.json) in there.');
    if (paths.length > 1 && out === null) throw new UsageError('Several flows need a folder: --out <folder>.');
    for (const path of paths) await exportFlow(path, form ?? otherForm(path), out, io);
    if (out !== null) io.err(`${paths.length === 1 ? 'A flow was' : `${paths.length} flows were`} written to ${out}.`);
    return EXIT.ok;
  },
};

const formOf = (to: string | null): Form | null => {
  const form = FORMS.find((one) => one === to) ?? null;
  if (to !== null && form === null) throw new UsageError(`--to takes ${FORMS.join(', ')}, not "${to}".`);
  return form;
};

const otherForm = (path: string): Form => (path.endsWith('.json') ? 'yaml' : 'json');

const exportFlow = async (path: string, form: Form, out: string | null, io: CliIo): Promise<void> => {
  const text = textOf(await readOneFlow(io.cwd, path), form);
  if (out === null) io.out(text.trimEnd());
  else await writeText(io.cwd, placeOf(path, form, out), text);
};

const textOf = ({ file }: LoadedFlow, form: Form): string => {
  if (form !== 'api') return formatAs(file, form);
  const { name, document } = withCurrentSteps(file);
  return `${JSON.stringify({ name, document }, null, 2)}\n`;
};

const placeOf = (path: string, form: Form, folder: string): string =>
  join(folder, `${basename(withoutEnding(path))}${form === 'api' ? '.api.json' : `.flow.${form}`}`);
