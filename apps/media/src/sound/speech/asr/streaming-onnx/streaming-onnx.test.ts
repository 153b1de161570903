import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { padWithSilence } from '../../test-noise.js';
import { writeToneCtc, writeToneTransducer } from '../../testing/tone-models.js';
import { sayInTones } from '../../testing/tone-speech.js';
import { startLocalEngine } from '../engine/local-engine.js';
import type { TranscriptionEvent } from '../port.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { createStreamingOnnxEngine } from './streaming-onnx-engine.js';
import { createStreamingOnnxRecogniser } from './streaming-onnx-recogniser.js';

const folder = mkdtempSync(join(tmpdir(), 'callwright-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [ctc, transducer] = [join(folder, 'ctc'), join(folder, 'transducer')];
writeToneCtc(ctc);
writeToneTransducer(transducer);

const options = { clock: systemClock, log: silentLog };
const definition = (modelDir: string) => ({ kind: 'streamingOnnx' as const, name: 'own', languages: ['en'], modelDir });

for (const [name, modelDir] of Object.entries({ ctc, transducer }))
  describeTranscriptionProvider(`streaming ONNX (${name})`, async () => ({
    create: () =>
      createStreamingOnnxRecogniser(definition(modelDir), {
        ...options,
        start: () => startLocalEngine(() => createStreamingOnnxEngine(modelDir)),
      }),
    say: sayInTones,
  }));

it('understands in a process of its own, and tells what it hears meanwhile', async () => {
  const provider = createStreamingOnnxRecogniser(definition(transducer), options);
  const events: TranscriptionEvent[] = [];
  const client = provider.createClient((event) => events.push(event));
  client.start({ rateHz: 8000, language: 'en-US', partials: true });
  client.write(padWithSilence(sayInTones('account balance', 8000), 1600, 4000), 1000);
  await expect.poll(() => events, { timeout: 20_000 }).toContainEqual({ event: 'delta', text: 'account balance' });
  client.flush();
  await expect.poll(() => events.at(-1)).toMatchObject({ event: 'final', text: 'account balance', startMs: 1000 });
  await Promise.all([provider.close(), provider.close()]);
});
