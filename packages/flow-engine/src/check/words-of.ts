import type { LocalText } from '../local-text.js';
import type { FieldMeta, NodeDefinition, Spoken } from '../node-type.js';

/** A field of a step's config with what its form says of it. */
export type ConfigField = { readonly field: string; readonly meta: FieldMeta; readonly value: unknown };

/** The fields of a config, in the order of its schema. */
export const fieldsOf = (definition: NodeDefinition, config: unknown): readonly ConfigField[] => {
  const { shape } = definition.config as { shape?: Record<string, { meta?: () => FieldMeta | undefined }> };
  const values = config as Readonly<Record<string, unknown>>;
  return Object.entries(shape ?? {}).flatMap(([field, schema]) => {
    const meta = schema.meta?.();
    return meta ? [{ field, meta, value: values[field] }] : [];
  });
};

/** Everything a step says to the caller: its prompts, and what its definition adds. */
export const spokenBy = (definition: NodeDefinition, config: unknown): readonly Spoken[] => {
  const own = definition.says?.(config) ?? [];
  const prompts = fieldsOf(definition, config).flatMap(({ field, meta, value }): Spoken[] =>
    isPrompt(meta) && isLocalText(value) && !own.some((one) => one.field === field) ? [{ field, text: value }] : [],
  );
  return [...prompts, ...own].filter(({ text }) => hasWords(text));
};

/** All texts with variables in a config, by their fields. */
export const templatesIn = (
  definition: NodeDefinition,
  config: unknown,
): readonly { readonly field: string; readonly template: string }[] => [
  ...fieldsOf(definition, config).flatMap(({ field, meta, value }) =>
    meta.template ? textsIn(value).map((template) => ({ field, template })) : [],
  ),
  ...(definition.says?.(config) ?? []).flatMap(({ field, text }) =>
    textsIn(text).map((template) => ({ field, template })),
  ),
];

/** Whether a text has words in any language. */
export const hasWords = (text: LocalText): boolean => textsIn(text).some((words) => words.trim() !== '');

/** Every text inside a value. */
export const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** Whether a field holds what the caller hears. */
export const isPrompt = ({ widget, section, template }: FieldMeta): boolean =>
  widget === 'prompt' || (widget === undefined && section === 'hears' && template === true);

const isLocalText = (value: unknown): value is LocalText =>
  typeof value === 'string' ||
  (typeof value === 'object' && value !== null && !Array.isArray(value) && textsIn(value).length > 0);
