import { FakeClock } from '@callwright/flow-engine/testing';
import { type TrunkEntry, trunkEntry } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../platform/logging.js';
import { settle } from '../../../platform/settle.js';
import { challengesOf } from '../auth/check-digest.js';
import { type FakeAnswer, FakeStack } from '../doctor/fake-stack.js';
import type { SipParts } from '../sip-parts.js';
import type { OutgoingRequest } from '../stack/sip-stack.js';
import { TrunkCalls } from './trunk-calls.js';
import { Trunks } from './trunks.js';

let clock: FakeClock;
let stack: FakeStack;
let trunk: TrunkEntry;
let trunks: Trunks;
let told: number;

const trunkOf = (change: object = {}): TrunkEntry =>
  trunkEntry.parse({
    ...{ id: 't-1', workspaceId: 'w-1', name: 'carrier', inboundAuth: null, checksHealth: false },
    ...{ gateways: [{ host: 'one.example' }, { host: 'two.example', priority: 2 }], registers: true },
    auth: { username: 'us', password: 'secret' },
    registerExpiresSeconds: 600,
    ...change,
  });

beforeEach(() => {
  clock = new FakeClock();
  stack = new FakeStack();
  trunk = trunkOf();
  told = 0;
  const onState = () => {
    told += 1;
  };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  // The rest of what the SIP side shares is nothing to trunks.
  const parts = {
    ...{ stack, clock, newId, log: silentLog, trunkCalls: new TrunkCalls(onState) },
    directory: { trunks: () => [trunk] },
  } as unknown as SipParts;
  trunks = new Trunks({ ...parts, onState });
});
afterEach(async () => {
  stack.answer = () => ({ status: 200 });
  await trunks.close();
});

const state = () => trunks.states()[0]?.registration;
const registers = () => stack.sent.filter(({ method }) => method === 'REGISTER');
const last = (): OutgoingRequest | undefined => registers().at(-1);
const challenge: FakeAnswer = {
  status: 401,
  headers: { 'WWW-Authenticate': challengesOf({ realm: 'carrier', nonce: 'n', isStale: false }, ['MD5']) },
};
const granted = (seconds: number): FakeAnswer => ({
  status: 200,
  headers: { Contact: `<sip:us@192.0.2.1>;expires=${seconds}` },
});
const whoProves =
  (answer: FakeAnswer) =>
  ({ headers = {} }: OutgoingRequest): FakeAnswer =>
    headers.Authorization === undefined ? challenge : answer;
const begin = async () => {
  trunks.refresh();
  await settle();
};
const pass = async (seconds: number) => {
  clock.advance(seconds * 1000);
  await settle();
};

