import { defineNodeType, type FieldMeta } from '@callwright/flow-engine';
import { z } from 'zod';

/** What a note is set to. */
export const NoteConfig = z.object({
  text: z
    .string()
    .max(5000)
    .default('')
    .meta({ title: 'Note', section: 'does', widget: 'textarea' } satisfies FieldMeta),
});
export type NoteConfig = z.infer<typeof NoteConfig>;

/** Words for those who read the flow. */
export const definition = defineNodeType<NoteConfig>({
  type: 'note',
  version: 1,
  title: 'Note',
  action: 'Leave a note',
  description: 'Words for those who read the flow. No call ever gets here.',
  family: 'data',
  icon: 'sticky-note',
  config: NoteConfig,
  exits: () => [],
  summary: ({ text }) => text,
  isNote: true,
  outcomes: () => [],
});
