import { readFileSync } from 'node:fs';
import { G722Decoder, G722Encoder, snrDb } from '@callwright/audio';
import { describe, expect, it } from 'vitest';

const bytesOf = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`./fixtures/g722/${name}`, import.meta.url)));
const soundOf = (name: string): Int16Array => new Int16Array(bytesOf(name).buffer);
/** Both filters together hold sound back by 22 samples. */
const LAG = 22;
const speech = soundOf('speech.raw');
const fidelityDb = (sent: Int16Array, heard: Int16Array): number =>
  snrDb(sent.subarray(0, sent.length - LAG), heard.subarray(LAG));

describe('G.722 beside a foreign encoder and decoder', () => {
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
