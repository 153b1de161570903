import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBranchConstants } from '../../onnx/read-onnx.js';
import { addNoise, padWithSilence } from '../../test-noise.js';
import { createTestVoices, type TestVoices, testVoices } from '../../test-voices.js';
import type { VadRateHz } from '../port.js';
import { contextSampleCounts, frameSampleCounts, SileroModel, STATE_LAYERS, sileroPath } from './silero-model.js';
import { layOutSilero, STATE_SIZE } from './silero-network.js';

let voices: TestVoices;
let ours: SileroModel;
let theirs: InferenceSession;
beforeAll(async () => {
  [voices, ours, theirs] = await Promise.all([
    createTestVoices(),
    SileroModel.load(),
    InferenceSession.create(sileroPath(), { intraOpNumThreads: 1 }),
  ]);
});
afterAll(async () => {
  await ours.close();
  await theirs.release();
});

/** What the network of its authors says of some rows. */
const theirAnswer = async (rateHz: VadRateHz, rowCount: number, input: Float32Array, state: Float32Array) => {
  const { output, stateN } = await theirs.run({
    input: new Tensor('float32', input, [rowCount, input.length / rowCount]),
    state: new Tensor('float32', state, [STATE_LAYERS, rowCount, STATE_SIZE]),
    sr: new Tensor('int64', BigInt64Array.of(BigInt(rateHz)), []),
  });
  return { probabilities: Float32Array.from(output?.data as Float32Array), state: stateN?.data as Float32Array };
};

describe.each([8000, 16_000] as const)('the network laid out anew, at %i Hz', (rateHz) => {
  it.each(['a quiet line', 'noise 20 dB below the voice'])('says what that of its authors says: %s', async (line) => {
    const said = testVoices.map((voice) => {
      const speech = padWithSilence(voices.say('Please hold the line.', voice, rateHz), rateHz / 4, rateHz);
      return line === 'a quiet line' ? speech : addNoise(speech, 20);
    });
    const rowCount = said.length;
    const [frame, context] = [frameSampleCounts[rateHz], contextSampleCounts[rateHz]];
    const size = STATE_LAYERS * rowCount * STATE_SIZE;
    let [ourState, theirState] = [new Float32Array(size), new Float32Array(size)];
    const heard: number[] = [];
    for (let at = frame; at + frame <= Math.min(...said.map(({ length }) => length)); at += frame) {
      const rows = said.map((speech) => Array.from(speech.subarray(at - context, at + frame), (one) => one / 32_768));
      const input = Float32Array.from(rows.flat());
      const wanted = await theirAnswer(rateHz, rowCount, input, theirState);
      const batch = { rateHz, rowCount, input, rowSampleCount: context + frame, state: ourState };
      const given = await ours.run(batch);
      for (const [row, probability] of wanted.probabilities.entries())
        expect(given.probabilities[row]).toBeCloseTo(probability, 5);
      heard.push(...wanted.probabilities);
      [ourState, theirState] = [Float32Array.from(given.state), Float32Array.from(wanted.state)];
    }
    expect(heard.filter((probability) => probability > 0.9).length).toBeGreaterThan(20);
    expect(heard.filter((probability) => probability < 0.1).length).toBeGreaterThan(20);
  });
});

describe('a network that is none of these', () => {
  it('is refused by what it lacks', () => {
    expect(() => layOutSilero(new Map())).toThrow('The Silero network has no stft.forward_basis_buffer');
  });

  it('is refused when its layers are others', async () => {
    const [weights] = readBranchConstants(await readFile(sileroPath()));
    const [name, found] = ['encoder.1.reparam_conv.weight', weights?.get('encoder.1.reparam_conv.weight')];
    if (weights === undefined || found === undefined) throw new Error('The file of the network is another.');
    const other = new Map(weights).set(name, { ...found, shape: [64, 64, 3] });
    expect(() => layOutSilero(other)).toThrow('has other layers than expected');
  });

  it('has no constants when it is cut off or no model at all', () => {
    expect(readBranchConstants(Buffer.from('no model'))).toEqual([]);
    expect(readBranchConstants(Buffer.alloc(0))).toEqual([]);
  });
});
