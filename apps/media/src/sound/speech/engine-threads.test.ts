import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.js';
import { silentLog } from '../../platform/logging.js';
import type { TranscriptionEvent, TranscriptionProvider } from './asr/port.js';
import { createSoundswallowerProvider } from './asr/soundswallower/soundswallower-provider.js';
import { padWithSilence } from './test-noise.js';
import { createTestVoices } from './test-voices.js';
import { createFliteClient } from './tts/flite/flite-client.js';
import type { SynthesisClient } from './tts/port.js';

/** The engines on real threads; their entries are those of the build (`npx tsc -b apps/media`). */
let flite: SynthesisClient;
let soundswallower: TranscriptionProvider;
beforeAll(async () => {
  flite = createFliteClient({ clock: systemClock, log: silentLog });
  soundswallower = createSoundswallowerProvider({ clock: systemClock, log: silentLog, workers: 2 });
  await soundswallower.warmUp('en-US');
});
afterAll(() => Promise.all([flite.close(), flite.close(), soundswallower.close()]));

const request = { text: 'Account balance.', language: 'en-US', rateHz: 16_000 };
const never = new AbortController().signal;
const speak = async () => {
  const result = await flite.synthesize(request, never);
  return result.format === 'pcm16' ? result.samples : new Int16Array(0);
};

it('says on its thread what the engine says here', async () => {
  expect(await speak()).toEqual((await createTestVoices()).say(request.text, 'slt', request.rateHz));
});

it('understands on its threads what was spoken, for many callers at a time', async () => {
  const sound = padWithSilence(await speak(), 3200, 4800);
  const choices = [
    { id: 'balance', phrases: ['account balance'] },
    { id: 'sales', phrases: ['sales'] },
  ];
  const understand = () =>
    new Promise<TranscriptionEvent>((resolve) => {
      const client = soundswallower.createClient(resolve);
      client.start({ rateHz: request.rateHz, language: 'en-US', choices });
      client.write(sound);
      client.flush();
    });
  const heard = await Promise.all([understand(), understand(), understand()]);
  expect(heard).toMatchObject(heard.map(() => ({ event: 'final', choice: 'balance' })));
});
