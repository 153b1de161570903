import {
  ALWAYS,
  type ConfigProblem,
  defineNodeType,
  type FieldMeta,
  templateProblem,
  templateReads,
} from '@callwright/flow-engine';
import { z } from 'zod';
import { line } from '../shared/fields.js';

/** One tag of a call. */
export const tagPair = z.object({
  name: z.string().max(64).default(''),
  value: z.string().max(2000).default(''),
});
/** One of them. */
export type TagPair = z.infer<typeof tagPair>;

/** What a tag node is set to. */
export const TagConfig = z.object({
  tags: z
    .array(tagPair)
    .max(50)
    .default([{ name: '', value: '' }])
    .meta({
      title: 'Tags',
      help: 'By name. The same name again replaces what was there.',
      section: 'does',
      widget: 'pairs',
    } satisfies FieldMeta),
  outcome: line('Outcome of the call', '', {
    template: true,
    help: 'What came of the call, for reports. Empty: it stays as it is.',
  }),
});
export type TagConfig = z.infer<typeof TagConfig>;

/** Marks the call for reports. */
export const definition = defineNodeType<TagConfig>({
  type: 'tag',
  version: 1,
  title: 'Tags',
  action: 'Tag the call',
  description: 'Marks the call for lists and reports, or says what came of it.',
  family: 'data',
  icon: 'tag',
  config: TagConfig,
  exits: () => [{ name: 'done', label: 'Then', kind: 'next' }],
  summary: ({ tags, outcome }) =>
    [...tags.map(({ name, value }) => `${name || '?'}: ${value}`), ...(outcome ? [outcome] : [])].join('; '),
  check: (config) => (isBlank(config) ? [nothing] : config.tags.flatMap(checkTag)),
  outcomes: () => [{ exit: 'done', when: ALWAYS }],
  reads: ({ tags }) =>
    tags.flatMap(({ value }) => templateReads(value).flatMap(({ path, hasDefault }) => (hasDefault ? [] : [path]))),
});

const nothing: ConfigProblem = { severity: 'error', message: 'It neither tags nor says an outcome.', field: 'tags' };

// A line that was added and left empty does no harm where there is an outcome.
const isBlank = ({ tags, outcome }: TagConfig) =>
  outcome.trim() === '' && tags.every(({ name, value }) => name === '' && value === '');

const checkTag = ({ name, value }: TagPair): ConfigProblem[] => {
  const message = name === '' && value !== '' ? 'A tag has no name.' : templateProblem(value);
  return message === null ? [] : [{ severity: 'error', message, field: 'tags' }];
};
