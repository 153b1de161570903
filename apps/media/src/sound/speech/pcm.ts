/** Mono PCM and its rate. */
export type Pcm = { readonly samples: Int16Array; readonly rateHz: number };

export function parseWav(bytes: Uint8Array): Pcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (offset: number) => String.fromCharCode(...bytes.subarray(offset, offset + 4));
  if (bytes.length < 44 || name(0) !== 'RIFF' || name(8) !== 'WAVE') throw new Error('not a WAV file');
  let rateHz = 0;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const sizeBytes = view.getUint32(offset + 4, true);
    if (name(offset) === 'fmt ') rateHz = view.getUint32(offset + 12, true);
    if (name(offset) === 'data') {
      const start = bytes.byteOffset + offset + 8;
      const end = Math.min(start + sizeBytes, bytes.byteOffset + bytes.length);
      return { samples: new Int16Array(bytes.buffer.slice(start, start + ((end - start) & ~1))), rateHz };
    }
    offset += 8 + sizeBytes + (sizeBytes & 1);
  }
  throw new Error('no samples');
}

export function formatWav({ samples, rateHz }: Pcm): Uint8Array {
  const header = new DataView(new ArrayBuffer(44));
  const put = (offset: number, text: string) => {
    for (let i = 0; i < text.length; i += 1) header.setUint8(offset + i, text.charCodeAt(i));
  };
  put(0, 'RIFF');
  header.setUint32(4, 36 + samples.length * 2, true);
  put(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, rateHz, true);
  header.setUint32(28, rateHz * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  put(36, 'data');
  header.setUint32(40, samples.length * 2, true);
  const bytes = new Uint8Array(44 + samples.length * 2);
  bytes.set(new Uint8Array(header.buffer));
  bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), 44);
  return bytes;
}

export function resample(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  const ratio = fromHz / toHz;
  const cutoff = 0.95 * Math.min(1, 1 / ratio);
  const half = Math.ceil(16 / cutoff);
  const out = new Int16Array(Math.round(samples.length / ratio));
  for (let i = 0; i < out.length; i += 1) {
    const center = i * ratio;
    let sum = 0;
    for (let j = Math.ceil(center - half); j <= center + half; j += 1) {
      const x = (j - center) * cutoff * Math.PI;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * (j - center)) / half);
      sum += (samples[j] ?? 0) * (x === 0 ? 1 : Math.sin(x) / x) * window * cutoff;
    }
    out[i] = Math.max(-32768, Math.min(32767, Math.round(sum)));
  }
  return out;
}
