import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeG711, encodeG711, findSound, levelDb, rmsOf, sweep, writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import { callLine } from '../support/calling.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { flowOf } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { CARRIER, Carrier } from '../support/sip/carrier.js';
import { eventually } from '../support/sip/desk.js';
import { RtpEnd } from '../support/sip/rtp-end.js';
import { SipEnd, sdpAt } from '../support/sip/sip-end.js';
import { WIRE_RATE_HZ, WireCaller } from '../support/wire-caller.js';
import { opus } from '../support/wire-codec.js';

/** What reaches a caller of the very first that is played in a call: nothing of it is cut or faded, whatever brings it. */

const facts = inject('stack');
const rest = new Rest(facts);
const carrier = new Carrier(facts, rest);
const calls = new CallsAtOnce(3);
const MS = WIRE_RATE_HZ / 1000;
/** Loud from its beginning, never the same twice, and much shorter than the second that an end of RTP keeps. */
const prompt = sweep(300, 3000, 300, WIRE_RATE_HZ);
/** For a codec that does not keep samples as they are: it follows what changes slowly. */
const slowPrompt = sweep(300, 3000, 2400, WIRE_RATE_HZ);
const FIRST = 100 * MS;
/** The same after G.711 there and back. */
const byMuLaw = decodeG711('mulaw', encodeG711('mulaw', prompt));
const COMPLETE_MS = 20_000;

let lines = 0;
/** A line that plays the prompt as soon as it can, and hangs up. Its file is its own: nobody has heard it before. */
const newLine = async (sound: Int16Array): Promise<string> => {
  lines += 1;
  const name = `first-prompt-${lines}`;
  writeFileSync(join(facts.dataDir, 'prompts', `${name}.wav`), writeWav({ rateHz: WIRE_RATE_HZ, channels: [sound] }));
  const steps = { play: ['play', { url: `${name}.wav` }], end: ['hangup', {}] } as const;
  const ways = [['play', 'done', 'end'] as const, ['play', 'failed', 'end'] as const];
  await rest.line(name, flowOf('play', steps, ways));
  return name;
};

/** Calls one line twice: the second caller hears what is kept of the first. */
const twice = (call: (line: string) => Promise<Int16Array>, sound = prompt) =>
  calls.plan(async () => {
    const line = await newLine(sound);
    return [await call(line), await call(line)] as const;
  });

const byWebrtc = twice(async (line) => {
  const caller = await callLine(rest, line);
  await caller.closed(COMPLETE_MS);
  await caller.close();
  return caller.heard();
});

const byOpus = twice(async (line) => {
  const codec = await opus();
  const caller = await WireCaller.callBy(async (sdp) => {
    const body = JSON.stringify({ sdp, type: 'offer', apiKey: facts.login.apiKey, agentId: line });
    const response = await fetch(`${facts.urls.media}/webrtc/v1/offer`, { method: 'POST', body });
    const answer = (await response.json()) as { sdp: string; call_id: string };
    return { sdp: answer.sdp, callId: answer.call_id };
  }, codec);
  await rest.endedCall(caller.callId, undefined, COMPLETE_MS);
  await caller.close();
  return caller.heard();
}, slowPrompt);

/** A telephone on plain RTP. @param speaks whether it sends sound of its own */
const byRtp = (speaks: boolean) =>
  twice(async (line) => {
    const end = await RtpEnd.open(CARRIER, new Int16Array(WIRE_RATE_HZ));
    const sip = await SipEnd.open(CARRIER, facts.sip);
    try {
      const { callId, answer } = await sip.call(line, sdpAt(CARRIER, end.port), '+12025550179');
      if (speaks) end.speakTo([Number(/^m=audio (\d+)/m.exec(answer)?.[1])]);
      await eventually(() => (sip.hungUp.includes(callId) ? true : null), 'the line hangs up', COMPLETE_MS);
      return end.heard;
    } finally {
      end.close();
      sip.close();
    }
  });
const ofWhoSpeaks = byRtp(true);
const ofWhoIsSilent = byRtp(false);

/** A client whose sound comes as bytes of its socket. @returns those, in PCMU */
const byFrames = twice(async (line) => {
  const { url } = await rest.callToken(line);
  const address = url.replace('/call/webrtc', '/call');
  const socket = new WebSocket(`${address}&dialect=callwright&id=e2e-${randomUUID()}`);
  const pieces: Buffer[] = [];
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('message', (data, isBinary) => {
    if (isBinary && Buffer.isBuffer(data)) pieces.push(data);
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ command: 'invite', option: { codec: 'pcmu', callee: line } }));
  await closed;
  return decodeG711('mulaw', Buffer.concat(pieces));
});

beforeAll(async () => {
  await carrier.open();
  await calls.makeAll();
}, 120_000);
afterAll(() => carrier.close());

/** Nothing but silence comes before it, and of it every sample. */
const expectExact = (heard: Int16Array): void => {
  const from = heard.findIndex((sample) => sample !== 0) - byMuLaw.findIndex((sample) => sample !== 0);
  expect(heard.subarray(from, from + FIRST)).toEqual(byMuLaw.subarray(0, FIRST));
  expect(heard.subarray(from, from + byMuLaw.length)).toEqual(byMuLaw);
};

describe('the first that is played to a caller', () => {
  it.each([
    ['by WebRTC in PCMU', byWebrtc],
    ['by RTP, of who speaks from the answer on', ofWhoSpeaks],
    ['by RTP, of who never says anything', ofWhoIsSilent],
    ['in frames of a socket', byFrames],
  ])('is there from its first sample to its last, %s', async (_how, call) => {
    for (const heard of await call()) expectExact(heard);
  });

  it('begins with its beginning, as loud as it is, by WebRTC in Opus', async () => {
    for (const heard of await byOpus()) {
      const { offset, correlation } = findSound(heard, slowPrompt.subarray(0, FIRST));
      const first = heard.subarray(offset, offset + FIRST);
      console.log(`  first 100 ms in Opus: correlation ${correlation.toFixed(4)}, at ${offset / MS} ms`);
      expect(correlation).toBeGreaterThan(0.95);
      expect(Math.abs(levelDb(first) - levelDb(slowPrompt.subarray(0, FIRST)))).toBeLessThan(1);
      // Not even its first 20 ms are softer.
      const [begin, should] = [first.subarray(0, 20 * MS), slowPrompt.subarray(0, 20 * MS)];
      expect(rmsOf(begin) / rmsOf(should)).toBeGreaterThan(0.8);
    }
  });
});
