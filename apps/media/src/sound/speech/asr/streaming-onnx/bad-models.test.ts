import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { writeOnnx } from '../../onnx/write-onnx.js';
import { writeToneCtc, writeToneTransducer } from '../../testing/tone-models.js';
import type { TranscriptionEvent } from '../port.js';
import { createStreamingOnnxEngine } from './streaming-onnx-engine.js';
import { createStreamingOnnxRecogniser } from './streaming-onnx-recogniser.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callwright-onnx-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);
const load = () => createStreamingOnnxEngine(folder);
const bad = (message: RegExp) => ({ code: 'speech.badModel', message: expect.stringMatching(message) });

it('says which file a folder lacks', async () => {
  await expect(createStreamingOnnxEngine(file('nowhere'))).rejects.toMatchObject(bad(/no model folder/));
  await expect(load()).rejects.toMatchObject(bad(/tokens\.txt/));
  writeToneTransducer(folder);
  rmSync(file('joiner.onnx'));
  await expect(load()).rejects.toMatchObject(bad(/joiner/));
});

it.each([0, 10, 3000])('refuses a model cut off after %i bytes', async (sizeBytes) => {
  writeToneCtc(folder);
  truncateSync(file('model.onnx'), sizeBytes);
  await expect(load()).rejects.toMatchObject(bad(/model/));
});

it('refuses a file that is no model', async () => {
  writeToneCtc(folder);
  writeFileSync(file('model.onnx'), 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n');
  await expect(load()).rejects.toMatchObject(bad(/no ONNX model/));
});

it('refuses a model whose middle was overwritten', async () => {
  writeToneCtc(folder);
  const bytes = readFileSync(file('model.onnx'));
  writeFileSync(file('model.onnx'), bytes.fill(0xff, 40, 400));
  await expect(load()).rejects.toMatchObject({ code: 'speech.badModel' });
});

it('refuses tokens that are not those of the model', async () => {
  writeToneCtc(folder);
  writeFileSync(file('tokens.txt'), '<blk> 0\nA 1\n');
  await expect(load()).rejects.toMatchObject(bad(/12 tokens, and tokens\.txt 2/));
  writeFileSync(file('tokens.txt'), 'no numbers here\n');
  await expect(load()).rejects.toMatchObject(bad(/not a list/));
});

it('refuses a model that takes something else than frames, or is not a streaming one', async () => {
  writeToneCtc(folder);
  const shapes = [
    { shape: [1, 16_000], problem: /frames/ },
    { shape: ['N', 'T', 80], problem: /no streaming model/ },
    { shape: ['N', 20, 3000], problem: /filterbank/ },
  ];
  for (const { shape, problem } of shapes) {
    const value = { name: 'x', shape };
    const identity = { op: 'Identity', inputs: ['x'], outputs: ['y'] };
    writeFileSync(
      file('model.onnx'),
      writeOnnx({ inputs: [value], outputs: [{ ...value, name: 'y' }], nodes: [identity] }),
    );
    await expect(load()).rejects.toMatchObject(bad(problem));
  }
});

it('tells a caller what is wrong with the model, at once and for each utterance, and leaves this process alone', async () => {
  writeToneCtc(folder);
  truncateSync(file('model.onnx'), 3000);
  const provider = createStreamingOnnxRecogniser(
    { kind: 'streamingOnnx', name: 'own', modelDir: folder },
    { clock: systemClock, log: silentLog },
  );
  const events: TranscriptionEvent[] = [];
  const client = provider.createClient((event) => events.push(event));
  client.start({ rateHz: 16_000, language: 'en' });
  client.write(new Int16Array(16_000));
  client.flush();
  await expect(provider.warmUp('en')).rejects.toMatchObject({ code: 'speech.badModel' });
  client.write(new Int16Array(16_000));
  client.flush();
  await expect.poll(() => events.length).toBe(3);
  expect(events).toMatchObject([
    { event: 'error', code: 'speech.badModel', isAnswer: true },
    { event: 'error', code: 'speech.badModel', isAnswer: false },
    { event: 'error', code: 'speech.badModel', isAnswer: true },
  ]);
  await provider.close();
});
