import { basename, extname } from 'node:path';
import { checkFlow, formatFlowFile, isPublishable } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import { ZodError } from 'zod';
import type { Command } from '../command.js';
import { isThere } from '../files/find-files.js';
import { readText } from '../files/read-flow.js';
import { writeText } from '../files/write-text.js';
import { type CliIo, EXIT, UsageError } from '../io.js';
import { counted, type Paint, painter } from '../paint.js';
import { convertFlow, type Imported, type WidgetReport } from './convert-flow.js';
import { parseStudioFlow, type StudioFlow } from './studio-flow.js';

/** Makes flows of those of Twilio Studio. */
export const importCommand: Command = {
  name: 'import',
  summary: 'Makes a flow of one of Twilio Studio, and says of each widget what became of it',
  operands: '<studio flow.json>',
  operandCount: { atLeast: 1, atMost: 1 },
  description: `Reads the JSON of a Twilio Studio flow ("Show flow JSON", or the flow resource of its REST API), writes a flow file,
and says of each widget whether it does the same (✓), should be looked at (~), or has to be finished by hand (✗). A
question with the split behind it becomes a menu. Liquid is translated: {{widgets.x.Digits}}, {{flow.variables.x}}.
What has to be finished ends the command with 1, and stands as a note beside the step. A widget there is nothing for
becomes a step without words, which check does not let through.`,
  options: {
    out: { value: 'file', help: 'Where it is written (as the name of the flow, *.flow.yaml); - is the output.' },
    id: { value: 'id', help: 'By what other flows call it (its SID, or the name of the file).' },
    name: { value: 'name', help: 'What people call it.' },
    force: { help: 'Writes over a file that is there.' },
    json: { help: 'Writes the report as JSON.' },
  },
  run: async ([path = ''], flags, io) => {
    const studio = read(await readText(io.cwd, path), path);
    const base = basename(path, extname(path)).replace(/\.(studio|flow)$/, '');
    const id = (flags.text('id') ?? (studio.sid || base)).slice(0, 64);
    const name = flags.text('name') ?? (studio.friendlyName || studio.description || base);
    const imported = convertFlow(studio, { id, name: name.slice(0, 120) });
    const out = flags.text('out') ?? `${base}.flow.yaml`;
    await write(imported, out, flags.isOn('force'), io);
    const tell = out === '-' ? io.err : io.out;
    if (flags.isOn('json')) tell(JSON.stringify(asJson(imported, out), null, 2));
    else tell(asText(imported, out, painter(io)));
    return imported.widgets.some(({ result }) => result === 'byHand') ? EXIT.findings : EXIT.ok;
  },
};

const read = (text: string, path: string): StudioFlow => {
  try {
    return parseStudioFlow(text);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof ZodError)) throw error;
    const [issue] = error instanceof ZodError ? error.issues : [];
    const why = issue ? `${issue.path.map(String).join('.')}: ${issue.message}` : error.message;
    throw new UsageError(`${path} is no flow of Twilio Studio: ${why}`, { cause: error });
  }
};

const write = async ({ file }: Imported, out: string, isForced: boolean, io: CliIo): Promise<void> => {
  const text = formatFlowFile(file, out.endsWith('.json') ? 'json' : 'yaml');
  if (out === '-') return io.out(text.trimEnd());
  if (!isForced && (await isThere(io.cwd, out)))
    throw new UsageError(`${out} is there already: --force writes over it.`);
  await writeText(io.cwd, out, text);
};

const MARKS = { asIs: ['green', '✓'], look: ['yellow', '~'], byHand: ['red', '✗'] } as const;

const asText = ({ file, widgets }: Imported, out: string, paint: Paint): string => {
  const width = Math.max(...widgets.map(({ widget }) => widget.length));
  const count = (result: WidgetReport['result']) => widgets.filter((one) => one.result === result).length;
  const errors = checkFlow(file.document.flow, definitions).filter(({ severity }) => severity === 'error').length;
  return [
    ...widgets.flatMap((one) => widgetLines(one, width, paint)),
    '',
    `${counted(widgets.length, 'widget')}: ${count('asIs')} as they were, ${count('look')} to look at, ${count('byHand')} to finish by hand.`,
    ...(out === '-' ? [] : [`Written to ${out}. npx callwright check ${out} finds ${counted(errors, 'error')}.`]),
  ].join('\n');
};

const widgetLines = ({ widget, type, steps, result, hints }: WidgetReport, width: number, paint: Paint) => {
  const [colour, mark] = MARKS[result];
  const became = steps.length === 0 ? '' : ` → ${steps.join(' + ')}`;
  return [
    `${paint(colour, mark)} ${paint('bold', widget.padEnd(width))}  ${type}${became}`,
    ...hints.map((hint) => `    ${hint}`),
  ];
};

const asJson = ({ file, widgets }: Imported, out: string) => {
  const problems = checkFlow(file.document.flow, definitions);
  return { out, id: file.id, name: file.name, widgets, isPublishable: isPublishable(problems), problems };
};
