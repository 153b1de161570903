import { cpSync, existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { writeOnnx } from '../../onnx/write-onnx.js';
import { writeTonePiper, writeToneVoice } from '../../testing/tone-voices.js';
import { describeSynthesisClient } from '../synthesis-client.contract.js';
import { createSherpaOnnxClient } from './sherpa-onnx-client.js';
import { findSherpaVoice } from './sherpa-voice.js';

const folder = mkdtempSync(join(tmpdir(), 'callwright-voice-'));
afterAll(() => rmSync(folder, { recursive: true }));
const voice = join(folder, 'voice');
writeToneVoice(voice);

const create = (modelDir: string) =>
  createSherpaOnnxClient({ kind: 'sherpaOnnx', name: 'own', modelDir }, { clock: systemClock, log: silentLog });
describeSynthesisClient('sherpa-onnx', () => create(voice));

const request = { text: 'Hello there.', language: 'en-US', rateHz: 8000 };
const never = new AbortController().signal;
const problem = (modelDir: string) => {
  try {
    return findSherpaVoice(modelDir);
  } catch (error) {
    return error;
  }
};

it('says what a folder lacks before sherpa-onnx would end the process over it', () => {
  const piper = join(folder, 'incomplete');
  writeTonePiper(piper);
  expect(problem(piper)).toMatchObject({ code: 'speech.badModel', message: expect.stringMatching(/espeak-ng-data/) });
  rmSync(join(piper, 'tokens.txt'));
  expect(problem(piper)).toMatchObject({ code: 'speech.badModel', message: expect.stringMatching(/tokens\.txt/) });
  truncateSync(join(piper, 'voice.onnx'), 500);
  expect(problem(piper)).toMatchObject({ code: 'speech.badModel', message: expect.stringMatching(/voice\.onnx/) });
});

it('tells the kinds of voices apart', () => {
  const kindOf = (names: readonly string[], metadata: Record<string, string>) => {
    const path = mkdtempSync(join(folder, 'kind-'));
    const nodes = [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }];
    const model = { inputs: [{ name: 'x', shape: [1] }], outputs: [{ name: 'y', shape: [1] }], nodes, metadata };
    for (const name of names) writeFileSync(join(path, name), writeOnnx(model));
    writeFileSync(join(path, 'tokens.txt'), 'a 0\n');
    writeFileSync(join(path, 'lexicon.txt'), 'a a\n');
    return Object.keys(findSherpaVoice(path).model);
  };
  expect(kindOf(['voice.onnx'], {})).toEqual(['vits']);
  expect(kindOf(['model.onnx', 'voices.bin'], {})).toEqual(['kokoro']);
  expect(kindOf(['model-steps-3.onnx', 'vocos-22khz-univ.onnx'], {})).toEqual(['matcha']);
});

it('gives an error for a voice that ends the process, and leaves this one alone', async () => {
  const path = join(folder, 'deadly');
  writeToneVoice(path);
  const value = { name: 'x', shape: [1] };
  const nodes = [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }];
  const metadata = { frontend: 'characters' };
  const model = writeOnnx({ inputs: [value], outputs: [{ ...value, name: 'y' }], nodes, metadata });
  writeFileSync(join(path, 'voice.onnx'), model);
  const client = create(path);
  await expect(client.synthesize(request, never)).rejects.toMatchObject({ code: 'speech.ttsFailed' });
  await client.close();
});

// The data comes with every Piper voice; here it is Debian's, where it is installed.
const espeakData = ['/usr/lib/x86_64-linux-gnu/espeak-ng-data', '/usr/lib/aarch64-linux-gnu/espeak-ng-data'].find(
  existsSync,
);
if (espeakData)
  it('speaks with a Piper voice, whose words eSpeak turns into sounds', async () => {
    const path = join(folder, 'piper');
    writeTonePiper(path);
    cpSync(espeakData, join(path, 'espeak-ng-data'), { recursive: true });
    const client = create(path);
    const result = await client.synthesize(request, never);
    expect(result.format === 'pcm16' && result.samples.length / result.rateHz).toBeGreaterThan(0.3);
    await client.close();
  });
