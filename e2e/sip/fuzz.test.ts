import { fileURLToPath } from 'node:url';
import { callSummary, page } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnStack, startOwnStack } from '../support/own-stack.js';
import { Rest } from '../support/rest.js';
import { CALLER, CARRIER, Carrier } from '../support/sip/carrier.js';
import { heldBy, type Originals, type Throwers, throwMessages, throwPackets } from '../support/sip/fuzzing.js';
import * as lines from '../support/sip/lines.js';
import { RtpEnd } from '../support/sip/rtp-end.js';
import { type SipDialog, SipEnd, sdpAt } from '../support/sip/sip-end.js';
import { readStory } from '../support/story.js';
import { loudnessOf } from '../support/tones.js';

/** Anything at all is sent to the ports of signalling and sound while calls go on: they go on, and nothing is left of it. */

const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
const MESSAGES = isFull ? 200_000 : 3000;
const PACKETS = isFull ? 200_000 : 3000;
/**
 * What comes before anything is measured, a tenth as much: code is compiled, buffers have their size, and what is kept in
 * bounded number (of addresses, of INVITEs that became no call) is there.
 */
const WARM_UP = isFull ? 20_000 : 1000;
const MAX_GROWTH = isFull ? 1.05 : 1.25;
const CALLS = 2;
const RATE_HZ = 8000;
/** Of the callers and of who is called, call by call. */
const TONES_HZ = [
  [450, 700],
  [1150, 1550],
] as const;
const METHODS = ['INFO', 'UPDATE', 'PRACK', 'REFER', 'NOTIFY', 'MESSAGE', 'SUBSCRIBE', 'OPTIONS'];
const OUTSIDE = ['REGISTER', 'PUBLISH', 'OPTIONS', 'SUBSCRIBE', 'MESSAGE', 'BYE', 'CANCEL', 'FANCY'];
/** Of Timer H and the like (RFC 3261 §17): so long the server answers again. */
const TRANSACTIONS_MS = 40_000;

type LiveCall = { readonly dialog: SipDialog; readonly caller: RtpEnd; readonly called: RtpEnd };

let stack: OwnStack;
let rest: Rest;
let carrier: Carrier;
let phone: SipEnd;
let throwers: Throwers;
let strangers: readonly RtpEnd[];
let originals: Originals;
const live: LiveCall[] = [];

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const tone = (frequencyHz: number): Int16Array =>
  Int16Array.from({ length: RATE_HZ }, (_, at) => 6000 * Math.sin((2 * Math.PI * frequencyHz * at) / RATE_HZ));
const level = (end: RtpEnd, frequencyHz: number) => loudnessOf(end.heard, frequencyHz, RATE_HZ);

/** @throws Error when that is not so after 15 s */
const until = async (isSo: () => boolean): Promise<void> => {
  for (let attempt = 0; !isSo(); attempt += 1) {
    if (attempt > 1500) throw new Error('It did not come to that.');
    await wait(10);
  }
};
/** Where a description wants its sound. */
const soundPort = (text: string): number => Number(/^m=audio (\d+)/m.exec(text)?.[1]);

/** A call from the carrier that is passed on to it: two legs, and who calls hears who is called. */
const joined = async ([callerHz, calledHz]: readonly [number, number]): Promise<LiveCall> => {
  const [caller, called] = await Promise.all([callerHz, calledHz].map((hz) => RtpEnd.open(CARRIER, tone(hz))));
  if (!caller || !called) throw new Error('There are no ends.');
  phone.answers.push(sdpAt(CARRIER, called.port));
  const dialog = await phone.call('fuzz-joins', sdpAt(CARRIER, caller.port), CALLER);
  caller.speakTo([soundPort(dialog.answer)]);
  await until(() => phone.offers.length > 0);
  called.speakTo([soundPort(phone.offers.shift() ?? '')]);
  await until(() => caller.heardCount > 0 && called.heardCount > 0);
  return { dialog, caller, called };
};

const hangUp = ({ dialog }: LiveCall) =>
  phone.ask({ method: 'BYE', uri: dialog.target, dialog: { ...dialog, cseq: 50 } });

/** Every method, in a call and outside of one, and what the server says to it. */
const captured = async (): Promise<readonly string[]> => {
  const call = await joined([1900, 2100]);
  const headers = [
    'RAck: 1 1 INVITE',
    `Refer-To: <sip:nobody@${CARRIER}>`,
    'Event: refer',
    'Subscription-State: active',
  ];
  for (const [at, method] of METHODS.entries()) {
    await phone.ask({ method, uri: call.dialog.target, dialog: { ...call.dialog, cseq: 2 + at }, headers });
  }
  await hangUp(call);
  for (const method of OUTSIDE) await phone.ask({ method, uri: `sip:fuzz-refuses@${stack.sip}`, headers });
  for (const end of [call.caller, call.called]) end.close();
  return [...phone.seen];
};

