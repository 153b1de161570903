import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSound, isSilent, levelDb, readWav, sine } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamOptions } from '../../link/messages.js';
import { createStreamBench, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
let bench: StreamBench;
let dir: string;
const open = (recorder: Omit<NonNullable<StreamOptions['recorder']>, 'file'>): void => {
  bench = createStreamBench({ stream: { recorder: { file: 'c-1.wav', ...recorder } }, recordingsDir: dir });
  bench.stream.start();
};
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-recording-'));
});
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
  await rm(dir, { recursive: true });
});
const channels = async (): Promise<readonly [Int16Array, Int16Array]> => {
  const [caller, callee] = readWav(await readFile(join(dir, 'c-1.wav'))).channels;
  return [caller ?? new Int16Array(0), callee ?? new Int16Array(0)];
};
const statuses = () => bench.of('recordStatus').map(({ status }) => status);

describe('the recording of a call', () => {
  it('begins with the call and runs with it', async () => {
    open({});
    await bench.run(600);
    const { recording } = await bench.stream.close();
    expect(recording).toMatchObject({ durationMs: 600, segments: [{ startMs: 0, endMs: 600 }] });
    expect(recording?.startedAtMs).toBe(bench.of('mediaReady')[0]?.timestamp);
  });

  it('waits for its command when it is to', async () => {
    open({ startWhenAnswer: false, format: 'mp3', channels: 'mono' });
    await bench.run(400);
    expect([await readdir(dir), statuses()]).toEqual([[], []]);
    bench.stream.perform({ command: 'record', action: 'start' });
    await bench.run(200);
    const { recording } = await bench.stream.close();
    expect(recording).toMatchObject({ durationMs: 200, format: 'mp3', channels: 'mono' });
    expect((recording?.startedAtMs ?? 0) - (bench.of('mediaReady')[0]?.timestamp ?? 0)).toBe(400);
  });

  it('has silence of their length for what was paused, stopped, and never ticked', async () => {
    open({});
    bench.leg.say(sine(300, 10_000, RATE_HZ));
    await bench.run(200);
    bench.stream.perform({ command: 'record', action: 'pause' });
    await bench.run(300);
    bench.stream.perform({ command: 'record', action: 'resume' });
    await bench.run(100);
    bench.stream.perform({ command: 'record', action: 'stop' });
    await bench.run(200);
    bench.stream.perform({ command: 'record', action: 'start' });
    await bench.run(100);
    bench.stream.skip(60);
    await bench.run(100);
    const { recording } = await bench.stream.close();
    expect(statuses()).toEqual(['started', 'paused', 'resumed', 'stopped', 'started']);
    expect(recording).toMatchObject({
      durationMs: 2200,
      segments: [
        { startMs: 0, endMs: 200 },
        { startMs: 500, endMs: 600 },
        { startMs: 800, endMs: 2200 },
      ],
    });
    const [caller] = await channels();
    const loud = Array.from({ length: 22 }, (_, at) => !isSilent(caller.slice(at * 800, (at + 1) * 800)));
    expect(loud.map(Number).join('')).toBe('1100010010000000000001');
  });
});

describe('the tone by which a caller knows that they are recorded', () => {
  /** Its middle, where it is neither faded in nor out. */
  const beep = sine(1400, 100, RATE_HZ, 0.1);

  it('is heard by them over a prompt, which goes on, and is in the recording', async () => {
    open({ consentTone: true });
    bench.stream.perform({ command: 'play', url: '1000' });
    await bench.run(600);
    await bench.stream.close();
    const heard = bench.leg.heard();
    const [, recorded] = await channels();
    for (const sound of [heard, recorded]) {
      const during = sound.slice(320, 1280);
      const after = sound.slice(2400, 3360);
      expect(levelDb(during)).toBeGreaterThan(levelDb(after));
      expect(levelDb(after)).toBeGreaterThan(-12);
    }
    expect(bench.of('interruption')).toEqual([]);
  });

  it('comes when the recording begins and when it goes on, and not while it stands still', async () => {
    open({ consentTone: true, startWhenAnswer: false });
    await bench.run(300);
    expect(isSilent(bench.leg.heard())).toBe(true);
    bench.stream.perform({ command: 'record', action: 'start' });
    await bench.run(300);
    bench.stream.perform({ command: 'record', action: 'pause' });
    await bench.run(300);
    bench.stream.perform({ command: 'record', action: 'resume' });
    await bench.run(300);
    await bench.stream.close();
    const heard = bench.leg.heard();
    const loud = Array.from({ length: 12 }, (_, at) => !isSilent(heard.slice(at * 800, (at + 1) * 800)));
    expect(loud.map(Number).join('')).toBe('000110000110');
    expect(findSound(heard.slice(300 * 8, 500 * 8), beep).correlation).toBeGreaterThan(0.99);
  });

  it('is heard by those they talk to', async () => {
    open({ consentTone: true, startWhenAnswer: false });
    const { stream: other, leg, attach } = bench.open('c-2');
    attach();
    other.start();
    bench.talkTo(other);
    await bench.run(200);
    expect(isSilent(leg.heard())).toBe(true);
    bench.stream.perform({ command: 'record', action: 'start' });
    await bench.run(400);
    expect(findSound(leg.heard().slice(200 * 8), beep).correlation).toBeGreaterThan(0.99);
    expect(isSilent(leg.heard().slice(500 * 8))).toBe(true);
    await other.close();
  });

  it('is not there unless it was asked for', async () => {
    open({});
    await bench.run(400);
    expect(isSilent(bench.leg.heard())).toBe(true);
  });
});
