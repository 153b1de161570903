/** Which bytes of a file were asked for; both ends count. */
export type ByteRange = { readonly first: number; readonly last: number };

/**
 * Reads a `Range` header (RFC 9110 §14.1.2).
 * @returns the range, cut to the file; `unsatisfiable` when it begins beyond its end; null when there is no range, it is
 * in no form we know, or there are several: then the whole file is the right answer
 */
export const parseByteRange = (header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null => {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  if (from === '') return lastBytes(Number(to), sizeBytes);
  const range = { first: Number(from), last: to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1) };
  if (to !== '' && Number(to) < range.first) return null;
  return range.first < sizeBytes ? range : 'unsatisfiable';
};

const lastBytes = (count: number, sizeBytes: number): ByteRange | 'unsatisfiable' =>
  count === 0 || sizeBytes === 0 ? 'unsatisfiable' : { first: Math.max(0, sizeBytes - count), last: sizeBytes - 1 };
