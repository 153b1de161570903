/** Pieces of sound one after the other, in one block; a single piece is given back as it is. */
export function joinSamples(parts: readonly Int16Array[]): Int16Array {
  const only = parts[0];
  if (only && parts.length === 1) return only;
  const joined = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
