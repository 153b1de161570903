import { createSocket, type Socket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { quickMenu } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { Baresip } from '../support/sip/baresip.js';
import * as lines from '../support/sip/lines.js';
import { Telephony } from '../support/sip/telephony.js';
import { pathOf, readStory } from '../support/story.js';
import { levelOf } from '../support/tones.js';

/** Somebody else sends sound and keys to the port of a call: whoever is in it hears and does nothing of that. */

const facts = inject('stack');
const rest = new Rest(facts);
const telephony = new Telephony(rest);
const RATE_HZ = 8000;
const PASSWORD = 'open-sesame-12';
const CALLER_HZ = 450;
const STRANGER_HZ = 1900;
/** Ports of calls in the stack: its own two for each call, from the first on. */
const PORTS = Array.from({ length: 40 }, (_, at) => 20_000 + 2 * at);
const spray = new Set<() => void>();

beforeAll(async () => {
  for (const username of ['hugo', 'ines']) await telephony.createUser({ username, password: PASSWORD, mayDialOut: true });
  await rest.line('hijack-menu', quickMenu());
  await rest.line('hijack-joins', lines.passesOn('ines'));
});
afterAll(() => {
  for (const stop of spray) stop();
});

const tone = (frequencyHz: number, seconds: number): Int16Array =>
  Int16Array.from({ length: seconds * RATE_HZ }, (_, at) => 6000 * Math.sin((2 * Math.PI * frequencyHz * at) / RATE_HZ));

/**
 * Sends 50 packets a second to all ports of calls, from another address and from another port of the caller's own: a tone,
 * and the key 3 again and again. @returns how to stop it
 */
const sprayRtp = async (): Promise<() => void> => {
  const sockets = await Promise.all(['127.0.0.77', '127.0.0.1'].map(openSocket));
  const samples = tone(STRANGER_HZ, 1);
  let count = 0;
  const timer = setInterval(() => {
    const packet = count % 3 === 0 ? keyPacket(count) : soundPacket(count, samples);
    for (const socket of sockets) for (const port of PORTS) socket.send(packet, port, '127.0.0.1');
    count += 1;
  }, 20);
  const stop = () => {
    clearInterval(timer);
    if (!spray.delete(stop)) return;
    for (const socket of sockets) socket.close();
  };
  spray.add(stop);
  return stop;
};

const openSocket = (address: string): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, address, () => resolve(socket));
  });

const header = (payloadType: number, count: number): Buffer => {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt8(0x80, 0);
  bytes.writeUInt8(payloadType, 1);
  bytes.writeUInt16BE(count & 0xffff, 2);
  bytes.writeUInt32BE((count * 160) >>> 0, 4);
  bytes.writeUInt32BE(0x5eed, 8);
  return bytes;
};

const soundPacket = (count: number, samples: Int16Array): Buffer => {
  const at = (count % 50) * 160;
  return Buffer.concat([header(0, count), Buffer.from([...samples.subarray(at, at + 160)].map(muLaw))]);
};

/** The end of the key 3 (RFC 4733). */
const keyPacket = (count: number): Buffer => Buffer.concat([header(101, count), Buffer.from([3, 0x8a, 0x03, 0x20])]);

/** ITU-T G.711. */
const muLaw = (sample: number): number => {
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
};

const call = (username: string, says?: Int16Array, answers: 'auto' | 'manual' = 'manual') =>
  Baresip.start({ username, password: PASSWORD, server: facts.sip, answers, ...(says && { says }) });

describe('a stranger who sends to the port of a call', () => {
  it('before and during it is not heard, and presses no keys', async () => {
    const stop = await sprayRtp();
    const hugo = await call('hugo', tone(CALLER_HZ, 30));
    const ines = await call('ines', tone(700, 30), 'auto');
    try {
      hugo.dial(`sip:hijack-joins@${facts.sip}`);
      await ines.event('CALL_ESTABLISHED');
      await expect.poll(() => levelOf(ines.heard().slice(-RATE_HZ), CALLER_HZ, RATE_HZ), { timeout: 15_000 }).toBeGreaterThan(0.05);
      const heard = ines.heard().slice(-RATE_HZ);
      expect(levelOf(heard, STRANGER_HZ, RATE_HZ)).toBeLessThan(0.005);
      hugo.hangUp();
      await ines.event('CALL_CLOSED');
    } finally {
      stop();
      await hugo.close();
      await ines.close();
    }
    const found = (await rest.calls()).find(({ to }) => to === 'hijack-joins');
    const { sound } = await rest.endedCall(found?.id ?? '', (one) => one.sound !== null);
    expect(sound?.strangers).toBeGreaterThan(20);
  });

  it('does not choose in a menu', async () => {
    const hugo = await call('hugo');
    const stop = await sprayRtp();
    try {
      hugo.dial(`sip:hijack-menu@${facts.sip}`);
      await hugo.event('CALL_ESTABLISHED');
      await expect.poll(() => hugo.heard().length, { timeout: 15_000 }).toBeGreaterThan(2.5 * RATE_HZ);
      hugo.press('2');
      await hugo.event('CALL_CLOSED');
    } finally {
      stop();
      await hugo.close();
    }
    const found = (await rest.calls()).find(({ to }) => to === 'hijack-menu');
    const story = await readStory(rest, found?.id ?? '');
    expect(pathOf(story)).toEqual(['main', 'billing']);
  });
});
