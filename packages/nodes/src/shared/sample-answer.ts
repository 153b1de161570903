import type { FlowSettings, Json, VariableType } from '@callwright/protocol';
import type { Mapping } from './value-fields.js';

/**
 * A JSON answer in which everything is that is taken out of it, of the types its variables are declared with: what a
 * proof lets a service answer.
 */
export const sampleAnswer = (mappings: readonly Mapping[], { variables }: Pick<FlowSettings, 'variables'>): Json => {
  const typeOf = (name: string) => variables.find((one) => one.name === name)?.type ?? 'text';
  return mappings.reduce<Json>(
    (answer, { path, as }) => withValue(answer, path.trim() === '' ? [] : path.split('.'), samples[typeOf(as)]),
    {},
  );
};

/** A value of each type. */
export const samples: Readonly<Record<VariableType, Json>> = {
  text: 'text',
  number: 1,
  boolean: true,
  list: ['text'],
  object: { text: 'text' },
  secret: 'text',
};

const withValue = (whole: Json, path: readonly string[], value: Json): Json => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (/^\d{1,3}$/.test(key)) return withItem(Array.isArray(whole) ? whole : [], Number(key), rest, value);
  const fields = whole !== null && typeof whole === 'object' && !Array.isArray(whole) ? whole : {};
  return { ...fields, [key]: withValue((fields as Readonly<Record<string, Json>>)[key] ?? {}, rest, value) };
};

const withItem = (list: readonly Json[], at: number, rest: readonly string[], value: Json): Json =>
  Array.from({ length: Math.max(list.length, at + 1) }, (_, place) =>
    place === at ? withValue(list[place] ?? {}, rest, value) : (list[place] ?? {}),
  );
