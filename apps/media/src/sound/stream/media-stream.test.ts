import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSound, isSilent, readWav, sine, sweep } from '@callwright/audio';
import { SERVER_TRACK } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamOptions } from '../../link/messages.js';
import { createStreamBench, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
let bench: StreamBench;
let dir: string;
const set = (stream: Partial<StreamOptions> = {}, delayMs = 0): void => {
  bench = createStreamBench({ stream, recordingsDir: dir, delayMs });
  bench.stream.start();
};
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-stream-'));
  set();
});
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
  await rm(dir, { recursive: true });
});

describe('before sound flows', () => {
  it('refuses commands without a caller, and stands still until it is started', async () => {
    const { stream, attach, leg } = bench.open('c-2');
    expect(() => stream.perform({ command: 'tts', text: 'hi' })).toThrow(
      expect.objectContaining({ code: 'protocol.unsupported' }),
    );
    attach();
    stream.perform({ command: 'tts', text: 'hello' });
    await bench.run(200);
    expect(leg.heard()).toHaveLength(0);
    stream.start();
    await bench.run(40);
    expect(isSilent(leg.heard())).toBe(false);
    await stream.close();
  });

  it('says once that sound flows, with the first tick', async () => {
    bench.stream.start();
    expect(bench.of('mediaReady')).toEqual([]);
    await bench.run(40);
    expect(bench.of('mediaReady')).toMatchObject([{ codec: 'PCMU', rateHz: 8000 }]);
  });

  it('takes one caller only', () => {
    expect(() => bench.stream.attach(bench.leg, { codec: 'PCMU', rateHz: 8000 })).toThrow(
      expect.objectContaining({ code: 'call.alreadyInvited' }),
    );
  });
});

const recorded = async () => {
  const { recording: summary } = await bench.stream.close();
  const { channels } = readWav(await readFile(join(dir, summary?.file ?? '')));
  const [caller, callee] = channels;
  if (caller === undefined || callee === undefined) throw new Error('the recording is not stereo');
  return { summary, caller, callee };
};

const speech = (durationMs: number): Int16Array => sine(300, durationMs, RATE_HZ, 0.4);
const vad = { type: 'silero', minimumSpeech: 60, silencePadding: 200, speechPadding: 0 } as const;

describe('the recording', () => {
  const said = sweep(300, 3000, 600, RATE_HZ);

  it.each([0, 60])('has both sides where they were in time, with a caller delayed by %i ms', async (delayMs) => {
    set({ recorder: { file: 'a.wav' } }, delayMs);
    await bench.run(500);
    bench.leg.say(said);
    bench.stream.perform({ command: 'play', url: 'sweep' });
    await bench.run(1000);
    const played = bench.leg.heard();
    const { summary, caller, callee } = await recorded();
    const startedAtMs = bench.of('mediaReady')[0]?.timestamp;
    expect(summary).toMatchObject({ file: 'a.wav', rateHz: 8000, durationMs: 1500, startedAtMs });
    const atCaller = findSound(caller, said.slice(0, 2000));
    expect(atCaller.correlation).toBeGreaterThan(0.99);
    expect(Math.abs(atCaller.offset / 8 - 500)).toBeLessThanOrEqual(40);
    const needle = played.slice(520 * 8, 720 * 8);
    const atCallee = findSound(callee, needle);
    expect(atCallee.correlation).toBeGreaterThan(0.99);
    expect(Math.abs(atCallee.offset / 8 - 520)).toBeLessThanOrEqual(40);
  });

  it('does not hear a muted caller, nor does the VAD, until unmuted', async () => {
    set({ recorder: { file: 'a.wav' }, vad });
    bench.stream.perform({ command: 'mute', trackId: bench.stream.callerTrack });
    bench.leg.say(speech(500));
    await bench.run(600);
    bench.stream.perform({ command: 'unmute', trackId: bench.stream.callerTrack });
    bench.leg.say(speech(500));
    await bench.run(800);
    const { caller } = await recorded();
    expect(isSilent(caller.slice(0, 600 * 8))).toBe(true);
    expect(isSilent(caller.slice(620 * 8, 1000 * 8))).toBe(false);
    expect(bench.of('startSpeaking')).toHaveLength(1);
  });

  it('does not hear a muted callee, and neither does the caller', async () => {
    set({ recorder: { file: 'a.wav' } });
    bench.stream.perform({ command: 'mute', trackId: SERVER_TRACK });
    bench.stream.perform({ command: 'tts', text: 'xxxxx' });
    await bench.run(300);
    expect(isSilent(bench.leg.heard())).toBe(true);
    expect(isSilent((await recorded()).callee)).toBe(true);
    expect(bench.of('trackEnd')).toHaveLength(1);
  });

  it('is kept from record start on, with silence while paused', async () => {
    await bench.run(200);
    bench.stream.perform({ command: 'record', action: 'start', recordId: 'r' });
    bench.leg.say(speech(2000));
    await bench.run(200);
    bench.stream.perform({ command: 'record', action: 'pause' });
    await bench.run(200);
    bench.stream.perform({ command: 'record', action: 'resume' });
    await bench.run(200);
    const { summary, caller } = await recorded();
    expect(summary).toMatchObject({ file: 'c-1.wav', durationMs: 600 });
    const silent = [0, 200, 400].map((atMs) => isSilent(caller.slice((atMs + 20) * 8, (atMs + 180) * 8)));
    expect(silent).toEqual([false, true, false]);
    expect(bench.of('recordStatus').map(({ status, recordId }) => [status, recordId])).toEqual([
      ['started', 'r'],
      ['paused', 'r'],
      ['resumed', 'r'],
    ]);
  });

  it('asked for before sound flows begins when it does', async () => {
    const { stream, attach } = bench.open('c-2');
    attach();
    stream.perform({ command: 'record', action: 'start' });
    await bench.run(500);
    stream.start();
    await bench.run(200);
    const startedAtMs = bench.of('recordStatus')[0]?.timestamp;
    expect(await stream.close()).toMatchObject({ recording: { durationMs: 200, startedAtMs } });
  });

  it('is null without one', async () => {
    expect(await bench.stream.close()).toEqual({ recording: null, messages: [] });
  });

  it('that fails is reported once, and the call goes on', async () => {
    set({ recorder: { file: 'x\0y.wav' } });
    bench.stream.perform({ command: 'tts', text: 'xxxxx' });
    await bench.run(300);
    await vi.waitFor(() => expect(bench.of('recordStatus').map(({ status }) => status)).toEqual(['started', 'failed']));
    expect(isSilent(bench.leg.heard())).toBe(false);
    expect(await bench.stream.close()).toEqual({ recording: null, messages: [] });
  });
});

