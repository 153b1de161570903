import { drawFlow, fuzzRuns } from '@callwright/flow-engine/testing';
import { parseRecordingSession, parseRecordingText } from '@callwright/jambonz-server';
import type { FakeJambonz } from '@callwright/jambonz-server/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Chance, seededChance } from '../../seeded-chance.js';
import { JambonzBench } from './jambonz-bench.js';

let bench: JambonzBench;
beforeEach(async () => {
  bench = await JambonzBench.open();
  bench.exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
});
afterEach(() => bench.close());

const strange: readonly unknown[] = [
  null,
  '',
  -1,
  1e99,
  true,
  [],
  {},
  'x'.repeat(500),
  '\u0000',
  'stereo',
  { data: 5 },
];
const firsts = [
  { callSid: 'cs', sampleRate: 8000, mixType: 'stereo', direction: 'inbound', from: '+1', to: '+2', tenant: { a: 1 } },
  { callSid: 'cs', sampleRate: '8000', mixType: 'stereo', parentCallSid: 'p', traceId: 't' },
  { callSid: 'cs' },
];
const texts = [
  { event: 'dtmf', dtmf: '5', duration: '800' },
  { event: 'dtmf', dtmf: '#', duration: 1600 },
  { type: 'playDone', data: { id: 'p1', playback_seconds: 1 } },
  { type: 'mark', data: { name: 'a', event: 'playout' } },
  { type: 'mark', data: { name: 'a', event: 'cleared' } },
  { callSid: 'cs', callStatus: 'completed', sampleRate: 8000 },
];

/** A text with a field or a few letters changed in it. */
const mutated = (below: Chance, sample: object): string => {
  const changed: Record<string, unknown> = { ...sample };
  const fields = Object.keys(changed);
  changed[fields[below(fields.length)] ?? ''] = strange[below(strange.length)];
  const text = JSON.stringify(below(2) === 0 ? changed : sample);
  if (below(2) === 0) return text;
  const at = below(text.length);
  return text.slice(0, at) + String.fromCharCode(32 + below(90)) + text.slice(at + below(4));
};

const oneOf = <One>(below: Chance, all: readonly [One, ...One[]] | readonly One[]): One =>
  all[below(all.length)] as One;
const noise = (below: Chance): Buffer => Buffer.from(Array.from({ length: below(700) }, () => below(256)));

/** Where the sound of a call is to go, as its verbs said. */
const soundUrl = ({ begun }: FakeJambonz): string => {
  const config = begun.find(({ verb }) => verb === 'config');
  const { url } = Object(config && Reflect.get(config, 'listen'));
  return `ws://127.0.0.1:${bench.port}${url}`;
};

const opened = async (url: string, protocol: string): Promise<WebSocket> => {
  const socket = new WebSocket(url, [protocol]);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  expect(socket.protocol).toBe(protocol);
  return socket;
};

/** Everything that was sent has been read, or nothing is read any more. */
const isRead = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('pong', () => resolve());
    socket.once('close', () => resolve());
    if (socket.readyState === WebSocket.OPEN) socket.ping();
    else if (socket.readyState === WebSocket.CLOSED) resolve();
  });

const RUNS = fuzzRuns(5_000);
const BATCH = 100;
/** No call has more: what is let go of has to be seen more than once. */
const SOCKETS_OF_A_CALL = 10;
/** What a socket may be closed by: ourselves, in order or not, and the server, for its first frame. */
const CODES = [1000, 1005, 1006, 1008, 1011];

it(`takes ${RUNS} frames of sound sockets that are not as they should be, and lets go of every call and socket`, {
  timeout: 600_000,
}, async () => {
  const below = seededChance(31_415);
  let parsed = 0;
  let callCount = 0;
  const begin = async () => {
    callCount += 1;
    const fake = await bench.call('patient');
    await bench.until(() => fake.heard.length > 0);
    return fake;
  };
  const text = (frame: string): string => {
    if (parseRecordingSession(frame) ?? parseRecordingText(frame)) parsed += 1;
    return frame;
  };
  const throwAt = async (socket: WebSocket, count: number): Promise<void> => {
    const first = oneOf(below, firsts);
    socket.send(text(below(4) === 0 ? mutated(below, first) : JSON.stringify(first)));
    for (let at = 1; at < count; at += 1)
      socket.send(below(3) === 0 ? noise(below) : text(mutated(below, oneOf(below, texts))));
    await isRead(socket);
  };
  const over = async (fake: FakeJambonz) => {
    if (!fake.hasEnded) fake.hangUp();
    await bench.until(() => fake.closeCode !== null && bench.exchange.registry.liveCount === 0);
  };
  let fake = await begin();
  for (let sent = 0; sent < RUNS; sent += BATCH) {
    if (fake.closeCode !== null || sent % (BATCH * SOCKETS_OF_A_CALL) === 0) {
      await over(fake);
      fake = await begin();
    }
    const socket = await opened(soundUrl(fake), oneOf(below, ['audio.jambonz.org', 'audio.drachtio.org']));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await throwAt(socket, BATCH);
    if (below(3) === 0) socket.terminate();
    else socket.close(oneOf(below, [1000, 1011]));
    expect(CODES).toContain(await closed);
    await bench.exchange.pass(1_500);
  }
  await over(fake);
  expect(parsed / RUNS).toBeGreaterThanOrEqual(0.2);
  expect(callCount).toBeGreaterThan(1);
  await bench.until(() => Object.values(bench.adapter.counts?.() ?? {}).every((count) => count === 0));
});
