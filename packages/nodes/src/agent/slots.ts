import { parseLocalDate } from '@callwright/flow-engine';
import { type FlowSettings, type Json, type VariableType, variableName } from '@callwright/protocol';
import { z } from 'zod';

/** What an answer may be, in words for the author. */
export const slotKinds = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  date: 'Date',
  time: 'Time of day',
  choice: 'One of a list',
} as const;
type SlotKind = keyof typeof slotKinds;

/** One thing to find out: the variable it is kept in, and what the agent is told of it. */
export const slot = z.object({
  name: z.union([z.literal(''), variableName]).default(''),
  kind: z.enum(['text', 'number', 'boolean', 'date', 'time', 'choice']).default('text'),
  description: z.string().max(500).default(''),
  options: z.array(z.string().min(1).max(100)).max(50).default([]),
  isRequired: z.boolean().default(true),
});
export type Slot = z.infer<typeof slot>;

/** As much of a text as is kept. */
const MAX_TEXT_LENGTH = 500;

/** The types a flow's variables are declared with. */
export type Declared = Pick<FlowSettings, 'variables'>;

/** A value a model gave for a slot, made one of its kind that its variable can hold; undefined when it is none. */
export const slotValue = (slot: Slot, value: Json, declared: Declared): Json | undefined => {
  const read = valueOfKind(slot, value);
  return read === undefined ? undefined : heldAs(read, typeOf(slot, declared));
};

/** Slots whose variables can hold no answer: lists, objects and secrets. */
export const unfitSlots = (slots: readonly Slot[], declared: Declared): readonly Slot[] =>
  slots.filter((slot) => UNFIT.has(typeOf(slot, declared) ?? 'text'));

const UNFIT: ReadonlySet<VariableType> = new Set(['list', 'object', 'secret']);

const typeOf = ({ name }: Slot, { variables }: Declared): VariableType | undefined =>
  variables.find((one) => one.name === name)?.type;

const heldAs = (value: Json, type: VariableType | undefined): Json | undefined => {
  if (type === undefined || type === 'text') return value;
  if (type === 'number') return numberOf(value);
  return type === 'boolean' ? booleans.get(String(value).toLowerCase()) : undefined;
};

const valueOfKind = ({ kind, options }: Slot, value: Json): Json | undefined => {
  switch (kind) {
    case 'text':
      return textOf(value);
    case 'number':
      return numberOf(value);
    case 'boolean':
      return booleans.get(String(value).toLowerCase());
    case 'date':
      return typeof value === 'string' && parseLocalDate(value) ? value : undefined;
    case 'time':
      return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? value : undefined;
    case 'choice':
      return options.find((one) => one.toLowerCase() === String(value).trim().toLowerCase());
  }
};

/** A slot as JSON Schema, for the model. */
export const slotSchema = ({ kind, description, options }: Slot): Json => ({
  type: kind === 'number' || kind === 'boolean' ? kind : 'string',
  ...(kind === 'choice' ? { enum: options } : {}),
  description: [description, hints[kind]].filter((part) => part !== '').join(', '),
});

/** How a value of a slot is written, for a model that wrote it otherwise. */
export const slotForm = (slot: Slot, declared: Declared): string => {
  const { kind, options } = slot;
  if (kind === 'choice') return `one of ${options.join(', ')}`;
  if (hints[kind] !== '') return hints[kind];
  return kind === 'text' ? `a ${typeOf(slot, declared) ?? 'text'}` : `a ${kind}`;
};

/** Whether a variable holds an answer already. */
export const isKnown = (value: Json | undefined): boolean => value !== undefined && value !== null && value !== '';

/** A value a model may give for a slot, that its variable can hold: what a proof lets it answer. */
export const sampleOf = (slot: Slot, declared: Declared): Json => {
  const { kind, options } = slot;
  if (kind === 'choice') return options[0] ?? '';
  if (kind !== 'text') return examples[kind];
  const type = typeOf(slot, declared);
  return type === 'number' ? '1' : type === 'boolean' ? 'yes' : examples.text;
};

const hints: Readonly<Record<SlotKind, string>> = {
  text: '',
  number: '',
  boolean: '',
  date: 'a date as YYYY-MM-DD',
  time: 'a time as HH:MM, of 24 hours',
  choice: '',
};
const examples: Readonly<Record<Exclude<SlotKind, 'choice'>, Json>> = {
  text: 'text',
  number: 1,
  boolean: true,
  date: '2025-03-01',
  time: '09:30',
};

const textOf = (value: Json): string | undefined => {
  if (value === null || typeof value === 'object') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text.slice(0, MAX_TEXT_LENGTH);
};

const numberOf = (value: Json): number | undefined => {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const number = String(value).trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
};

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);
