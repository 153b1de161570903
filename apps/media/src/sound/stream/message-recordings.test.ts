import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSound, isSilent, readWav, sine, sweep } from '@callwright/audio';
import { type CommandOf, callId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageFile } from './message-recordings.js';
import { createStreamBench, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
let bench: StreamBench;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-messages-'));
  bench = createStreamBench({ recordingsDir: dir });
  bench.stream.start();
  await bench.run(100);
});
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
  await rm(dir, { recursive: true });
});

const record = (action: CommandOf<'record'>['action'], recordId = 'm'): void =>
  bench.stream.perform({ command: 'record', of: 'message', action, recordId });
const statuses = () =>
  bench
    .of('recordStatus')
    .map(({ of, recordId, status, durationMs }) =>
      [of, recordId, status, durationMs].filter((part) => part !== undefined).join(' '),
    );
const soundOf = async (file: string): Promise<Int16Array> => {
  const { channels, rateHz } = readWav(await readFile(join(dir, file)));
  expect([channels.length, rateHz]).toEqual([1, RATE_HZ]);
  return channels[0] ?? new Int16Array(0);
};
const said = sweep(300, 3000, 600, RATE_HZ);

describe('a message', () => {
  it('is what the caller says from start to stop and nothing of what they hear', async () => {
    bench.leg.say(sine(500, 200, RATE_HZ));
    bench.stream.perform({ command: 'play', url: '3000' });
    await bench.run(400);
    record('start');
    bench.leg.say(said);
    await bench.run(600);
    record('stop');
    bench.leg.say(sine(500, 200, RATE_HZ));
    await bench.run(200);
    expect(statuses()).toEqual(['message m started', 'message m stopped 600']);
    const startedAtMs = bench.of('recordStatus')[0]?.timestamp;
    const { recording, messages } = await bench.stream.close();
    expect(recording).toBeNull();
    expect(messages).toEqual([
      { recordId: 'm', file: 'c-1.m.wav', durationMs: 600, rateHz: RATE_HZ, startedAtMs, sizeBytes: 44 + 9600 },
    ]);
    expect(await soundOf('c-1.m.wav')).toEqual(said);
  });

  it('leaves its pauses out', async () => {
    record('start');
    await bench.run(200);
    record('pause');
    bench.leg.say(said);
    await bench.run(600);
    record('resume');
    await bench.run(300);
    record('stop');
    expect(statuses()).toEqual(['started', 'paused', 'resumed', 'stopped 500'].map((status) => `message m ${status}`));
    await bench.stream.close();
    expect(isSilent(await soundOf('c-1.m.wav'))).toBe(true);
  });

  it('is finished with the stream when nobody has stopped it', async () => {
    record('start');
    await bench.run(700);
    const { messages } = await bench.stream.close();
    expect(messages).toMatchObject([{ recordId: 'm', durationMs: 700 }]);
    expect(await soundOf('c-1.m.wav')).toHaveLength(5600);
  });

  it('leaves the recording of the call alone', async () => {
    bench.stream.perform({ command: 'record', action: 'start', recordId: 'call' });
    await bench.run(100);
    record('start');
    await bench.run(100);
    record('stop');
    await bench.run(100);
    expect(await bench.stream.close()).toMatchObject({
      recording: { file: 'c-1.wav', durationMs: 300 },
      messages: [{ durationMs: 100 }],
    });
  });

  it('asked for before sound flows begins when it does', async () => {
    const { stream, attach } = bench.open('c-2');
    attach();
    stream.perform({ command: 'record', of: 'message', action: 'start', recordId: 'm' });
    await bench.run(500);
    stream.start();
    await bench.run(200);
    expect(await stream.close()).toMatchObject({ messages: [{ file: 'c-2.m.wav', durationMs: 200 }] });
  });

  it('needs a name', () => {
    expect(() => bench.stream.perform({ command: 'record', of: 'message', action: 'start' })).toThrow(
      expect.objectContaining({ code: 'protocol.badMessage' }),
    );
  });

  it('that cannot be written is reported once, and again to who asks for it', async () => {
    bench = createStreamBench({ recordingsDir: '/dev/null' });
    bench.stream.start();
    await bench.run(20);
    record('start');
    await vi.waitFor(() => expect(statuses()).toEqual(['message m started', 'message m failed']));
    record('stop');
    expect(statuses().at(-1)).toBe('message m failed');
    expect(await bench.stream.close()).toEqual({ recording: null, messages: [] });
  });
});