describe('joined streams', () => {
  it('let the caller be heard by the other, and what the other plays be heard by the caller, at both recorders', async () => {
    set({ recorder: { file: 'a.wav' }, vad });
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(100), playId: 'a' });
    await bench.run(200);
    const { stream: other } = bench.open('c-2');
    const part = bench.talkTo(other);
    expect(bench.story('interruption', 'trackEnd')).toEqual(['interruption a', 'trackEnd a']);
    other.perform({ command: 'play', url: '300' });
    const said = sweep(300, 3000, 300, RATE_HZ);
    bench.leg.say(said);
    await bench.run(600);
    expect(findSound(bench.leg.heard(), sine(880, 100, RATE_HZ)).correlation).toBeGreaterThan(0.99);
    expect(
      bench
        .of('startSpeaking')
        .map(({ trackId }) => trackId)
        .toSorted(),
    ).toEqual(['c-1', 'c-2']);
    part();
    part();
    other.perform({ command: 'play', url: '300' });
    const before = bench.leg.heard().length;
    await bench.run(200);
    // What was heard fades, so that there is no click.
    expect(isSilent(bench.leg.heard().slice(before + 160))).toBe(true);
    const { caller, callee } = await recorded();
    expect(findSound(caller, said.slice(0, 800)).correlation).toBeGreaterThan(0.99);
    expect(findSound(callee, sine(880, 100, RATE_HZ)).correlation).toBeGreaterThan(0.99);
    await other.close();
  });

  it('let two callers talk, whatever their rates', async () => {
    const { stream: other, leg, attach } = bench.open('c-2', 16_000);
    attach();
    other.start();
    const part = bench.talkTo(other);
    bench.leg.say(sine(500, 400, 8000));
    leg.say(sine(700, 400, 16_000));
    await bench.run(400);
    expect(findSound(leg.heard(), sine(500, 100, 16_000)).correlation).toBeGreaterThan(0.99);
    expect(findSound(bench.leg.heard(), sine(700, 100, 8000)).correlation).toBeGreaterThan(0.99);
    part();
    await other.close();
  });

  it('end what the other plays when the caller presses a key, which is reported once', async () => {
    const { stream: other } = bench.open('c-2');
    bench.talkTo(other);
    other.perform({ command: 'play', url: '1000', bargeIn: ['keys'] });
    await bench.run(100);
    bench.stream.onKey({ digit: '1', phase: 'start' });
    expect(bench.of('interruption')).toMatchObject([{ cause: 'keys' }]);
    expect(bench.of('dtmf')).toHaveLength(1);
    await other.close();
  });
});

describe('the end', () => {
  it('closes the leg, stops the clock and refuses what comes afterwards', async () => {
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(100) });
    await bench.run(100);
    const closing = bench.stream.close();
    expect(bench.stream.close()).toBe(closing);
    await closing;
    const { length } = bench.events;
    const heard = bench.leg.heard().length;
    await bench.run(200);
    expect(bench.leg.isClosed()).toBe(true);
    expect([bench.events.length, bench.leg.heard().length]).toEqual([length, heard]);
    expect(() => bench.stream.perform({ command: 'interrupt' })).toThrow(
      expect.objectContaining({ code: 'call.ended' }),
    );
  });

  it('of a browser is reported as an error the call ends on', () => {
    bench.stream.onLost('The browser has left.');
    expect(bench.of('error')).toMatchObject([{ code: 'media.timeout', sender: 'rtc' }]);
  });
});
