type Numbered = { readonly pattern: string; readonly trunkId: string | null };

/**
 * Sorts numbers as they are tried: an exact one before any with `*`, then the longer, then one of a trunk before one of
 * any, then as they are written.
 */
export const byPrecedence = (a: Numbered, b: Numbered): number =>
  rankOf(a) - rankOf(b) ||
  b.pattern.length - a.pattern.length ||
  Number(a.trunkId === null) - Number(b.trunkId === null) ||
  compare(a.pattern, b.pattern);

const rankOf = ({ pattern }: Numbered): number => (pattern.endsWith('*') ? 1 : 0);

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
