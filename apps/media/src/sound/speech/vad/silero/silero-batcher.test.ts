import { expect, it } from 'vitest';
import { type Log, silentLog } from '../../../../platform/logging.js';
import { SileroBatcher } from './silero-batcher.js';
import type { SileroBatch, SileroModel } from './silero-model.js';

type Model = Pick<SileroModel, 'run'>;

/** A model that says how loud the first sample of each frame is, and counts in its state. */
function createModel() {
  const batches: { rowCount: number; firsts: number[]; counts: number[] }[] = [];
  const gates: (() => void)[] = [];
  let isHeld = false;
  const model: Model = {
    async run({ rowCount, rowSampleCount, input, state }: SileroBatch) {
      const rows = Array.from({ length: rowCount }, (_, index) => index);
      const firsts = rows.map((row) => Math.round((input[row * rowSampleCount + 32] ?? 0) * 32_768));
      const counts = rows.map((row) => state[row * 128] ?? 0);
      batches.push({ rowCount, firsts, counts });
      if (isHeld) await new Promise<void>((resolve) => gates.push(resolve));
      return { probabilities: Float32Array.from(firsts), state: state.map((count) => count + 1) };
    },
  };
  const hold = () => {
    isHeld = true;
  };
  const release = async () => {
    while (gates.length === 0) await null;
    gates.shift()?.();
  };
  return { model, batches, hold, release };
}
const frame = (value: number) => new Int16Array(256).fill(value);
const heard = () => {
  const list: [number, number][] = [];
  return { list, on: (probability: number, startMs: number) => list.push([probability, startMs]) };
};

it('judges the frames of one tick in one batch, after the tick', async () => {
  const { model, batches } = createModel();
  const batcher = new SileroBatcher(model, 8000, silentLog);
  const calls = [1, 2, 3].map(heard);
  const streams = calls.map(({ on }) => batcher.open(on));
  for (const [index, stream] of streams.entries()) batcher.write(stream, frame(index + 1));
  expect(batches).toEqual([]);
  await batcher.settled();
  expect(batches).toEqual([{ rowCount: 3, firsts: [1, 2, 3], counts: [0, 0, 0] }]);
  expect(calls.map(({ list }) => list)).toEqual([[[1, 0]], [[2, 0]], [[3, 0]]]);
});

it('waits for whole frames, and tells when each began', async () => {
  const { model } = createModel();
  const batcher = new SileroBatcher(model, 8000, silentLog);
  const { list, on } = heard();
  const stream = batcher.open(on);
  for (let block = 0; block < 8; block += 1) {
    batcher.write(stream, new Int16Array(160).fill(7));
    await batcher.settled();
  }
  // 1280 samples are five frames of 256.
  expect(list.map(([, startMs]) => startMs)).toEqual([0, 32, 64, 96, 128]);
});

it('keeps the frames of one call in order, one a batch, with the state of the frame before', async () => {
  const { model, batches } = createModel();
  const batcher = new SileroBatcher(model, 8000, silentLog);
  const [one, other] = [heard(), heard()];
  const stream = batcher.open(one.on);
  batcher.write(stream, Int16Array.of(...frame(1), ...frame(2), ...frame(3)));
  batcher.write(batcher.open(other.on), frame(9));
  await batcher.settled();
  expect(batches.map(({ firsts }) => firsts)).toEqual([[1, 9], [2], [3]]);
  expect(batches.map(({ counts }) => counts)).toEqual([[0, 0], [1], [2]]);
  expect(one.list.map(([probability]) => probability)).toEqual([1, 2, 3]);
});

it('gathers what comes while the model works, each call once', async () => {
  const { model, batches, hold, release } = createModel();
  const batcher = new SileroBatcher(model, 8000, silentLog);
  const streams = [heard(), heard()].map(({ on }) => batcher.open(on));
  const writeAll = (value: number) => {
    for (const stream of streams) batcher.write(stream, frame(value));
  };
  hold();
  writeAll(1);
  await null;
  writeAll(2);
  await release();
  await release();
  await batcher.settled();
  expect(batches.map(({ firsts }) => firsts)).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

it('drops the oldest frames when the model is too late, and counts them', async () => {
  const { model, hold, release } = createModel();
  const batcher = new SileroBatcher(model, 8000, silentLog);
  const { list, on } = heard();
  const stream = batcher.open(on);
  hold();
  for (let value = 1; value <= 12; value += 1) {
    batcher.write(stream, frame(value));
    await null;
  }
  for (let index = 0; index < 9; index += 1) await release();
  await batcher.settled();
  expect(stream.droppedFrames).toBe(3);
  expect(list.map(([probability]) => probability)).toEqual([1, 5, 6, 7, 8, 9, 10, 11, 12]);
});

it('says nothing to a call that is over', async () => {
  const { model } = createModel();
  const batcher = new SileroBatcher(model, 8000, silentLog);
  const { list, on } = heard();
  const stream = batcher.open(on);
  batcher.write(stream, frame(1));
  stream.isClosed = true;
  await batcher.settled();
  expect(list).toEqual([]);
});

it('outlives a failing model, and a listener that throws harms no other', async () => {
  let runs = 0;
  const sentences: string[] = [];
  const log: Log = { ...silentLog, error: (_fields, sentence) => sentences.push(sentence) };
  const { model } = createModel();
  const flaky: Model = {
    run: (batch) => {
      runs += 1;
      return runs <= 2 ? Promise.reject(new Error('no model')) : model.run(batch);
    },
  };
  const batcher = new SileroBatcher(flaky, 8000, log);
  const { list, on } = heard();
  const bad = batcher.open(() => {
    throw new Error('listener');
  });
  const good = batcher.open(on);
  for (let value = 1; value <= 3; value += 1) {
    batcher.write(bad, frame(value));
    batcher.write(good, frame(value));
    await batcher.settled();
  }
  expect(list).toEqual([[3, 64]]);
  expect(sentences).toEqual(['voice detection failed', 'listener of voice detection failed']);
});
