/**
 * The texts a regular expression is for, when it only lists them, as most of those for keys do: `^[1-3]$`, `^(yes|no)$`.
 * Null for any other.
 */
export const valuesOfRegex = (regex: string): readonly string[] | null => {
  const words = /^\^(?:\((?:\?:)?([\w -]+(?:\|[\w -]+)*)\)|([\w -]+))\$$/.exec(regex);
  if (words) return (words[1] ?? words[2] ?? '').split('|');
  const range = /^\^\[(\d)-(\d)\]\$$/.exec(regex);
  if (range)
    return Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, at) => String(Number(range[1]) + at));
  const keys = /^\^\[([\d*#]+)\]\$$/.exec(regex)?.[1];
  return keys === undefined ? null : [...keys];
};
