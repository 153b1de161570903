const WAV = 'audio/wav';
/** What a call can carry at most; more would be thrown away. */
const RATE_HZ = 16_000;

/**
 * A sound file as WAV: one that is WAV goes as it is, others are read by the browser and written anew, mono.
 * @throws DOMException when the browser cannot read it
 */
export const wavOf = async (file: File): Promise<Blob> => {
  if (/^audio\/(x-)?wav$/.test(file.type) || file.name.toLowerCase().endsWith('.wav'))
    return new Blob([file], { type: WAV });
  const bytes = await file.arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(bytes);
  const mono = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * RATE_HZ)), RATE_HZ);
  const source = mono.createBufferSource();
  source.buffer = sound;
  source.connect(mono.destination);
  source.start();
  const mixed = await mono.startRendering();
  return new Blob([wavBytes(mixed.getChannelData(0))], { type: WAV });
};

const HEADER_BYTES = 44;

const wavBytes = (samples: Float32Array): ArrayBuffer => {
  const buffer = new ArrayBuffer(HEADER_BYTES + samples.length * 2);
  const view = new DataView(buffer);
  const text = (at: number, letters: string) => {
    for (let index = 0; index < letters.length; index++) view.setUint8(at + index, letters.charCodeAt(index));
  };
  text(0, 'RIFF');
  view.setUint32(4, buffer.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, RATE_HZ * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (const [index, sample] of samples.entries()) {
    view.setInt16(HEADER_BYTES + index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
  }
  return buffer;
};
