/**
 * A number from 0 up to but not 1 that belongs to a text: the same for the same text on every machine, and spread evenly
 * over texts. 32 bits of FNV-1a, mixed as MurmurHash3 does at its end, since FNV-1a hardly mixes the last characters
 * into its high bits, and phone numbers differ in those.
 */
export const fractionOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
};
