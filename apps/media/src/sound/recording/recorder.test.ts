import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { levelDb, readWav, sine, snrDb } from '@callwright/audio';
import { callId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readNote } from '../../link/unfinished-note.js';
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
    callId: callId.parse('c-1'),
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
  const segments = [{ startMs: 0, endMs: 2400 }];
  const facts = { file: 'sub/a.wav', durationMs: 2400, rateHz: 8000, startedAtMs: 1000, sizeBytes: 76_844 };
  expect(summary).toEqual({ ...facts, segments });
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

describe('what is said around a pause', () => {
  /** What the caller said a whole delay ago, and what we say now. */
  const tick = (recorder: Recorder, n: number, delayTicks: number): void => {
    recorder.write('caller', n < delayTicks ? new Int16Array(160) : block(left, n - delayTicks));
    recorder.write('callee', block(right, n));
    recorder.commit();
  };
  const silent = (sound: Int16Array, from: number, to: number): boolean =>
    sound.slice(from * 160, to * 160).every((sample) => sample === 0);

  it.each(['pause', 'stop'] as const)(
    'is kept or left out by when it was said, whatever waits in buffers: %s',
    async (how) => {
      const recorder = make({ callerDelayMs: 60 });
      for (let n = 0; n < 20; n++) tick(recorder, n, 3);
      recorder[how]();
      for (let n = 20; n < 50; n++) tick(recorder, n, 3);
      recorder.resume();
      for (let n = 50; n < 80; n++) tick(recorder, n, 3);
      expect(await recorder.close()).toMatchObject({
        durationMs: 1600,
        segments: [
          { startMs: 0, endMs: 400 },
          { startMs: 1000, endMs: 1600 },
        ],
      });
      const { caller, callee } = await read();
      expect(caller.slice(0, 20 * 160)).toEqual(left.slice(0, 20 * 160));
      expect(callee.slice(0, 20 * 160)).toEqual(right.slice(0, 20 * 160));
      expect([silent(caller, 20, 50), silent(callee, 20, 50)]).toEqual([true, true]);
      expect(caller.slice(50 * 160, 77 * 160)).toEqual(left.slice(50 * 160, 77 * 160));
      expect(callee.slice(50 * 160)).toEqual(right.slice(50 * 160, 80 * 160));
    },
  );

  it('leaves out a little more rather than less when the delay is no whole number of blocks', async () => {
    const recorder = make({ callerDelayMs: 50 });
    const late = new Int16Array(400 + left.length);
    late.set(left, 400);
    const run50 = (from: number, to: number): void => {
      for (let n = from; n < to; n++) {
        recorder.write('caller', block(late, n));
        recorder.commit();
      }
    };
    run50(0, 20);
    recorder.pause();
    run50(20, 50);
    recorder.resume();
    run50(50, 80);
    await recorder.close();
    const { caller } = await read();
    expect(silent(caller, 20, 50)).toBe(true);
    expect(silent(caller, 19, 20)).toBe(false);
    expect(caller.slice(51 * 160, 77 * 160)).toEqual(left.slice(51 * 160, 77 * 160));
  });

  it('ends with the last word before a stop, although that was still on its way', async () => {
    const recorder = make({ callerDelayMs: 60 });
    for (let n = 0; n < 20; n++) tick(recorder, n, 3);
    recorder.stop();
    recorder.stop();
    for (let n = 20; n < 90; n++) tick(recorder, n, 3);
    expect(await recorder.close()).toMatchObject({ durationMs: 400, segments: [{ startMs: 0, endMs: 400 }] });
    const { caller, callee } = await read();
    expect(caller).toEqual(left.slice(0, 20 * 160));
    expect(callee).toEqual(right.slice(0, 20 * 160));
  });
});

