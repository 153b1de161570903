import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { levelDb, readWav, sine, snrDb } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Recorder, type RecorderOptions } from './recorder.js';
import { createRecorderProcessor } from './recorder-processor.js';
import { openForWriting } from './recording-file.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-recorder-'));
});
afterEach(() => rm(dir, { recursive: true }));

const onFailed = vi.fn();
const make = (options: Partial<RecorderOptions> = {}): Recorder =>
  new Recorder({
    path: join(dir, 'sub', 'a.wav'),
    file: 'sub/a.wav',
    rateHz: 8000,
    startedAtMs: 1000,
    callerDelayMs: 0,
    onFailed,
    ...options,
  });
const left = sine(400, 4000, 8000);
const right = sine(700, 4000, 8000);
const block = (sound: Int16Array, n: number, length = 160): Int16Array => sound.slice(n * length, (n + 1) * length);
const run = (recorder: Recorder, from: number, to: number, callerLag = 0): void => {
  for (let n = from; n < to; n++) {
    recorder.write('caller', n < callerLag ? new Int16Array(160) : block(left, n - callerLag));
    recorder.write('callee', block(right, n));
    recorder.commit();
  }
};
const read = async () => {
  const sound = readWav(await readFile(join(dir, 'sub', 'a.wav')));
  return { rateHz: sound.rateHz, caller: sound.channels[0] ?? left, callee: sound.channels[1] ?? left };
};

it('puts the caller left and the callee right, sample by sample, and sums it up', async () => {
  const recorder = make();
  run(recorder, 0, 120);
  const summary = await recorder.close();
  expect(summary).toEqual({ file: 'sub/a.wav', durationMs: 2400, rateHz: 8000, startedAtMs: 1000, sizeBytes: 76_844 });
  expect(await read()).toEqual({ rateHz: 8000, caller: left.slice(0, 19_200), callee: right.slice(0, 19_200) });
  expect(await recorder.close()).toBe(summary);
});

it('is for the eyes of its owner alone', async () => {
  const recorder = make();
  run(recorder, 0, 10);
  await recorder.close();
  const modeOf = async (...path: string[]) => (await stat(join(dir, ...path))).mode & 0o777;
  expect([await modeOf('sub'), await modeOf('sub', 'a.wav')]).toEqual([0o700, 0o600]);
});

it('puts our side back by as much as the caller waited in a buffer', async () => {
  const recorder = make({ callerDelayMs: 60 });
  run(recorder, 0, 100, 3);
  expect(await recorder.close()).toMatchObject({ durationMs: 2000 });
  const { caller, callee } = await read();
  expect(caller.slice(0, 97 * 160)).toEqual(left.slice(0, 97 * 160));
  expect(callee).toEqual(right.slice(0, 16_000));
});

it('does so to the sample', async () => {
  const recorder = make({ callerDelayMs: 50 });
  const late = new Int16Array(400 + left.length);
  late.set(left, 400);
  for (let n = 0; n < 100; n++) {
    recorder.write('caller', block(late, n));
    recorder.write('callee', block(right, n));
    recorder.commit();
  }
  expect(await recorder.close()).toMatchObject({ durationMs: 2000 });
  const { caller, callee } = await read();
  expect(caller.slice(0, 15_600)).toEqual(left.slice(0, 15_600));
  expect(callee).toEqual(right.slice(0, 16_000));
});

it('keeps a call shorter than the delay', async () => {
  const recorder = make({ callerDelayMs: 50 });
  run(recorder, 0, 1);
  expect(await recorder.close()).toMatchObject({ durationMs: 20 });
  expect((await read()).callee).toEqual(right.slice(0, 160));
});

it('takes a side that gives nothing for silent', async () => {
  const recorder = make();
  recorder.write('callee', block(right, 0));
  recorder.commit();
  recorder.write('caller', block(left, 1));
  recorder.commit();
  await recorder.close();
  const { caller, callee } = await read();
  expect([...caller]).toEqual([...new Int16Array(160), ...block(left, 1)]);
  expect([...callee]).toEqual([...block(right, 0), ...new Int16Array(160)]);
});

