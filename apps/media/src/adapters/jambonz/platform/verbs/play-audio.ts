import { decodeWavSamples, readWav, resample, toMono } from '@callwright/audio';
import { z } from 'zod';

/** What an application sends to be played on its audio socket when it does not stream (spec 2 §3). */
export const playAudioData = z.looseObject({
  audioContent: z.string(),
  audioContentType: z.enum(['raw', 'wav', 'wave']),
  // Documentation shows a text where the module reads a number.
  sampleRate: z.coerce.number().int().optional(),
  id: z.unknown().optional(),
  queuePlay: z.boolean().optional(),
});

const RATES_HZ: readonly number[] = [8000, 16_000, 24_000, 32_000, 48_000, 64_000];

/**
 * The sound of such a message as L16, little endian, at another rate.
 * @throws Error with what is wrong with it
 */
export const soundOf = (
  { audioContent, audioContentType, sampleRate = 0 }: z.infer<typeof playAudioData>,
  rateHz: number,
): Uint8Array => {
  const bytes = Buffer.from(audioContent, 'base64');
  if (audioContentType !== 'raw') {
    const wav = readWav(bytes);
    return encodeLittleEndian(resample(toMono(wav.channels), wav.rateHz, rateHz));
  }
  if (!RATES_HZ.includes(sampleRate)) throw new Error(`raw audio needs a sampleRate out of ${RATES_HZ.join(', ')}`);
  return encodeLittleEndian(resample(decodeWavSamples({ encoding: 'pcm16' }, bytes), sampleRate, rateHz));
};

const encodeLittleEndian = (samples: Int16Array): Uint8Array => {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < samples.length; at += 1) view.setInt16(at * 2, samples[at] ?? 0, true);
  return bytes;
};
