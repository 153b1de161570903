const RIFF = 'RIFF';

/** Makes samples of bytes that come in pieces of any length, unless they turn out to be a WAV file. */
export class SampleReader {
  /** What is left over: half a sample, the beginning while it may still be `RIFF`, or all of a WAV file. */
  #rest: Uint8Array[] = [];
  #kind: 'unknown' | 'pcm' | 'wav' = 'unknown';

  /** The samples a piece completes: signed 16-bit little-endian. */
  read(piece: Uint8Array): Int16Array {
    this.#rest.push(piece);
    if (this.#kind === 'wav') return new Int16Array();
    const bytes = Buffer.concat(this.#rest);
    if (this.#kind === 'unknown') {
      if (bytes.length < RIFF.length) return new Int16Array();
      this.#kind = bytes.toString('latin1', 0, RIFF.length) === RIFF ? 'wav' : 'pcm';
      if (this.#kind === 'wav') return new Int16Array();
    }
    const samples = Int16Array.from({ length: bytes.length >> 1 }, (_, n) => bytes.readInt16LE(n * 2));
    this.#rest = [bytes.subarray(samples.length * 2)];
    return samples;
  }

  /** At the end: the WAV file, if it was one. */
  get wav(): Uint8Array | null {
    return this.#kind === 'wav' ? new Uint8Array(Buffer.concat(this.#rest)) : null;
  }
}