it('records silence while paused, so that times stay right', async () => {
  const recorder = make();
  run(recorder, 0, 10);
  recorder.pause();
  run(recorder, 10, 20);
  recorder.resume();
  run(recorder, 20, 30);
  await recorder.close();
  const { caller, callee } = await read();
  expect(caller).toHaveLength(30 * 160);
  for (const channel of [caller, callee]) expect(levelDb(channel.slice(1600, 3200))).toBe(Number.NEGATIVE_INFINITY);
  expect(caller.slice(3200)).toEqual(left.slice(3200, 4800));
});

it('ends where it was stopped, and goes on in its place when started again', async () => {
  const recorder = make();
  run(recorder, 0, 10);
  recorder.stop();
  run(recorder, 10, 90);
  recorder.resume();
  run(recorder, 90, 100);
  recorder.stop();
  run(recorder, 100, 150);
  expect(await recorder.close()).toMatchObject({ durationMs: 2000 });
  const { caller } = await read();
  expect(caller.slice(0, 1600)).toEqual(left.slice(0, 1600));
  expect(levelDb(caller.slice(1600, 90 * 160))).toBe(Number.NEGATIVE_INFINITY);
  expect(caller.slice(90 * 160)).toEqual(left.slice(90 * 160, 16_000));
});

it('writes at another rate when asked to', async () => {
  const recorder = make({ fileRateHz: 16_000 });
  run(recorder, 0, 100);
  expect(await recorder.close()).toMatchObject({ durationMs: 2000, rateHz: 16_000 });
  const { caller } = await read();
  expect(caller).toHaveLength(32_000);
  // The filter lags by 2 ms, the same on both sides.
  const lag = 32;
  expect(snrDb(sine(400, 1000, 16_000), caller.slice(lag))).toBeGreaterThan(40);
});

describe('the file', () => {
  it('is playable before it is closed, up to the last second', async () => {
    const recorder = make();
    run(recorder, 0, 170);
    await vi.waitFor(async () => expect((await read()).caller).toHaveLength(24_000));
    await recorder.close();
    expect((await read()).caller).toHaveLength(170 * 160);
  });

  it('that cannot be made is reported once, and does not stop the call', async () => {
    onFailed.mockClear();
    const recorder = make({ path: join(dir, 'x\0y.wav') });
    run(recorder, 0, 120);
    expect(await recorder.close()).toBeNull();
    expect(onFailed).toHaveBeenCalledTimes(1);
  });

  it('on a full disk is reported once', async () => {
    onFailed.mockClear();
    const openFile = async (path: string) => {
      const file = await openForWriting(path);
      const write = async (...args: Parameters<typeof file.write>) => {
        if (args[3] > 44) throw new Error('ENOSPC: no space left on device');
        return await file.write(...args);
      };
      return { write, truncate: (length: number) => file.truncate(length), close: () => file.close() };
    };
    const recorder = make({ openFile });
    run(recorder, 0, 199);
    expect(await recorder.close()).toBeNull();
    expect(onFailed).toHaveBeenCalledTimes(1);
  });

  it('on a disk that does not answer gives up before memory fills', () => {
    onFailed.mockClear();
    const recorder = make({ openFile: () => new Promise(() => undefined) });
    for (let second = 0; second < 10; second++) run(recorder, 0, 50);
    expect(onFailed).not.toHaveBeenCalled();
    for (let second = 0; second < 5; second++) run(recorder, 0, 50);
    expect(onFailed).toHaveBeenCalledTimes(1);
  });
});

it('is fed by the processors of both tracks', async () => {
  const recorder = make();
  const sides = [createRecorderProcessor(recorder, 'caller'), createRecorderProcessor(recorder, 'callee')];
  sides[0]?.process(block(left, 0));
  sides[1]?.process(block(right, 0));
  for (const side of sides) side.close();
  recorder.commit();
  await recorder.close();
  expect(await read()).toMatchObject({ caller: block(left, 0), callee: block(right, 0) });
});
