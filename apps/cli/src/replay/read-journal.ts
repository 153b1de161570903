import { type JournalLine, journalLineSchema } from '@callwright/protocol';

/** The journal of a call as it was read, or why it could not be. */
export type ReadJournal =
  | { readonly ok: true; readonly lines: readonly JournalLine[] }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a journal: one line of JSON for each of its lines, a list of them, or a page as the api gives it
 * (`{ items, nextCursor }`). In the order of `seq`.
 */
export const parseJournal = (text: string): ReadJournal => {
  const values = valuesIn(text);
  if (typeof values === 'string') return { ok: false, message: values };
  const lines: JournalLine[] = [];
  for (const [nth, value] of values.entries()) {
    const read = journalLineSchema.safeParse(value);
    if (!read.success)
      return { ok: false, message: `entry ${nth + 1} is no line of a journal: ${reasonOf(read.error)}` };
    lines.push(read.data);
  }
  lines.sort((one, other) => one.seq - other.seq);
  if (lines.some((line) => line.kind === 'event' && line.event.event === 'flowStarted')) return { ok: true, lines };
  return { ok: false, message: 'it holds no call of a flow from its beginning: there is no flowStarted.' };
};

const reasonOf = ({
  issues,
}: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}) => `${issues[0]?.path.map(String).join('.') ?? ''}: ${issues[0]?.message ?? ''}`;

const valuesIn = (text: string): readonly unknown[] | string => {
  const whole = parse(text);
  if (whole.ok) return listIn(whole.value);
  const values: unknown[] = [];
  for (const [nth, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = parse(line);
    if (!read.ok) return `line ${nth + 1} is no JSON.`;
    values.push(read.value);
  }
  return values;
};

const listIn = (value: unknown): readonly unknown[] | string => {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return 'it holds no list of lines.';
  if ('kind' in value) return [value];
  if ('nextCursor' in value && value.nextCursor !== null)
    return 'it is the first page of several: ask for the others (after) and put all lines into one file.';
  const list = 'items' in value ? value.items : 'lines' in value ? value.lines : null;
  return Array.isArray(list) ? list : 'it holds no list of lines.';
};

const parse = (text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } => {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // Not one JSON text: a line each, or nothing that is meant to be read.
    return { ok: false };
  }
};
