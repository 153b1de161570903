import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.js';
import { newUuid } from '../../platform/ids.js';
import { silentLog } from '../../platform/logging.js';
import type { TranscriptionEvent } from './asr/port.js';
import { createSpeech, type Speech } from './speech.js';
import { padWithSilence } from './test-noise.js';
import { createTestVoices } from './test-voices.js';

/** The real thing with real threads; their entries are those of the build (`npx tsc -b apps/media`). */
let speech: Speech;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwright-speech-'));
  speech = await createSpeech({
    ttsCacheDir: folder,
    ttsCacheMaxMb: 10,
    asrWorkers: 2,
    clock: systemClock,
    newId: newUuid,
    log: silentLog,
  });
  await speech.warmUp();
});
afterAll(async () => {
  await Promise.all([speech.close(), speech.close()]);
  await rm(folder, { recursive: true });
});

const request = { provider: 'flite', text: 'Account balance.', language: 'en-US', rateHz: 16_000 };
const never = new AbortController().signal;

it('speaks, and understands what it spoke', async () => {
  const said = await speech.synthesizer.synthesize(request, never);
  const heard = new Promise<TranscriptionEvent>((resolve) => {
    const client = speech.recognisers.get('soundswallower')?.createClient(resolve);
    const choices = [
      { id: 'a', phrases: ['account balance'] },
      { id: 'b', phrases: ['sales'] },
    ];
    client?.start({ rateHz: 16_000, language: 'en-US', choices });
    client?.write(padWithSilence(said, 3200, 4800));
    client?.flush();
  });
  expect(await heard).toMatchObject({ event: 'final', choice: 'a' });
});

it('says in its thread what the engine says here', async () => {
  const here = (await createTestVoices()).say('Account balance.', 'slt', 16_000);
  expect(await speech.synthesizer.synthesize(request, never)).toEqual(here);
});

it('keeps what it said', async () => {
  await speech.synthesizer.synthesize({ ...request, text: 'Keep this.', rateHz: 8000 }, never);
  await speech.synthesizer.close();
  const files = await readdir(folder);
  expect(files.filter((name) => /^[0-9a-f]{32}_8k_en\.wav$/.test(name))).toHaveLength(1);
});
