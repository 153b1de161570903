import { describe, expect, it } from 'vitest';
import { encodeG711 } from './g711.js';
import { sine, snrDb } from './signal.js';
import { formatWavHeader, parseWavHeader, repairedWavHeader } from './wav-header.js';
import { decodeWavSamples, readWav, toMono, writeWav } from './wav-samples.js';

const tone = sine(440, 100, 8000);
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** A WAV file of any format, with chunks before the data as real writers leave them. */
function fileOf(tag: number, bits: number, rateHz: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + 26 + 12 + 8 + data.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, tagText: string): void => bytes.set(ascii(tagText), at);
  text(0, 'RIFF');
  text(8, 'WAVE');
  text(12, 'fmt ');
  view.setUint32(16, 18, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHz, true);
  view.setUint16(32, bits / 8, true);
  view.setUint16(34, bits, true);
  text(38, 'LIST');
  view.setUint32(42, 3, true); // odd: padded to four
  text(50, 'data');
  view.setUint32(54, data.length, true);
  bytes.set(data, 58);
  return bytes;
}

const bytesOf = (
  count: number,
  sizeBytes: number,
  write: (view: DataView, at: number, i: number) => void,
): Uint8Array => {
  const bytes = new Uint8Array(count * sizeBytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) write(view, i * sizeBytes, i);
  return bytes;
};

describe('reading', () => {
  it('gives back what was written, stereo and of unequal length', () => {
    const sound = readWav(writeWav({ rateHz: 16_000, channels: [tone, tone.subarray(0, 10)] }));
    expect(sound.rateHz).toBe(16_000);
    expect(sound.channels[0]).toEqual(tone);
    expect(sound.channels[1]?.subarray(0, 10)).toEqual(tone.subarray(0, 10));
    expect(sound.channels[1]).toHaveLength(tone.length);
  });

  const s = (i: number): number => tone[i] ?? 0;
  it.each([
    ['8-bit', 1, 8, 35, bytesOf(tone.length, 1, (v, at, i) => v.setUint8(at, (s(i) >> 8) + 128))],
    ['24-bit', 1, 24, 90, bytesOf(tone.length, 3, (v, at, i) => v.setInt16(at + 1, s(i), true))],
    ['32-bit', 1, 32, 90, bytesOf(tone.length, 4, (v, at, i) => v.setInt16(at + 2, s(i), true))],
    ['float', 3, 32, 90, bytesOf(tone.length, 4, (v, at, i) => v.setFloat32(at, s(i) / 32_768, true))],
    ['double', 3, 64, 90, bytesOf(tone.length, 8, (v, at, i) => v.setFloat64(at, s(i) / 32_768, true))],
    ['mu-law', 7, 8, 35, encodeG711('mulaw', tone)],
    ['A-law', 6, 8, 35, encodeG711('alaw', tone)],
  ])('understands %s samples', (...[, tag, bits, leastSnrDb, data]) => {
    const sound = readWav(fileOf(tag, bits, 22_050, data));
    expect(sound.rateHz).toBe(22_050);
    expect(sound.channels[0]).toHaveLength(tone.length);
    expect(snrDb(tone, sound.channels[0] ?? new Int16Array())).toBeGreaterThan(leastSnrDb);
  });

  it('averages stereo into mono', () => {
    expect([...toMono([Int16Array.of(10, -10), Int16Array.of(20, 10)])]).toEqual([15, 0]);
  });

  it('decodes slices to the same samples as the whole', () => {
    const file = fileOf(7, 8, 8000, encodeG711('mulaw', tone));
    const header = parseWavHeader(file);
    const data = file.subarray(header.dataOffset);
    const parts = [data.subarray(0, 100), data.subarray(100)].flatMap((part) => [...decodeWavSamples(header, part)]);
    expect(Int16Array.from(parts)).toEqual(readWav(file).channels[0]);
  });

  it.each([
    ['text', ascii('this is no sound at all, only words, and more of them'), 'audio.badWav'],
    ['nothing', new Uint8Array(0), 'audio.badWav'],
    ['a header alone', formatWavHeader(8000, 1, 0).subarray(0, 36), 'audio.badWav'],
    ['a codec it lacks', fileOf(0x55, 16, 8000, new Uint8Array(10)), 'audio.unsupportedWav'],
    ['a rate of nothing', fileOf(1, 16, 0, new Uint8Array(10)), 'audio.badWav'],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => readWav(bytes)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a file cut off by a crash', () => {
  const whole = writeWav({ rateHz: 8000, channels: [tone, tone] });
  // The header says nothing yet; of the last frame only three of four bytes reached the disk.
  const cut = whole.slice(0, whole.length - 1);
  cut.set(formatWavHeader(8000, 2, 0));

  it('is read up to its last whole frame', () => {
    expect(readWav(cut).channels[0]).toEqual(tone.subarray(0, tone.length - 1));
  });

  it('gets a header that agrees with its length', () => {
    const header = repairedWavHeader(cut.subarray(0, 44), cut.length);
    expect(header).toEqual(formatWavHeader(8000, 2, (tone.length - 1) * 4));
  });

  it('gets a header that agrees with its length when the old one lags behind', () => {
    const lagging = whole.slice();
    lagging.set(formatWavHeader(8000, 2, (tone.length - 200) * 4));
    expect(repairedWavHeader(lagging.subarray(0, 44), lagging.length)).toEqual(whole.slice(0, 44));
  });

  it('is left alone when nothing is wrong', () => {
    expect(repairedWavHeader(whole.subarray(0, 44), whole.length)).toBeNull();
  });

  it('is read when the header claims more than there is', () => {
    const claiming = whole.slice();
    claiming.set(formatWavHeader(8000, 2, 10_000_000));
    expect(parseWavHeader(claiming).frameCount).toBe(tone.length);
  });
});
