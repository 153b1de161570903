import { sine } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { callId, type SessionEvent } from '@callwright/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
  expect(sound.beat.streams).toBe(0);
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
