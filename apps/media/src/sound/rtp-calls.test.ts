import { createSocket } from 'node:dgram';
import { dtmfTones, encodeG711, sine } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { callId, type SessionEvent, soundStatistics } from '@callwright/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RtpAgreement } from '../link/rtp-agreement.js';
import { silentLog } from '../platform/logging.js';
import { readUsage } from '../platform/usage.js';
import { FarEnd, plainRtp } from './rtc/fake-far-end.js';
import { createRtpServer } from './rtc/rtp-server.js';
import { SoundProcess } from './sound-process.js';
import { createFakeTranscription } from './speech/asr/fake-provider.js';
import { createFakeVad } from './speech/vad/fake-vad.js';

const ID = callId.parse('c-1');
const vad = createFakeVad();
const unused = (): never => {
  throw new Error('nothing is recorded here');
};
async function* tone(_: unknown, rateHz: number) {
  yield sine(440, 200, rateHz);
}

let clock: FakeClock;
let sound: SoundProcess;
let far: FarEnd;
let events: readonly SessionEvent[];
beforeEach(async () => {
  clock = new FakeClock(1_700_000_000_000);
  events = [];
  sound = new SoundProcess({
    webrtc: null,
    rtp: createRtpServer({
      ...{ host: '127.0.0.1', ports: { first: 33_100, last: 33_199 }, share: 0, clock },
      newSeed: () => 1,
    }),
    readUsage,
    clock,
    log: silentLog,
    sources: { speak: ({ rateHz }) => tone('', rateHz), openPrompt: tone },
    listeners: { vads: { silero: vad, webrtc: vad }, recognisers: new Map([['fake', createFakeTranscription()]]) },
    openRecorder: unused,
    openMessage: unused,
    emit: (_, event) => {
      events = [...events, event];
    },
    relay: () => undefined,
    lanes: { carry: () => undefined, isBehind: () => false },
  });
  far = new FarEnd();
  await far.open();
});
afterEach(async () => {
  await sound.close();
  far.close();
});

/** A call whose far end has sent its first packet. */
const open = async (keys?: { type: number; clockHz: number }): Promise<number> => {
  await sound.handlers.openStream({ request: 'openStream', options: { callId: ID } });
  const { port } = await sound.handlers.openRtp({ request: 'openRtp', callId: ID, family: 'ip4' });
  const payloadTypes = { sound: 8, ...(keys ? { keys } : {}) };
  const agreement = plainRtp({ codec: 'pcma', payloadTypes });
  await sound.handlers.updateRtp({ request: 'updateRtp', callId: ID, agreement });
  await far.send(port, new Uint8Array(160).fill(0xd5), 160, 8);
  await vi.waitFor(() => {
    clock.advance(20);
    expect(events.map(({ event }) => event)).toContain('mediaReady');
  });
  return port;
};
const press = (digits: string) =>
  sound.handlers.perform({
    request: 'perform',
    callId: ID,
    command: { command: 'dtmf', digits, durationMs: 60, gapMs: 40, dtmfId: 'd' },
  });
const sentTypes = () => far.received.map(({ payloadType }) => payloadType);
const tickUntil = (reached: () => void) =>
  vi.waitFor(() => {
    clock.advance(20);
    reached();
  });

