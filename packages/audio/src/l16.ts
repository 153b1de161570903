/**
 * Encodes samples as L16: 16 bits each, the high byte first (RFC 3551 §4.5.11).
 * @param target where the bytes go, from its start; twice as long as `samples` or longer; absent: a new array
 */
export function encodeL16(samples: Int16Array, target: Uint8Array = new Uint8Array(samples.length * 2)): Uint8Array {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    target[2 * i] = (sample >> 8) & 0xff;
    target[2 * i + 1] = sample & 0xff;
  }
  return target;
}

/**
 * Decodes L16; the odd byte of a damaged payload is left out.
 * @param target where the samples go, from its start; half as long as `bytes` or longer; absent: a new array
 */
export function decodeL16(bytes: Uint8Array, target: Int16Array = new Int16Array(bytes.length >> 1)): Int16Array {
  for (let i = 0; i + 1 < bytes.length; i += 2) target[i >> 1] = ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  return target;
}
