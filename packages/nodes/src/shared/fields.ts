import { type FieldMeta, localText } from '@callwright/flow-engine';
import type { NodeDefaults } from '@callwright/protocol';
import { z } from 'zod';

/** Attaches what the form shows to a field. */
const field = <Schema extends z.ZodType>(schema: Schema, meta: FieldMeta): Schema => schema.meta(meta) as Schema;

/** Words the caller hears, the same in every language or by language; variables in double braces. */
export const promptText = (title: string, initial: string, section: FieldMeta['section'] = 'hears', help?: string) =>
  field(localText.default(initial), { title, help, section, widget: 'prompt', template: true });

/** Words for each time something went wrong: one for all, or the first time, the second, ... and the last from then on. */
export const promptSeries = z.union([localText, z.array(localText).min(1).max(10)]);
export type PromptSeries = z.infer<typeof promptSeries>;

/** Words said before a question is asked again. */
export const prompts = (title: string, initial: string, meta: Partial<FieldMeta> = {}) =>
  field(promptSeries.default(initial), {
    title,
    help: 'Empty: the question is asked again.',
    section: 'otherwise',
    widget: 'prompt',
    template: true,
    ...meta,
  });

type Limits = readonly [least: number, most: number];
const wholeNumber = ([least, most]: Limits) => z.number().int().min(least).max(most);

/** A length of time. */
export const milliseconds = (title: string, initial: number, limits: Limits, meta: Partial<FieldMeta> = {}) =>
  field(wholeNumber(limits).default(initial), { title, section: 'advanced', widget: 'number', unit: 'ms', ...meta });

/** How often, or how many. */
export const count = (title: string, initial: number, limits: Limits, meta: Partial<FieldMeta> = {}) =>
  field(wholeNumber(limits).default(initial), { title, section: 'advanced', widget: 'number', unit: 'times', ...meta });

/** A number, or none. */
export const numberOrNone = (title: string, meta: Partial<FieldMeta> = {}) =>
  field(z.number().nullable().default(null), { title, section: 'advanced', widget: 'number', ...meta });

/** On or off. */
export const toggle = (title: string, initial: boolean, meta: Partial<FieldMeta> = {}) =>
  field(z.boolean().default(initial), { title, section: 'advanced', widget: 'toggle', ...meta });

/** One of a few; `options` maps values to words. */
export const select = <const Values extends Readonly<Record<string, string>>>(
  title: string,
  options: Values,
  initial: keyof Values & string,
  meta: Partial<FieldMeta> = {},
) => {
  const values = Object.keys(options) as [keyof Values & string, ...(keyof Values & string)[]];
  return field(z.enum(values).default(initial as never), {
    title,
    section: 'does',
    widget: 'select',
    options,
    ...meta,
  });
};

/** A short text. */
export const line = (title: string, initial: string, meta: Partial<FieldMeta> = {}, maxLength = 500) =>
  field(z.string().max(maxLength).default(initial), { title, section: 'does', widget: 'text', ...meta });

/** One key, or none. */
export const oneKey = (title: string, initial: string, meta: Partial<FieldMeta> = {}) =>
  field(
    z
      .string()
      .regex(/^[0-9*#]?$/, 'One key: 0 to 9, * or #.')
      .default(initial),
    { title, section: 'answers', widget: 'text', unit: 'keys', ...meta },
  );

/** Name of a variable to remember something in; empty for none. */
export const saveAs = (title: string, initial: string, meta: Partial<FieldMeta> = {}) =>
  field(
    z
      .union([
        z.literal(''),
        z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, 'Letters, digits and _ only, and no digit first.'),
      ])
      .default(initial),
    {
      title,
      section: 'advanced',
      widget: 'variable',
      ...meta,
    },
  );

const wordList = z.array(z.string().max(200)).max(50);
/** What means an answer: the same words in every language, or by language (`en-US`, or `en` for all its kinds). */
export const phraseLists = z.union([wordList, z.record(z.string().min(2).max(16), wordList)]);
export type PhraseLists = z.infer<typeof phraseLists>;

/** One answer the caller may give: by key, by word, or both. */
export const answer = z.object({
  id: z.string().min(1).max(64),
  label: z.string().max(120).default(''),
  key: z
    .string()
    .regex(/^[0-9*#]{0,8}$/, 'Keys are 0 to 9, * and #.')
    .default(''),
  phrases: phraseLists.default([]),
});
export type Answer = z.infer<typeof answer>;

/** Words that mean something. */
export const phrases = (title: string, meta: Partial<FieldMeta> = {}) =>
  field(wordList.default([]), { title, section: 'advanced', widget: 'texts', ...meta });

/** The answers of a menu, in the order shown. */
export const answers = (title: string, initial: readonly Answer[], meta: Partial<FieldMeta> = {}) =>
  field(
    z
      .array(answer)
      .max(100)
      .default([...initial]),
    { title, section: 'answers', widget: 'choices', ...meta },
  );

/** A length of time that is the flow's own unless it is said here. */
export const inheritedMs = (
  title: string,
  inherits: keyof NodeDefaults,
  limits: Limits,
  meta: Partial<FieldMeta> = {},
) => inheritedNumber(title, limits, { section: 'advanced', unit: 'ms', inherits, ...meta });

/** How often, as the flow says unless it is said here. */
export const inheritedCount = (
  title: string,
  inherits: keyof NodeDefaults,
  limits: Limits,
  meta: Partial<FieldMeta> = {},
) => inheritedNumber(title, limits, { section: 'otherwise', unit: 'times', inherits, ...meta });

const inheritedNumber = (title: string, limits: Limits, meta: Partial<FieldMeta> & Pick<FieldMeta, 'section'>) =>
  field(wholeNumber(limits).nullable().default(null), { title, widget: 'number', ...meta });

/** On or off, as the flow says unless it is said here. */
export const inheritedToggle = (title: string, inherits: keyof NodeDefaults, meta: Partial<FieldMeta> = {}) =>
  field(z.boolean().nullable().default(null), { title, section: 'advanced', widget: 'toggle', inherits, ...meta });

/** What the other side of a call that is placed sees as its number. */
export const callerId = () =>
  line('Number shown to the other side', '', {
    section: 'advanced',
    help: 'Empty: the number of the caller, where the line allows it.',
    template: true,
  });