describe('a trunk that registers', () => {
  it('proves who it is, holds as long as it was granted, and is refreshed at four fifths of that', async () => {
    stack.answer = whoProves(granted(100));
    await begin();
    expect(registers()).toHaveLength(2);
    expect(last()?.headers?.Authorization).toContain('username="us"');
    expect(last()?.uri).toBe('sip:one.example');
    expect(state()).toEqual({ status: 'registered', expiresAtMs: clock.nowMs() + 100_000 });
    await pass(79);
    expect(registers()).toHaveLength(2);
    await pass(1);
    expect(registers()).toHaveLength(4);
  });

  it('keeps its Call-ID, and counts its requests one by one, the last one too', async () => {
    stack.answer = whoProves(granted(100));
    await begin();
    await pass(80);
    await trunks.close();
    expect(registers().map(({ headers }) => headers?.CSeq)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `${n} REGISTER`));
    expect(new Set(registers().map(({ headers }) => headers?.['Call-ID'])).size).toBe(1);
    expect(last()?.headers?.Expires).toBe('0');
  });

  it('asks for longer when that is wanted', async () => {
    stack.answer = ({ headers = {} }) =>
      headers.Expires === '600' ? { status: 423, headers: { 'Min-Expires': '1800' } } : granted(1800);
    await begin();
    expect(registers().map(({ headers }) => headers?.Expires)).toEqual(['600', '1800']);
    expect(state()).toMatchObject({ status: 'registered' });
  });

  it('waits longer and longer, asks the next gateway, and says why it is not there', async () => {
    stack.answer = () => ({ status: 503 });
    await begin();
    expect(state()).toMatchObject({ status: 'failed', problem: expect.stringContaining('503') });
    const pauses: number[] = [];
    for (let before = 1; before < 8; before += 1) {
      let seconds = 0;
      while (registers().length === before) {
        await pass(5);
        seconds += 5;
      }
      pauses.push(seconds);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300]);
    expect(new Set(registers().map(({ uri }) => uri))).toEqual(new Set(['sip:one.example', 'sip:two.example']));
  });

  it('says that nobody answered where it was our own server that gave up', async () => {
    stack.answer = () => ({ status: 408, isOwn: true });
    await begin();
    expect(state()).toMatchObject({
      status: 'failed',
      problem: expect.stringMatching(/^The carrier did not answer: /),
    });
  });

  it('leaves a carrier alone for as long as that wants', async () => {
    stack.answer = () => ({ status: 503, headers: { 'Retry-After': '120 (maintenance)' } });
    await begin();
    await pass(119);
    expect(registers()).toHaveLength(1);
    await pass(1);
    expect(registers()).toHaveLength(2);
  });

  it.each([
    [401, 'check user name, password'],
    [403, 'check user name and password of the trunk'],
    [404, 'does not know this account'],
  ])('does not try a password again and again that was refused by %i', async (status, words) => {
    stack.answer = whoProves(status === 401 ? challenge : { status });
    await begin();
    const asked = registers().length;
    expect(state()).toMatchObject({ status: 'failed', problem: expect.stringContaining(words) });
    await pass(9 * 60);
    expect(registers()).toHaveLength(asked);
    await pass(60);
    expect(registers().length).toBeGreaterThan(asked);
  });

  it('takes the registration back when it closes', async () => {
    stack.answer = whoProves(granted(600));
    await begin();
    await trunks.close();
    expect(last()?.headers?.Expires).toBe('0');
  });

  it('does not wait long for a carrier that is gone when it closes', async () => {
    stack.answer = whoProves(granted(600));
    await begin();
    stack.answer = () => null;
    let isClosed = false;
    const closing = trunks.close().then(() => {
      isClosed = true;
    });
    await pass(1.9);
    expect(isClosed).toBe(false);
    await pass(0.1);
    await closing;
    expect(last()?.headers?.Expires).toBe('0');
  });

  it('begins anew when its settings change', async () => {
    stack.answer = whoProves(granted(600));
    await begin();
    trunk = trunkOf({ gateways: [{ host: 'three.example' }] });
    await begin();
    expect(last()?.uri).toBe('sip:three.example');
  });
});

describe('the gateways of a trunk', () => {
  const isDown = (at: number) => {
    const gateway = trunk.gateways[at];
    return gateway !== undefined && trunks.isDown(trunk.id, gateway);
  };
  const gateways = () => trunks.states()[0]?.gateways.map(({ status }) => status);

  beforeEach(() => {
    trunk = trunkOf({ registers: false, auth: null, checksHealth: true });
  });

  it('are asked by OPTIONS: who answers is there, whatever it says', async () => {
    stack.answer = ({ uri }) => ({ status: uri === 'sip:one.example' ? 405 : 200 });
    await begin();
    expect(stack.sent.map(({ method }) => method)).toEqual(['OPTIONS', 'OPTIONS']);
    expect(gateways()).toEqual(['up', 'up']);
    expect([isDown(0), isDown(1)]).toEqual([false, false]);
  });

  it('are down when they do not answer, and come back', async () => {
    stack.answer = ({ uri }) => ({ status: uri === 'sip:one.example' ? 408 : 200, isOwn: true });
    await begin();
    expect(gateways()).toEqual(['down', 'up']);
    expect([isDown(0), isDown(1)]).toEqual([true, false]);
    const before = told;
    stack.answer = () => ({ status: 200 });
    await pass(60);
    expect(gateways()).toEqual(['up', 'up']);
    expect(told).toBeGreaterThan(before);
  });

  it('are not asked when nobody wants that', async () => {
    trunk = trunkOf({ registers: false, auth: null });
    await begin();
    expect([stack.sent, gateways()]).toEqual([[], ['unknown', 'unknown']]);
  });
});
