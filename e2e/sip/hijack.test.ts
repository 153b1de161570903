import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { quickMenu } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { allWent, CARRIER, Carrier, went } from '../support/sip/carrier.js';
import * as lines from '../support/sip/lines.js';
import { RtpEnd } from '../support/sip/rtp-end.js';
import * as sipp from '../support/sip/scenario.js';
import { pathOf, readStory } from '../support/story.js';
import { levelOf } from '../support/tones.js';

/** Somebody else sends sound and keys to the ports of a call, before and while it goes on: nobody in it hears of that. */

const facts = inject('stack');
const rest = new Rest(facts);
const carrier = new Carrier(facts, rest);
const RATE_HZ = 8000;
const [CALLER_HZ, CALLED_HZ, STRANGER_HZ] = [450, 700, 1900] as const;
/** Ports that each sound process is looked for at. */
const PORTS_AHEAD = 8;
const ends: RtpEnd[] = [];

beforeAll(async () => {
  await carrier.open();
  await rest.line('hijack-menu', quickMenu());
});
afterEach(() => {
  for (const end of ends.splice(0)) end.close();
});
afterAll(() => carrier.close());

const tone = (frequencyHz: number): Int16Array =>
  Int16Array.from({ length: RATE_HZ }, (_, at) => 6000 * Math.sin((2 * Math.PI * frequencyHz * at) / RATE_HZ));

const open = async (address: string, frequencyHz: number): Promise<RtpEnd> => {
  const end = await RtpEnd.open(address, tone(frequencyHz));
  ends.push(end);
  return end;
};

/** Where the stack will have the sound of its next calls: every sound process goes round its ports, two for each call. */
const nextPorts = async (): Promise<readonly number[]> => {
  // Calls at one time are in different processes.
  const callers = [await open(CARRIER, CALLER_HZ), await open(CARRIER, CALLER_HZ)];
  const running = await Promise.all(
    callers.map((end) => {
      const scenario = sipp.scenarioOf('looks', sipp.call({ body: soundOf(end) }), sipp.pause(2000), sipp.hangUp(2));
      return carrier.startCall('hijack-menu', scenario);
    }),
  );
  await expect.poll(() => callers.every(({ heardFrom }) => heardFrom !== null), { timeout: 15_000 }).toBe(true);
  await allWent(...running);
  return callers.flatMap(({ heardFrom }) =>
    Array.from({ length: PORTS_AHEAD }, (_, at) => (heardFrom ?? 0) + 2 * (at + 1)),
  );
};

/** Strangers at another address, and at another port of the address that the call is from. */
const spray = async (ports: readonly number[]): Promise<void> => {
  for (const address of ['127.0.0.77', CARRIER]) {
    const stranger = await open(address, STRANGER_HZ);
    stranger.press(3);
    stranger.speakTo(ports);
  }
};

/** The sound of a scenario goes by an end of ours. */
const soundOf = (end: RtpEnd) => {
  const [type, text] = sipp.sound();
  return [type, text.replace('[media_port]', String(end.port))] as const;
};

const level = (end: RtpEnd, frequencyHz: number) => levelOf(end.heard, frequencyHz, RATE_HZ);

describe('a stranger who sends to the ports of a call', () => {
  it('is not heard by anybody in it, and does not get its sound', async () => {
    const ports = await nextPorts();
    await spray(ports);
    const [caller, called] = [await open(CARRIER, CALLER_HZ), await open(CARRIER, CALLED_HZ)];
    const answers = [sipp.take('INVITE'), sipp.accept({ body: soundOf(called) }), sipp.isHungUpOn()];
    const callee = await carrier.callee(sipp.scenarioOf('called', ...answers));
    const { number } = await carrier.trunkTo([callee.port]);
    await rest.line('hijack-joins', lines.passesOn(number));
    // Both speak to all ports: what is not theirs counts as a stranger's there.
    caller.speakTo(ports);
    called.speakTo(ports);
    const body = soundOf(caller);
    const calls = sipp.scenarioOf('calls', sipp.call({ body }), sipp.pause(6000), sipp.hangUp(2));
    const running = await carrier.startCall('hijack-joins', calls);
    await expect.poll(() => level(called, CALLER_HZ), { timeout: 15_000 }).toBeGreaterThan(0.1);
    await expect.poll(() => level(caller, CALLED_HZ), { timeout: 15_000 }).toBeGreaterThan(0.1);
    // Who was first, before the two were there, is heard for the moment until they are.
    await expect.poll(() => level(called, STRANGER_HZ)).toBeLessThan(0.005);
    await expect.poll(() => level(caller, STRANGER_HZ)).toBeLessThan(0.005);
    await allWent(running, callee);
    const { sound } = await carrier.callTo('hijack-joins', (one) => one.sound !== null);
    expect(sound?.strangers).toBeGreaterThan(100);
  });

  it('does not choose in its menu', async () => {
    const ports = await nextPorts();
    await spray(ports);
    const caller = await open(CARRIER, CALLER_HZ);
    caller.speakTo(ports);
    const running = await carrier.startCall(
      'hijack-menu',
      sipp.scenarioOf('menu', sipp.call({ body: soundOf(caller) }), sipp.isHungUpOn()),
    );
    await expect.poll(() => caller.heard.some((sample) => Math.abs(sample) > 1000), { timeout: 15_000 }).toBe(true);
    caller.press(2);
    went(await running.done);
    const story = await readStory(rest, (await carrier.callTo('hijack-menu')).id);
    expect(pathOf(story)).toEqual(['main', 'billing']);
  });
});
