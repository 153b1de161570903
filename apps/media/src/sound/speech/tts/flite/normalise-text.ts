/** What the engine reads wrongly or not at all, and what it reads instead. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201b\u02bc]/g, "'"],
  [/[\u201c\u201d\u201e]/g, '"'],
  [/\s*[\u2013\u2014]\s*/g, ', '],
  [/\u2026/g, '...'],
  [/&/g, ' and '],
  [/@/g, ' at '],
  [/\u20ac\s?(\d[\d.,]*)/g, '$1 euros'],
  [/\u00a3\s?(\d[\d.,]*)/g, '$1 pounds'],
  [/\u00b0/g, ' degrees'],
];

/**
 * A text as the English engine can say it: plain ASCII on one line. Accents go, their letters stay; other scripts go.
 * @returns an empty text when nothing sayable is left
 */
export function normaliseText(text: string): string {
  const replaced = replacements.reduce((result, [pattern, instead]) => result.replace(pattern, instead), text);
  const plain = replaced
    .normalize('NFKD')
    .replace(/[^\x20-\x7e\s]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return /[a-z0-9]/i.test(plain) ? plain : '';
}
