import { describe, expect, it } from 'vitest';
import { decodeG711, encodeG711, type G711Law } from './g711.js';
import { sine, snrDb } from './signal.js';

describe.each<G711Law>(['mulaw', 'alaw'])('G.711 %s', (law) => {
  it('gives every byte back that it decodes', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const again = encodeG711(law, decodeG711(law, all));
    // mu-law has two zeros (0x7f and 0xff); both mean 0 and are written as 0xff.
    const expected = law === 'mulaw' ? all.map((byte) => (byte === 0x7f ? 0xff : byte)) : all;
    expect(again).toEqual(expected);
  });

  it('keeps speech levels at more than 35 dB of signal to noise', () => {
    const tone = sine(1000, 500, 8000, 0.3);
    expect(snrDb(tone, decodeG711(law, encodeG711(law, tone)))).toBeGreaterThan(35);
  });

  it('never falls where the input rises', () => {
    const ramp = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
    const heard = decodeG711(law, encodeG711(law, ramp));
    for (let i = 1; i < heard.length; i++) expect(heard[i]).toBeGreaterThanOrEqual(heard[i - 1] ?? 0);
  });

  it('writes silence as the byte silence has on the wire', () => {
    const silence = { mulaw: Uint8Array.of(0xff, 0xff), alaw: Uint8Array.of(0xd5, 0xd5) }[law];
    expect(encodeG711(law, new Int16Array(2))).toEqual(silence);
  });
});

// ITU-T G.711 tables 1a and 2a: the values at both ends and in the middle of the scale.
it('decodes the values of the tables', () => {
  expect([...decodeG711('mulaw', Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0xf0))]).toEqual([-32_124, 32_124, 0, 0, 120]);
  expect([...decodeG711('alaw', Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
});

it('writes into the array it is given', () => {
  const bytes = new Uint8Array(4).fill(1);
  encodeG711('mulaw', new Int16Array(2), bytes);
  expect([...bytes]).toEqual([0xff, 0xff, 1, 1]);
});