it('a call of plain RTP hears its far end and is heard, tells its load, and is closed', async () => {
  const port = await open();
  expect(port).toBe(33_100);
  const before = far.received.length;
  await tickUntil(() => expect(far.received.length).toBeGreaterThan(before + 5));
  expect(new Set(sentTypes())).toEqual(new Set([8]));
  const { latenessCounts, cpuMs, residentBytes, handles } = await sound.handlers.readLoad({ request: 'readLoad' });
  expect(latenessCounts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  expect(Math.min(cpuMs, residentBytes, handles)).toBeGreaterThan(0);
  await sound.handlers.closeStream({ request: 'closeStream', callId: ID });
  expect(sound.beat().streams).toBe(0);
});

it('keys are sent as events where they are understood', async () => {
  await open({ type: 101, clockHz: 8000 });
  await press('12');
  await tickUntil(() => expect(events).toContainEqual(expect.objectContaining({ event: 'dtmfSent', dtmfId: 'd' })));
  await vi.waitFor(() => expect(sentTypes().filter((type) => type === 101)).toHaveLength(10));
});

it('keys are sent as tones where they are not', async () => {
  await open();
  await press('12');
  await tickUntil(() => expect(events).toContainEqual(expect.objectContaining({ event: 'dtmfSent', dtmfId: 'd' })));
  expect(new Set(sentTypes())).toEqual(new Set([8]));
  const isLoud = (payload: Uint8Array) => payload.some((byte) => (byte & 0x7f) !== 0x55);
  await vi.waitFor(() =>
    expect(far.received.filter(({ payload }) => isLoud(payload)).length).toBeGreaterThanOrEqual(6),
  );
});

const update = (other: Partial<RtpAgreement>) => {
  const agreement = plainRtp({ codec: 'pcma', payloadTypes: { sound: 8 }, ...other });
  return sound.handlers.updateRtp({ request: 'updateRtp', callId: ID, agreement });
};
const readStatistics = () => sound.handlers.readStatistics({ request: 'readStatistics', callId: ID });
const alaw = (samples: Int16Array): Uint8Array => encodeG711('alaw', samples, new Uint8Array(samples.length));
/** The far end presses a key as a tone, 100 ms long, between half seconds of silence. */
const beep = async (port: number, digit: string): Promise<void> => {
  const tone = dtmfTones(digit, 8000, { toneMs: 100, gapMs: 500 });
  const said = new Int16Array(4000 + tone.length);
  said.set(tone, 4000);
  for (let at = 0; at + 160 <= said.length; at += 160) {
    const { received = 0 } = (await readStatistics()) ?? {};
    await far.send(port, alaw(said.subarray(at, at + 160)), 160, 8);
    await vi.waitFor(async () => expect((await readStatistics())?.received).toBe(received + 1), { interval: 1 });
    clock.advance(20);
  }
};
const pressed = () => events.flatMap((event) => (event.event === 'dtmf' && event.phase === 'end' ? event.digit : []));

it('keys are listened for as tones for as long as no events are agreed on', async () => {
  const port = await open();
  await beep(port, '5');
  await tickUntil(() => expect(pressed()).toEqual(['5']));
  await update({ payloadTypes: { sound: 8, keys: { type: 101, clockHz: 8000 } } });
  await beep(port, '6');
  for (let n = 0; n < 20; n++) clock.advance(20);
  expect(pressed()).toEqual(['5']);
  await update({});
  await beep(port, '7');
  await tickUntil(() => expect(pressed()).toEqual(['5', '7']));
});

it('what is played is heard before the call begins, which is with its confirmation', async () => {
  await sound.handlers.openStream({ request: 'openStream', options: { callId: ID } });
  await sound.handlers.openRtp({ request: 'openRtp', callId: ID, family: 'ip4' });
  const remote = { address: '127.0.0.1', port: far.port };
  expect(await update({ remote, phase: 'early' })).toEqual({ codec: 'PCMA', rateHz: 8000 });
  const command = { command: 'play' as const, url: 'prompt:ring', loop: true };
  await sound.handlers.perform({ request: 'perform', callId: ID, command });
  const isLoud = (payload: Uint8Array) => payload.some((byte) => (byte & 0x7f) !== 0x55);
  await tickUntil(() => expect(far.received.some(({ payload }) => isLoud(payload))).toBe(true));
  expect(events.map(({ event }) => event)).not.toContain('mediaReady');
  await update({ remote });
  clock.advance(480);
  await tickUntil(() => expect(events.filter(({ event }) => event === 'mediaReady')).toHaveLength(1));
});

it('how its sound came and went is told at any time, and at its end', async () => {
  const port = await open();
  for (let n = 0; n < 3; n++) await far.send(port, new Uint8Array(160).fill(0xd5), 160, 8);
  await vi.waitFor(async () => expect((await readStatistics())?.received).toBe(4));
  const { statistics } = await sound.handlers.closeStream({ request: 'closeStream', callId: ID });
  expect(soundStatistics.parse(statistics)).toMatchObject({ by: 'rtp', codec: 'PCMA', received: 4, lost: 0 });
  expect(statistics?.mos).toBeGreaterThan(4);
  expect(events.at(-1)).toMatchObject({ event: 'metrics', key: 'rtp', data: { received: 4 } });
});

it('a call has one port, which is free again after it, and without a port nothing can be agreed on', async () => {
  await sound.handlers.openStream({ request: 'openStream', options: { callId: ID } });
  await expect(update({})).rejects.toMatchObject({ code: 'protocol.unsupported' });
  const openRtp = () => sound.handlers.openRtp({ request: 'openRtp', callId: ID, family: 'ip4' });
  const { port } = await openRtp();
  await expect(openRtp()).rejects.toMatchObject({ code: 'call.alreadyInvited' });
  expect(await sound.handlers.closeStream({ request: 'closeStream', callId: ID })).not.toHaveProperty('statistics');
  const again = createSocket('udp4');
  await new Promise<void>((resolve) => again.bind(port, '127.0.0.1', resolve));
  again.close();
});
