import { findSound, levelDb, sine, snrDb } from '@callwright/audio';
import { describe, expect, it } from 'vitest';
import type { AudioEncoder } from './codec.js';
import { createAudioDecoder, createAudioEncoder } from './create-audio-codec.js';
import { createG711Decoder, createG711Encoder } from './g711-codec.js';
import { createOpusDecoder, createOpusEncoder } from './opus-codec.js';

const blocksOf = (samples: Int16Array, sampleCount: number): Int16Array[] =>
  Array.from({ length: samples.length / sampleCount }, (_, i) =>
    samples.subarray(i * sampleCount, (i + 1) * sampleCount),
  );
const encodeAll = (encoder: AudioEncoder, samples: Int16Array, sampleCount: number): Uint8Array[] =>
  blocksOf(samples, sampleCount).map((block) => encoder.encode(block).slice());
const joined = (blocks: readonly Int16Array[]): Int16Array => Int16Array.from(blocks.flatMap((block) => [...block]));

/** Something like a vowel: Opus takes a pure tone for music, and music has no copies. */
function voice(durationMs: number): Int16Array {
  return Int16Array.from({ length: durationMs * 16 }, (_, i) => {
    const hz = 120 + 30 * Math.sin((3 * i) / 16_000);
    let sum = 0;
    for (let harmonic = 1; harmonic < 20; harmonic++)
      sum += Math.sin((2 * Math.PI * hz * harmonic * i) / 16_000) / harmonic;
    return 4000 * sum * (0.6 + 0.4 * Math.sin((2 * Math.PI * 4 * i) / 16_000));
  });
}

describe('Opus', () => {
  const tone = sine(500, 1000, 16_000, 0.3);

  it('brings a tone through at its level', async () => {
    const decoder = await createOpusDecoder(16_000);
    const heard = joined(encodeAll(createOpusEncoder(16_000), tone, 320).map((payload) => decoder.decode(payload)));
    expect(heard).toHaveLength(tone.length);
    expect(levelDb(heard.subarray(8000))).toBeCloseTo(levelDb(tone), 0);
  });

  it('decodes what was encoded at another rate straight to the call rate', async () => {
    const decoder = await createOpusDecoder(8000);
    const payload = createOpusEncoder(16_000).encode(tone.subarray(0, 320));
    expect(decoder.decode(payload)).toHaveLength(160);
  });

  it('conceals a lost packet, better with the copy in the next one', async () => {
    const [whole, plain, helped] = [
      await createOpusDecoder(16_000),
      await createOpusDecoder(16_000),
      await createOpusDecoder(16_000),
    ];
    const packets = encodeAll(createOpusEncoder(16_000), voice(2000), 320);
    const gains: number[] = [];
    for (const [i, packet] of packets.slice(0, -1).entries()) {
      const truth = whole.decode(packet);
      if (i % 10 === 9)
        gains.push(snrDb(truth, helped.conceal(320, packets[i + 1] ?? null)) - snrDb(truth, plain.conceal(320, null)));
      else for (const decoder of [plain, helped]) decoder.decode(packet);
    }
    expect(gains.reduce((sum, gain) => sum + gain) / gains.length).toBeGreaterThan(3);
  });

  it('repeats one packet during lasting silence, which stays silent, and comes back at once', async () => {
    const encoder = createOpusEncoder(16_000);
    const decoder = await createOpusDecoder(16_000);
    for (const payload of encodeAll(encoder, tone, 320)) decoder.decode(payload);
    const payloads = encodeAll(encoder, new Int16Array(320 * 100), 320);
    const heard = payloads.map((payload) => decoder.decode(payload));
    expect(payloads[99]).toEqual(payloads[20]);
    expect(levelDb(joined(heard.slice(20)))).toBeLessThan(-70);
    const again = encodeAll(encoder, tone, 320).map((payload) => decoder.decode(payload));
    expect(levelDb(joined(again.slice(2)))).toBeGreaterThan(levelDb(tone) - 1);
  });
});

describe('G.711', () => {
  it('repeats the last packet fading when one is lost, then falls silent', () => {
    const decoder = createG711Decoder('mulaw');
    const encoder = createG711Encoder('mulaw');
    decoder.decode(encoder.encode(sine(400, 20, 8000, 0.5)));
    const levels = Array.from({ length: 7 }, () => levelDb(decoder.conceal(160, null)));
    for (let i = 1; i < 3; i++) expect(levels[i]).toBeLessThan(levels[i - 1] ?? 0);
    expect(levels.slice(3)).toEqual(Array.from({ length: 4 }, () => Number.NEGATIVE_INFINITY));
  });

  it('is silence when nothing has come yet', () => {
    expect(levelDb(createG711Decoder('alaw').conceal(160, null))).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe.each([
  ['pcmu', 8000, 8000],
  ['pcma', 16_000, 8000],
  ['g722', 16_000, 8000],
  ['g722', 8000, 8000],
  ['l16', 8000, 8000],
  ['l16', 16_000, 16_000],
  ['l16', 16_000, 44_100],
] as const)('%s in a call of %i Hz with a clock of %i', (codec, rateHz, clockHz) => {
  it('brings a tone through', async () => {
    const tone = sine(400, 1000, rateHz, 0.5);
    const encoder = createAudioEncoder(codec, rateHz, clockHz);
    const decoder = await createAudioDecoder(codec, rateHz, clockHz);
    const heard = joined(encodeAll(encoder, tone, rateHz / 50).map((payload) => decoder.decode(payload).slice()));
    expect(Math.abs(heard.length - tone.length)).toBeLessThan(10);
    const piece = heard.subarray(rateHz / 2, (rateHz * 3) / 4);
    expect(Math.abs(levelDb(piece) - levelDb(tone))).toBeLessThan(0.5);
    expect(findSound(tone, piece).correlation).toBeGreaterThan(0.995);
  });

  it('makes up for a lost packet with sound of its level', async () => {
    const tone = sine(400, 1000, rateHz, 0.5);
    const decoder = await createAudioDecoder(codec, rateHz, clockHz);
    for (const payload of encodeAll(createAudioEncoder(codec, rateHz, clockHz), tone, rateHz / 50))
      decoder.decode(payload);
    const made = decoder.conceal(rateHz / 50, null);
    expect(made.length).toBeGreaterThanOrEqual(rateHz / 50 - 1);
    expect(Math.abs(levelDb(made) - levelDb(tone))).toBeLessThan(2);
  });
});