describe('several messages', () => {
  it('are taken one after another; a new one ends the one before', async () => {
    record('start', 'a');
    await bench.run(200);
    record('start', 'b');
    await bench.run(300);
    record('stop', 'b');
    expect(statuses()).toEqual([
      ...['message a started', 'message a stopped 200'],
      ...['message b started', 'message b stopped 300'],
    ]);
    const { messages } = await bench.stream.close();
    expect(messages.map(({ recordId, durationMs }) => [recordId, durationMs])).toEqual([
      ['a', 200],
      ['b', 300],
    ]);
  });

  it('under one name are one: the last', async () => {
    record('start');
    await bench.run(600);
    record('stop');
    record('start');
    bench.leg.say(said);
    await bench.run(300);
    record('start');
    bench.leg.say(said.slice(0, 1600));
    await bench.run(200);
    record('stop');
    const { messages } = await bench.stream.close();
    expect(messages).toMatchObject([{ recordId: 'm', durationMs: 200 }]);
    expect(await soundOf('c-1.m.wav')).toEqual(said.slice(0, 1600));
    expect(await readdir(dir)).toEqual(['c-1.m.wav']);
  });

  it('are no more than twenty in a call', async () => {
    for (let n = 1; n <= 21; n++) record('start', `m${n}`);
    expect(statuses().filter((status) => status.endsWith('failed'))).toEqual(['message m21 failed']);
    record('start', 'm1');
    expect(statuses().at(-1)).toBe('message m1 started');
    expect((await bench.stream.close()).messages).toHaveLength(20);
  });

  it('that were never begun, or have ended, are told as what they are', async () => {
    record('stop', 'other');
    record('start');
    await bench.run(100);
    record('stop');
    for (const action of ['resume', 'pause', 'stop'] as const) record(action);
    expect(statuses()).toEqual([
      ...['message other failed', 'message m started'],
      ...Array(4).fill('message m stopped 100'),
    ]);
  });

  it('have files of their own, whatever they are called', () => {
    const files = ['a.b', 'a/b', '../b', 'a_b', 'é', `${'x'.repeat(100)}1`, `${'x'.repeat(100)}2`].map((id) =>
      messageFile(callId.parse('c-1'), id),
    );
    expect(new Set(files).size).toBe(files.length);
    for (const file of files) expect(file).toMatch(/^c-1\.[\w~-]{1,73}\.wav$/);
  });
});

describe('playing a message', () => {
  const play = (more: Partial<CommandOf<'play'>> = {}): void =>
    bench.stream.perform({ command: 'play', url: 'recording:m', ...more });

  it('gives the caller what they said, as soon as it has ended', async () => {
    record('start');
    bench.leg.say(said);
    await bench.run(600);
    record('stop');
    play({ playId: 'p' });
    const hasEnded = async () => {
      await bench.run(20);
      expect(bench.of('trackEnd')).toMatchObject([{ playId: 'p', durationMs: 600 }]);
    };
    await vi.waitFor(hasEnded, { interval: 1, timeout: 5000 });
    expect(bench.of('error')).toEqual([]);
    expect(findSound(bench.leg.heard(), said.slice(0, 2000)).correlation).toBeGreaterThan(0.999);
  });

  it('is refused while it is taken, and when there is none', async () => {
    play();
    await bench.run(40);
    record('start');
    play();
    await bench.run(40);
    expect(bench.of('error').map(({ code }) => code)).toEqual(['media.promptMissing', 'media.promptMissing']);
    expect(bench.story('trackStart', 'trackEnd')).toEqual([
      ...['trackStart recording:m', 'trackEnd recording:m'],
      ...['trackStart recording:m', 'trackEnd recording:m'],
    ]);
  });
});
