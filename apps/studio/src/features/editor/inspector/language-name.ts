const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });

/** A language as people call it: "German (Germany)" for `de-DE`; a tag that is none stays as it is. */
export const languageName = (tag: string): string => {
  try {
    return names.of(tag) ?? tag;
  } catch {
    // A tag that was typed by hand may be no tag at all.
    return tag;
  }
};
