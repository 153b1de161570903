import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { levelDb, sine, snrDb } from '../signal.js';
import { G722Decoder } from './g722-decoder.js';
import { G722Encoder } from './g722-encoder.js';

const bytesOf = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const soundOf = (name: string): Int16Array => new Int16Array(bytesOf(name).buffer);
/** Both filters together hold sound back by 22 samples. */
const LAG = 22;
const speech = soundOf('speech.raw');
const fidelityDb = (sent: Int16Array, heard: Int16Array): number =>
  snrDb(sent.subarray(0, sent.length - LAG), heard.subarray(LAG));

describe('beside a foreign encoder and decoder', () => {
  it('decodes what ffmpeg has encoded', () => {
    expect(fidelityDb(speech, new G722Decoder().decode(bytesOf('speech.ffmpeg.g722')))).toBeGreaterThan(25);
  });

  it('encodes to the very bytes of ffmpeg', () => {
    expect(new G722Encoder().encode(speech)).toEqual(bytesOf('speech.ffmpeg.g722'));
  });

  it('decodes its own to the very samples that ffmpeg decodes of them', () => {
    const heard = new G722Decoder().decode(new G722Encoder().encode(speech));
    expect(heard).toEqual(soundOf('ours.ffmpeg-decoded.raw'));
  });
});

describe('both ways', () => {
  const through = (sound: Int16Array): Int16Array => new G722Decoder().decode(new G722Encoder().encode(sound));

  it('gives the same in blocks of 20 ms as in one piece', () => {
    const [encoder, decoder] = [new G722Encoder(), new G722Decoder()];
    const target = new Int16Array(320);
    const pieces: number[] = [];
    for (let at = 0; at + 320 <= speech.length; at += 320)
      pieces.push(...decoder.decode(encoder.encode(speech.subarray(at, at + 320)), target));
    expect(Int16Array.from(pieces)).toEqual(through(speech));
  });

  it.each([200, 1000, 3000, 6000])('keeps the level of a tone of %i Hz', (frequencyHz) => {
    const tone = sine(frequencyHz, 500, 16_000, 0.3);
    expect(levelDb(through(tone).subarray(4000))).toBeCloseTo(levelDb(tone), 0);
  });

  it('keeps silence silent and survives the loudest sound', () => {
    expect(levelDb(through(new Int16Array(16_000)))).toBeLessThan(-70);
    const square = Int16Array.from({ length: 16_000 }, (_, i) => (i % 40 < 20 ? 32_767 : -32_768));
    expect(levelDb(through(square))).toBeGreaterThan(-3);
  });
});