it.each([8000, 16_000, 44_100])(
  'keeps the time of the call over ticks that never came, at %d Hz',
  async (fileRateHz) => {
    const recorder = make({ callerDelayMs: 40, fileRateHz });
    run(recorder, 0, 50, 2);
    recorder.skip(200);
    recorder.pause();
    recorder.skip(7);
    recorder.resume();
    run(recorder, 50, 100, 2);
    const summary = await recorder.close();
    expect(Math.abs((summary?.durationMs ?? 0) - 307 * 20)).toBeLessThan(1);
    const { caller } = await read();
    const part = (fromMs: number, toMs: number): Int16Array =>
      caller.slice((fromMs * fileRateHz) / 1000, (toMs * fileRateHz) / 1000);
    expect(levelDb(part(1010, 5135))).toBe(Number.NEGATIVE_INFINITY);
    expect(levelDb(part(5200, 6000))).toBeGreaterThan(-12);
  },
);

it('writes at another rate when asked to', async () => {
  const recorder = make({ fileRateHz: 16_000 });
  run(recorder, 0, 100);
  expect(await recorder.close()).toMatchObject({ durationMs: 2000, rateHz: 16_000 });
  const { caller } = await read();
  expect(caller).toHaveLength(32_000);
  expect(snrDb(sine(400, 1000, 16_000), caller)).toBeGreaterThan(40);
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

  it('of a slow disk has silence for what had to be dropped, and tells how much', async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const openFile = async (path: string) => {
      await gate;
      return await openForWriting(path);
    };
    const onDropped = vi.fn();
    onFailed.mockClear();
    const recorder = make({ openFile, onDropped });
    for (let second = 0; second < 14; second++) run(recorder, 0, 50);
    letGo();
    await vi.waitFor(async () => expect((await read()).caller).toHaveLength(80_000));
    run(recorder, 0, 50);
    expect(await recorder.close()).toMatchObject({ durationMs: 15_000 });
    expect(onFailed).not.toHaveBeenCalled();
    expect(onDropped.mock.calls).toEqual([[4 * 32_000]]);
    const { caller } = await read();
    const isSilent = (second: number) => caller.slice(second * 8000, (second + 1) * 8000).every((one) => one === 0);
    expect(
      Array.from({ length: 15 }, (_, second) => isSilent(second))
        .map(Number)
        .join(''),
    ).toBe('000000000011110');
  });

  it('on a disk that does not answer for a minute is given up, before memory fills', () => {
    onFailed.mockClear();
    const recorder = make({ openFile: () => new Promise(() => undefined) });
    for (let second = 0; second < 70; second++) run(recorder, 0, 50);
    expect(onFailed).not.toHaveBeenCalled();
    run(recorder, 0, 50);
    expect(onFailed).toHaveBeenCalledTimes(1);
  });

  it('takes all of a piece that the disk took in parts', async () => {
    const openFile = async (path: string) => {
      const file = await openForWriting(path);
      const write = (bytes: Uint8Array, offset: number, length: number, position: number) =>
        file.write(bytes, offset, Math.min(length, 1000), position);
      return { write, truncate: (length: number) => file.truncate(length), close: () => file.close() };
    };
    const recorder = make({ openFile });
    run(recorder, 0, 120);
    await recorder.close();
    expect((await read()).caller).toEqual(left.slice(0, 19_200));
  });

  it('has a note beside it while it is unfinished, and for good when it failed', async () => {
    const isNoted = () => readNote(join(dir, 'sub', 'a.wav'));
    const recorder = make({ wanted: { format: 'mp3' } });
    run(recorder, 0, 10);
    recorder.pause();
    await vi.waitFor(async () =>
      expect(await isNoted()).toEqual({
        callId: 'c-1',
        startedAtMs: 1000,
        segments: [{ startMs: 0, endMs: 200 }],
        format: 'mp3',
      }),
    );
    await recorder.close();
    expect(await isNoted()).toBeNull();
    const openFile = async (path: string) => {
      const file = await openForWriting(path);
      const write = async (...args: Parameters<typeof file.write>) => {
        if (args[3] > 44) throw new Error('ENOSPC: no space left on device');
        return await file.write(...args);
      };
      return { write, truncate: (length: number) => file.truncate(length), close: () => file.close() };
    };
    const failing = make({ openFile });
    run(failing, 0, 60);
    expect(await failing.close()).toBeNull();
    expect(await isNoted()).toMatchObject({ callId: 'c-1' });
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
