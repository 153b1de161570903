/** About what a voice says in a second, where nobody knows how long the whole takes. */
const LETTERS_A_SECOND = 15;

/**
 * As much of a text as was heard before it was cut short: whole words, by the share of its sound that was played.
 * @param totalMs how long all of it would have been, where that was known
 */
export const heardOf = (text: string, positionMs: number, totalMs: number | undefined): string => {
  const share = totalMs ? positionMs / totalMs : (positionMs * LETTERS_A_SECOND) / 1000 / Math.max(1, text.length);
  if (share >= 1) return text;
  const length = Math.round(text.length * share);
  // A word that was begun counts when most of it was heard.
  const before = text.lastIndexOf(' ', length);
  const next = text.indexOf(' ', length);
  const after = next === -1 ? text.length : next;
  return text.slice(0, length - before > after - length ? after : Math.max(0, before)).trim();
};
