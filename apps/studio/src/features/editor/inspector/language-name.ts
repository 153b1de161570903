const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });

/** A language as short as it can be told apart from the others: "German" where there is but one kind of it. */
export const shortLanguageName = (tag: string, others: readonly string[]): string => {
  const base = tag.split('-')[0] ?? tag;
  const isAlone = others.every((other) => other === tag || other.split('-')[0] !== base);
  return isAlone ? languageName(base) : languageName(tag);
};

/** A language as people call it: "German (Germany)" for `de-DE`; a tag that is none stays as it is. */
export const languageName = (tag: string): string => {
  try {
    return names.of(tag) ?? tag;
  } catch {
    // A tag that was typed by hand may be no tag at all.
    return tag;
  }
};
