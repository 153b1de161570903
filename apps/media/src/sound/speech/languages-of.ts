import { primarySubtag } from '@callwright/protocol';

/** Primary subtags of the languages a settings file names, each once; `own` where it names none. */
export const languagesOf = (tags: readonly string[] | undefined, own: readonly string[]): readonly string[] =>
  tags ? [...new Set(tags.map(primarySubtag))] : own;
