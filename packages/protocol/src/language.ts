/** The language of a BCP 47 tag without country or script: `en` of `en-US`. */
export const primarySubtag = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? '';

/**
 * Whether a language is among those that are known.
 * @param known primary subtags; none at all means every language
 */
export const knowsLanguage = (known: readonly string[], tag: string): boolean =>
  known.length === 0 || known.includes(primarySubtag(tag));
