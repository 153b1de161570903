import { blockSampleCount, encodeG711, findSound } from '@callwright/audio';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestVoices } from '../../speech/test-voices.js';
import { createG711Decoder } from '../g711-codec.js';
import { InboundAudio } from '../inbound-audio.js';
import { findPieces } from './found-pieces.js';

const RATE_HZ = 8000;
const BLOCK = blockSampleCount(RATE_HZ);
const WORD = RATE_HZ / 5;
/** What waits in the jitter buffer at most. */
const SLACK = (RATE_HZ * 2) / 5;

/** What a recording of a call holds, block by block, whose packets come in heaps: none while `isStalled`, then all at once. */
function hear(said: Int16Array, isStalled: (tick: number) => boolean) {
  const inbound = new InboundAudio(createG711Decoder('mulaw'), { rateHz: RATE_HZ, clockHz: RATE_HZ });
  const count = Math.floor(said.length / BLOCK);
  const heard = new Int16Array(count * BLOCK);
  let sent = 0;
  for (let tick = 0; tick < count; tick++) {
    for (; sent <= tick && !isStalled(tick); sent++) {
      const payload = encodeG711('mulaw', said.subarray(sent * BLOCK, (sent + 1) * BLOCK), new Uint8Array(BLOCK));
      inbound.put(sent, sent * BLOCK, payload);
    }
    inbound.pull(heard.subarray(tick * BLOCK, (tick + 1) * BLOCK));
  }
  return { heard, stats: inbound.stats };
}

/** Shares of the spoken words of 200 ms, and of their pieces, that are in the recording. */
function compare(heard: Int16Array, said: Int16Array): { readonly words: number; readonly pieces: number } {
  let [words, found, pieces, foundPieces] = [0, 0, 0, 0];
  for (let at = 2 * RATE_HZ; at + RATE_HZ < said.length; at += 3 * WORD) {
    const word = said.subarray(at, at + WORD);
    const place = { at, slackCount: SLACK, rateHz: RATE_HZ };
    const inPieces = findPieces(heard, word, place);
    if (inPieces.tried < 4) continue;
    words += 1;
    if (findSound(heard, word, at - SLACK, at + SLACK).correlation >= 0.95) found += 1;
    pieces += inPieces.tried;
    foundPieces += inPieces.found;
  }
  return { words: found / words, pieces: foundPieces / pieces };
}

describe('the recording of a caller whose packets come in heaps', () => {
  let said: Int16Array;
  beforeAll(async () => {
    const voices = await createTestVoices();
    const words = voices.say('please tell me the opening hours of your office in the city on sunday', 'slt', RATE_HZ);
    said = new Int16Array(12 * RATE_HZ);
    for (let at = 0; at + words.length < said.length; at += words.length) said.set(words, at);
  });

  it('is what they said on a good line', () => {
    expect(compare(hear(said, () => false).heard, said)).toEqual({ words: 1, pieces: 1 });
  });

  it('has all pieces of their words after stalls of 300 ms, though not all words as a whole', () => {
    const { heard, stats } = hear(said, (tick) => tick % 90 < 15 && tick > 100);
    const { words, pieces } = compare(heard, said);
    expect(stats).toMatchObject({ lost: 0, late: 0, skipped: 0 });
    expect(words).toBeLessThan(0.85);
    expect(pieces).toBeGreaterThan(0.95);
  });

  it('is found to lack what is not there', () => {
    const { heard } = hear(said, () => false);
    for (let at = 0; at < heard.length; at += RATE_HZ) heard.fill(0, at, at + RATE_HZ / 4);
    expect(compare(heard, said).pieces).toBeLessThan(0.8);
  });
});
