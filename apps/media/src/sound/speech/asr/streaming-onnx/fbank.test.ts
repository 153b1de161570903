import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sine, sweep } from '@callwright/audio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeOnnx } from '../../onnx/write-onnx.js';
import { Fbank } from './fbank.js';
import { melFrequency } from './mel-filters.js';

const FRAMES = 98;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwright-fbank-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Features by kaldi-native-fbank, which sherpa-onnx has inside: a "speaker model" that gives back what it is given. */
async function featuresOfSherpa(sound: Int16Array): Promise<Float32Array> {
  const model = join(folder, 'echo.onnx');
  const metadata = { framework: 'wespeaker', language: 'none', url: '', comment: '', sample_rate: 16_000 };
  const echo = writeOnnx({
    inputs: [{ name: 'feats', shape: ['B', 'T', 80] }],
    outputs: [{ name: 'embs', shape: ['B', FRAMES * 80] }],
    nodes: [
      { op: 'Slice', inputs: ['feats', 'from', 'to', 'axis'], outputs: ['first'] },
      { op: 'Flatten', inputs: ['first'], outputs: ['embs'], attributes: { axis: 1 } },
    ],
    constants: [
      { name: 'from', type: 'int64', shape: [1], data: [0] },
      { name: 'to', type: 'int64', shape: [1], data: [FRAMES] },
      { name: 'axis', type: 'int64', shape: [1], data: [1] },
    ],
    metadata: { ...metadata, output_dim: FRAMES * 80, normalize_samples: 1, feature_normalize_type: '' },
  });
  await writeFile(model, echo);
  const { SpeakerEmbeddingExtractor } = createRequire(import.meta.url)('sherpa-onnx-node');
  const extractor = new SpeakerEmbeddingExtractor({ model, numThreads: 1, debug: false });
  const stream = extractor.createStream();
  stream.acceptWaveform({ sampleRate: 16_000, samples: Float32Array.from(sound, (sample) => sample / 32_768) });
  stream.inputFinished();
  return extractor.compute(stream);
}

const sounds = {
  'a tone': sine(1000, 1000, 16_000),
  'a sweep': sweep(100, 7000, 1000, 16_000),
  silence: new Int16Array(16_000),
};

it.each(Object.entries(sounds))('gives the features that kaldi-native-fbank gives for %s', async (_name, sound) => {
  const expected = await featuresOfSherpa(sound);
  const features = new Fbank(80).accept(sound).subarray(0, FRAMES * 80);
  expect(features.length).toBe(expected.length);
  const worst = features.reduce((most, value, index) => Math.max(most, Math.abs(value - (expected[index] ?? 0))), 0);
  expect(worst).toBeLessThan(0.01);
});

it('gives the same frames whatever the size of the pieces', () => {
  const sound = sweep(200, 4000, 500, 16_000);
  const whole = new Fbank(80).accept(sound);
  const fbank = new Fbank(80);
  const pieces: number[] = [];
  for (let at = 0; at < sound.length; at += 77) pieces.push(...fbank.accept(sound.subarray(at, at + 77)));
  expect(pieces).toEqual([...whole]);
  fbank.reset();
  expect(fbank.accept(sound)).toEqual(whole);
});

it('hears a tone loudest in the filter it lies in the middle of', () => {
  const frame = new Fbank(80).accept(sine(melFrequency(40, 80), 200, 16_000)).subarray(10 * 80, 11 * 80);
  expect(frame.indexOf(Math.max(...frame))).toBe(40);
});
