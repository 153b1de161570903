import { blockSampleCount, DtmfDetector, dtmfTones } from '@callwright/audio';
import { expect, it } from 'vitest';
import { talkFor } from './talk.js';

const RATE_HZ = 8000;
// biome-ignore lint/style/noProcessEnv: how long a run may take is a matter of the run, not of the code
const hours = process.env.CALLWRIGHT_TEST_FULL === '1' ? 10 : 0.2;

/** Keys heard in speech; with `key` it is pressed once at the end of each piece. */
async function keysIn(seconds: number, key = ''): Promise<{ readonly heard: number; readonly pieces: number }> {
  let heard = 0;
  let pieces = 0;
  const detector = new DtmfDetector(RATE_HZ, ({ phase }) => {
    if (phase === 'start') heard += 1;
  });
  const length = blockSampleCount(RATE_HZ);
  for await (const sound of talkFor(seconds, 1)) {
    pieces += 1;
    for (const part of [sound, dtmfTones(key, RATE_HZ)])
      for (let at = 0; at + length <= part.length; at += length) detector.process(part.subarray(at, at + length));
  }
  return { heard, pieces };
}

it(`hears at most one key in ${hours} hours of speech that has none`, async () => {
  expect((await keysIn(hours * 3600)).heard).toBeLessThanOrEqual(1);
}, 3_600_000);

it('hears every key that is pressed between the sentences', async () => {
  const { heard, pieces } = await keysIn(120, '5');
  expect(heard).toBe(pieces);
}, 120_000);
