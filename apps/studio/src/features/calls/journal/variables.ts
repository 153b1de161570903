import type { JournalLine, Json } from '@callwright/protocol';

/** Something the flow remembers. */
export type KnownVariable = { readonly name: string; readonly value: Json; readonly atMs: number };

/** What the flow knows at a moment: what came with the call, then what its steps remembered, the newest last. */
export const variablesOf = (lines: readonly JournalLine[], untilMs = Number.POSITIVE_INFINITY): KnownVariable[] => {
  const known = new Map<string, KnownVariable>();
  const remember = (name: string, value: Json, atMs: number) => {
    known.delete(name);
    known.set(name, { name, value, atMs });
  };
  for (const line of lines) {
    if (line.atMs > untilMs) break;
    if (line.kind === 'event' && line.event.event === 'flowStarted')
      for (const [name, value] of Object.entries(line.event.input)) remember(name, value, line.atMs);
    if (line.kind === 'effect' && line.effect.effect === 'variableSet')
      remember(line.effect.name, line.effect.value, line.atMs);
  }
  return [...known.values()];
};

/** A value as a person reads it: an answer as what was said, anything nested on one line. */
export const formatValue = (value: Json): string => {
  if (value === null) return '–';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(formatValue).join(', ');
  const fields = Object.entries(value);
  const said = fields.find(([name]) => name === 'said')?.[1];
  return said === undefined
    ? fields.map(([name, field]) => `${name} ${formatValue(field)}`).join(', ')
    : formatValue(said);
};