beforeAll(async () => {
  stack = await startOwnStack({
    CALLWRIGHT_ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    CALLWRIGHT_SOUND_PROCESSES: '2',
    NODE_OPTIONS: `--require ${fileURLToPath(new URL('../support/sip/fuzzing-collector.cjs', import.meta.url))}`,
  });
  rest = new Rest(stack);
  carrier = new Carrier(stack, rest);
  await carrier.open();
  phone = await SipEnd.open(CARRIER, stack.sip);
  const { number } = await carrier.trunkTo([phone.port]);
  await rest.line('fuzz-joins', lines.passesOn(number));
  await rest.line('fuzz-refuses', lines.refuses(486, 'busy'));
  const texts = await captured();
  throwers = {
    known: await SipEnd.open(CARRIER, stack.sip),
    strangers: await Promise.all([77, 78, 79].map((last) => SipEnd.open(`127.0.0.${last}`, stack.sip))),
  };
  strangers = await Promise.all(['127.0.0.77', CARRIER].map((address) => RtpEnd.open(address, tone(2500))));
  for (const tones of TONES_HZ) live.push(await joined(tones));
  originals = { texts, lines: ['fuzz-refuses'], liveCallIds: live.map(({ dialog }) => dialog.callId) };
}, 120_000);

afterAll(async () => {
  for (const end of live.flatMap(({ caller, called }) => [caller, called])) end.close();
  for (const end of strangers ?? []) end.close();
  for (const end of [phone, throwers?.known, ...(throwers?.strangers ?? [])]) end?.close();
  await stack?.stop();
});

const ends = () => live.flatMap(({ caller, called }) => [caller, called]);
const throwAll = async (messages: number, packets: number, seed: number) => {
  const thrown = await throwMessages(messages, originals, { throwers, server: stack.sip, seed });
  await throwPackets(packets, ends(), { strangers, seed });
  return thrown;
};
const liveCalls = () => rest.ask('GET', '/calls?status=live', page(callSummary)).then(({ items }) => items);

/**
 * The least that is held over some seconds, the signalling process having collected its garbage: what its collector has
 * not got to is nothing it holds, and comes to 40 MB more or less, as it happens. Those of sound are taken as they are.
 */
const held = async () => {
  const asItWas = heldBy(stack.mediaPid()).eachMb.map(Math.round);
  process.kill(stack.mediaPid(), 'SIGUSR2');
  let least = heldBy(stack.mediaPid());
  for (let times = isFull ? 20 : 4; times > 0; times -= 1) {
    await wait(500);
    const now = heldBy(stack.mediaPid());
    least = now.memoryMb < least.memoryMb ? now : least;
  }
  return { ...least, asItWas };
};

const bothHear = async (): Promise<void> => {
  for (const [at, { caller, called }] of live.entries()) {
    const [callerHz, calledHz] = TONES_HZ[at] ?? [0, 0];
    await expect.poll(() => level(called, callerHz), { timeout: 20_000 }).toBeGreaterThan(0.1);
    await expect.poll(() => level(caller, calledHz), { timeout: 20_000 }).toBeGreaterThan(0.1);
  }
};

describe('a server with live calls that is sent anything', () => {
  it(
    'goes on: calls are heard, nothing is left over, and it holds what it held',
    async () => {
      await bothHear();
      await throwAll(WARM_UP, WARM_UP, 11);
      if (isFull) await wait(TRANSACTIONS_MS);
      const before = await held();
      const startedMs = Date.now();
      const thrown = await throwAll(MESSAGES, PACKETS, 5);
      const tookS = Math.round((Date.now() - startedMs) / 1000);
      if (isFull) await wait(TRANSACTIONS_MS);
      await bothHear();
      const after = await held();
      console.log(JSON.stringify({ ...thrown, packets: PACKETS, tookS, before, after }));
      expect(thrown.parsable).toBeGreaterThan(MESSAGES * 0.2);
      expect(after.pids).toEqual(before.pids);
      expect(after.handles).toBeLessThanOrEqual(before.handles * 1.05);
      expect(after.memoryMb).toBeLessThanOrEqual(before.memoryMb * MAX_GROWTH);
      await expect.poll(async () => (await liveCalls()).length, { timeout: 60_000 }).toBe(CALLS * 2);
    },
    isFull ? 1_800_000 : 90_000,
  );

  it('ends the live calls once, when they are hung up, and nothing went wrong in them', async () => {
    const ids = (await liveCalls()).map(({ id }) => id);
    const hungUpBefore = phone.hungUp.length;
    for (const call of live) expect(await hangUp(call)).toMatch(/^SIP\/2.0 200/);
    await expect.poll(() => phone.hungUp.length, { timeout: 15_000 }).toBe(hungUpBefore + CALLS);
    for (const id of ids) {
      const { journal } = await readStory(rest, id);
      expect(journal.filter((line) => line.kind === 'problem' && line.code === 'internal')).toEqual([]);
    }
    await expect.poll(async () => (await liveCalls()).length, { timeout: 15_000 }).toBe(0);
    expect(new Set(phone.hungUp).size).toBe(phone.hungUp.length);
  });
});
