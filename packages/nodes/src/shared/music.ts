import type { FieldMeta } from '@callwright/flow-engine';
import { z } from 'zod';

/** As long as the `music` of a command may be. */
export const MAX_MUSIC_LENGTH = 2_048;

/** A recording that is played again and again while the caller waits; empty: what the line plays by itself. */
export const musicField = (title: string, meta: Partial<FieldMeta> = {}) =>
  z
    .string()
    .max(MAX_MUSIC_LENGTH)
    .default('')
    .meta({
      title,
      help: 'A recording that goes on until somebody answers. Empty: what the line plays by itself.',
      section: 'hears',
      widget: 'promptFile',
      template: true,
      ...meta,
    } satisfies FieldMeta);

/** The music of a command, if there is any. */
export const musicOf = (rendered: string): { readonly music?: string } => {
  const music = rendered.trim();
  return music === '' || music.length > MAX_MUSIC_LENGTH ? {} : { music };
};
