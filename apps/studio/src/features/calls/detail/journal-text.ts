import type { JournalLine } from '@callwright/protocol';

/** A line of the journal as it is read: what it is about, and the rest of it. */
export type JournalText = { readonly name: string; readonly details: string };

// Session descriptions and the like: their size says enough.
const LONG_TEXT = 160;

/** A line in words of the journal: the name of what happened, then its fields. */
export const textOf = (line: JournalLine): JournalText => {
  switch (line.kind) {
    case 'event': {
      const { event, timestamp: _, ...fields } = line.event;
      return { name: event, details: formatFields(fields) };
    }
    case 'effect': {
      if (line.effect.effect === 'command') return textOfCommand(line.effect.command);
      const { effect, ...fields } = line.effect;
      return { name: effect, details: formatFields(fields) };
    }
    case 'command': {
      const { name, details } = textOfCommand(line.command);
      return { name, details: [`by ${line.by}`, details].filter(Boolean).join('  ') };
    }
    case 'problem':
      return { name: line.code, details: line.message };
  }
};

const textOfCommand = ({ command, ...fields }: Extract<JournalLine, { kind: 'command' }>['command']): JournalText => ({
  name: command,
  details: formatFields(fields),
});

const formatFields = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${formatField(value)}`)
    .join('  ');

const formatField = (value: unknown): string => {
  // A clock's float has a dozen digits that nobody measured.
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length > LONG_TEXT && typeof value === 'string' && value.includes('\n'))
    return `(${text.length} characters)`;
  const short = text.length > LONG_TEXT * 3 ? `${text.slice(0, LONG_TEXT * 3)}…` : text;
  return typeof value === 'string' && /\s/.test(short) ? JSON.stringify(short) : short;
};

/** What the journal is narrowed to. */
export type JournalFilter = { readonly kind: JournalLine['kind'] | 'all'; readonly search: string };

/** Lines of a kind in which every word that is searched for occurs. */
export const filterLines = (lines: readonly JournalLine[], { kind, search }: JournalFilter): readonly JournalLine[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    if (kind !== 'all' && line.kind !== kind) return false;
    if (words.length === 0) return true;
    const { name, details } = textOf(line);
    const text = `${name} ${details}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
};
