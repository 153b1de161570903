/**
 * The same sound in pieces of whole blocks; only the last may be shorter. What is whole already is passed on uncopied.
 * @param blockCount samples of a block
 */
export async function* inBlocks(sound: AsyncIterable<Int16Array>, blockCount: number): AsyncIterable<Int16Array> {
  let rest: Int16Array = new Int16Array(0);
  for await (const part of sound) {
    const whole = rest.length === 0 ? part : joined(rest, part);
    const end = whole.length - (whole.length % blockCount);
    if (end > 0) yield end === whole.length ? whole : whole.subarray(0, end);
    rest = whole.subarray(end);
  }
  if (rest.length > 0) yield rest;
}

function joined(first: Int16Array, second: Int16Array): Int16Array {
  const out = new Int16Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}
