import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { writeOnnx } from '../../onnx/write-onnx.js';
import { padWithSilence } from '../../test-noise.js';
import { writeToneCtc, writeToneTransducer, writeWholeToneCtc } from '../../testing/tone-models.js';
import { sayInTones } from '../../testing/tone-speech.js';
import { createEngineProvider } from '../engine/engine-provider.js';
import { startLocalEngine } from '../engine/local-engine.js';
import type { TranscriptionEvent } from '../port.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { createSherpaEngine } from './sherpa-engine.js';
import { findSherpaModel } from './sherpa-model.js';
import { createSherpaOnnxRecogniser } from './sherpa-onnx-recogniser.js';

const folder = mkdtempSync(join(tmpdir(), 'callwright-sherpa-'));
afterAll(() => rmSync(folder, { recursive: true }));
let lastFolder = 0;
const folderWith = (write: (path: string) => void) => {
  lastFolder += 1;
  const path = join(folder, String(lastFolder));
  write(path);
  return path;
};
const options = { clock: systemClock, log: silentLog };
const definition = (modelDir: string) => ({ kind: 'sherpaOnnx' as const, name: 'own', languages: ['en'], modelDir });

for (const [name, write] of [['a CTC model', writeToneCtc] as const, ['a transducer', writeToneTransducer] as const])
  describeTranscriptionProvider(`sherpa-onnx with ${name}`, async () => {
    const modelDir = folderWith(write);
    return {
      create: () =>
        createEngineProvider({
          ...options,
          name: 'own',
          capabilities: { grammar: true, freeSpeech: true, languages: ['en'] },
          start: () => startLocalEngine(() => createSherpaEngine({ modelDir })),
        }),
      say: sayInTones,
    };
  });

/** Everything a caller is told who says a phrase to a model in its process. */
async function listen(modelDir: string, phrase: string): Promise<readonly TranscriptionEvent[]> {
  const provider = createSherpaOnnxRecogniser(definition(modelDir), options);
  const events: TranscriptionEvent[] = [];
  const client = provider.createClient((event) => events.push(event));
  client.start({ rateHz: 16_000, language: 'en-US' });
  client.write(padWithSilence(sayInTones(phrase, 16_000), 3200, 4000));
  client.flush();
  const isAnswer = (event: TranscriptionEvent) =>
    event.event === 'final' || (event.event === 'error' && event.isAnswer);
  await expect.poll(() => events.some(isAnswer), { timeout: 20_000 }).toBe(true);
  await provider.close();
  return events;
}

it.each([
  ['streams', writeToneTransducer],
  ['takes whole utterances', writeWholeToneCtc],
])('understands in a process of its own with a model that %s', async (_how, write) => {
  const events = await listen(folderWith(write), 'opening hours');
  expect(events).toMatchObject([{ event: 'final', text: 'opening hours' }]);
});

it('survives a model that ends the process of sherpa-onnx', async () => {
  // All that can be checked from outside is right; what the library looks for inside is not there.
  const path = folderWith(writeWholeToneCtc);
  const value = { name: 'x', shape: [1] };
  const nodes = [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }];
  const metadata = { model_type: 'sense_voice_ctc' };
  const model = writeOnnx({ inputs: [value], outputs: [{ ...value, name: 'y' }], nodes, metadata });
  writeFileSync(join(path, 'model.onnx'), model);
  const events = await listen(path, 'sales');
  expect(events.map((event) => event.event === 'error' && event.code)).toEqual(['speech.badModel', 'speech.badModel']);
});

it('refuses a folder whose files are missing or cut off, before sherpa-onnx sees them', () => {
  const refusal = (path: string) => {
    try {
      return findSherpaModel(path);
    } catch (error) {
      return error;
    }
  };
  const path = folderWith(writeToneTransducer);
  truncateSync(join(path, 'decoder.onnx'), 100);
  expect(refusal(path)).toMatchObject({ code: 'speech.badModel', message: expect.stringMatching(/decoder\.onnx/) });
  rmSync(join(path, 'decoder.onnx'));
  expect(refusal(path)).toMatchObject({ code: 'speech.badModel', message: expect.stringMatching(/no decoder/) });
  rmSync(join(path, 'tokens.txt'));
  expect(refusal(path)).toMatchObject({ code: 'speech.badModel', message: expect.stringMatching(/tokens\.txt/) });
});

it('tells the models apart by their files and by what is written in them', () => {
  const write = (names: readonly string[], metadata: Record<string, string>) =>
    folderWith((path) => {
      writeToneCtc(path);
      rmSync(join(path, 'model.onnx'));
      const nodes = [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }];
      const model = { inputs: [{ name: 'x', shape: [1] }], outputs: [{ name: 'y', shape: [1] }], nodes, metadata };
      for (const name of names) writeFileSync(join(path, name), writeOnnx(model));
    });
  const kindOf = (names: readonly string[], metadata: Record<string, string> = {}) => {
    const { isStreaming, config } = findSherpaModel(write(names, metadata));
    return [isStreaming, ...Object.keys(config).filter((key) => key !== 'tokens')];
  };
  const transducer = ['encoder.onnx', 'decoder.onnx', 'joiner.onnx'];
  expect(kindOf(transducer, { decode_chunk_len: '32' })).toEqual([true, 'transducer']);
  expect(kindOf(transducer)).toEqual([false, 'transducer']);
  expect(kindOf(['tiny-encoder.onnx', 'tiny-decoder.onnx'], { model_type: 'whisper-tiny' })).toEqual([
    false,
    'whisper',
  ]);
  expect(kindOf(['encoder.int8.onnx', 'decoder.int8.onnx'])).toEqual([true, 'paraformer']);
  expect(kindOf(['model.int8.onnx'], { model_type: 'sense_voice_ctc' })).toEqual([false, 'senseVoice']);
  expect(kindOf(['model.onnx'], { model_type: 'EncDecCTCModelBPE' })).toEqual([false, 'nemoCtc']);
  expect(
    kindOf(['preprocess.onnx', 'encode.int8.onnx', 'uncached_decode.int8.onnx', 'cached_decode.int8.onnx']),
  ).toEqual([...[false, 'moonshine']]);
  expect(() => kindOf(['model.onnx'], { model_type: 'vits' })).toThrow(/no speech recogniser/);
});
