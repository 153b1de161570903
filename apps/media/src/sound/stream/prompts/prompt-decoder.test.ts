import { sine, sweep, writeWav } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.js';
import { silentLog } from '../../../platform/logging.js';
import { startLocalWorker } from '../../../platform/workers/local-worker.js';
import type { WorkerLink } from '../../../platform/workers/worker-link.js';
import { mp3File } from './fixtures/sound-files.js';
import { PromptDecoder } from './prompt-decoder.js';
import { decodePromptJob, type PromptJob } from './prompt-jobs.js';
import { decodeSliceJob } from './slice-jobs.js';

const RATE_HZ = 16_000;
const never = new AbortController().signal;
let decoder: PromptDecoder;
afterEach(() => decoder.close());

/** A worker that never comes back from a large file. */
function startStubborn(): WorkerLink<PromptJob, Int16Array> {
  const worker = startLocalWorker(decodePromptJob);
  return {
    ...worker,
    post: (job, transfer) => {
      if (job.input.bytes.length < 512 * 1024) worker.post(job, transfer);
    },
  };
}

describe('a large file that takes for ever', () => {
  it('keeps neither short prompts nor WAV files waiting, and is given up after its time', async () => {
    const clock = new FakeClock(0);
    decoder = new PromptDecoder({
      clock,
      log: silentLog,
      startWorker: startStubborn,
      startSliceWorker: () => startLocalWorker(decodeSliceJob),
    });
    const stuck = decoder.file({ bytes: new Uint8Array(600 * 1024), rateHz: RATE_HZ }, never);
    const outcome = expect(stuck).rejects.toMatchObject({ code: 'media.promptUnreadable' });
    const short = await decoder.file({ bytes: await mp3File(sine(600, 400, 16_000), 16_000), rateHz: RATE_HZ }, never);
    expect(short.length).toBeGreaterThan(0.35 * RATE_HZ);
    const frames = { leadCount: 0, frameCount: 100, bytes: new Uint8Array(400) };
    const slice = { encoding: 'pcm16', channelCount: 2, fromHz: 8000, toHz: 8000, ...frames } as const;
    expect(await decoder.slice(slice, 'a', never)).toHaveLength(100);
    clock.advance(45_000);
    await outcome;
  });
});

/** On real threads; their entries are those of the build (`npx tsc -b apps/media`). */
it('decodes on its threads what is decoded here', async () => {
  decoder = new PromptDecoder({ clock: systemClock, log: silentLog });
  await decoder.warmUp(never);
  const sound = sweep(300, 2000, 500, 16_000);
  const [mp3, wav] = [await mp3File(sound, 16_000), writeWav({ rateHz: 16_000, channels: [sound, sound] })];
  const here = await decodePromptJob({ bytes: mp3.slice(), rateHz: RATE_HZ });
  expect(await decoder.file({ bytes: mp3.slice(), rateHz: RATE_HZ }, never)).toEqual(here.output);
  const frames = { leadCount: 0, frameCount: 8000, bytes: new Uint8Array(wav.subarray(44)) };
  const slice = { encoding: 'pcm16', channelCount: 2, fromHz: 16_000, toHz: RATE_HZ, ...frames } as const;
  expect(await decoder.slice(slice, 'a', never)).toEqual(sound);
  await expect(
    decoder.file({ bytes: new TextEncoder().encode('no sound at all'), rateHz: RATE_HZ }, never),
  ).rejects.toMatchObject({ code: 'media.promptUnreadable' });
});
