/** One of several messages with one to three things wrong with it: bytes changed, taken out, put in, or moved to another. */
export const mutate = (messages: readonly Buffer[], chance: (limit: number) => number): Buffer => {
  const pick = () => messages[chance(messages.length)] ?? Buffer.alloc(0);
  let bytes: Buffer = Buffer.from(pick());
  for (let count = 1 + chance(3); count > 0; count -= 1) bytes = changed(bytes, pick(), chance);
  return bytes;
};

const changed = (bytes: Buffer, other: Buffer, chance: (limit: number) => number): Buffer => {
  const at = chance(bytes.length + 1);
  const copy = Buffer.from(bytes);
  switch (chance(6)) {
    case 0:
      if (at < copy.length) copy[at] = chance(256);
      return copy;
    case 1:
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << chance(8));
      return copy;
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([chance(256)]), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + chance(4)))]);
    case 4:
      return Buffer.concat([bytes, other]);
    default:
      return bytes.subarray(0, at);
  }
};
