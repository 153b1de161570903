import { sipUserEntry, trunkEntry } from '@callwright/protocol';
import { headerOf } from '@callwright/sip';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerDigest } from '../auth/answer-digest.js';
import {
  type BenchServer,
  HOME,
  keysOf,
  phoneSdp,
  type SipBench,
  startBenchServer,
  startSipBench,
} from '../sip-bench.js';
import type { IncomingResponse } from '../stack/sip-stack.js';

// A telephone at an address that a trunk has listed as its own, as in an office with a PBX.
const LOGIN = { username: 'anna', password: 'correct horse' };
const ANNA = '<sip:anna@callwright.example>';
let bench: SipBench;
let far: BenchServer;

beforeEach(async () => {
  bench = await startSipBench();
  far = await startBenchServer();
  const trunk = { id: 't-1', workspaceId: HOME, name: 'pbx', gateways: [{ host: '192.0.2.1' }], checksHealth: false };
  const listed = { inboundAddresses: ['127.0.0.0/8'], auth: null, inboundAuth: null };
  bench.directory.trunks = [trunkEntry.parse({ ...trunk, ...listed })];
  const user = { id: 'u-1', workspaceId: HOME, username: 'anna', displayName: 'Anna', isEnabled: true };
  const keys = keysOf(LOGIN.username, LOGIN.password);
  bench.directory.users = [sipUserEntry.parse({ ...user, ...keys, mayDialOut: false })];
  bench.directory.endpoints.add('support');
});
afterEach(async () => {
  await far.close();
  await bench.close();
});

const ask = (method: string, headers: Record<string, string>): Promise<IncomingResponse> =>
  new Promise((resolve, reject) => {
    const uri = `sip:support@127.0.0.1:${bench.port}`;
    const body = method === 'INVITE' ? phoneSdp() : '';
    far.stack
      .send({ method, uri, headers, body }, (response) => {
        if (response.message.status >= 200) resolve(response);
      })
      .catch(reject);
  });
/** The answer to what was asked, when it was a challenge. */
const proof = ({ message }: IncomingResponse, method: string, password = LOGIN.password): string => {
  expect(message.status).toBe(401);
  const uri = `sip:support@127.0.0.1:${bench.port}`;
  const body = new TextEncoder().encode(method === 'INVITE' ? phoneSdp() : '');
  return answerDigest(message, { ...LOGIN, password }, { method, uri, body }, 'c0')?.value ?? '';
};
const register = async () => {
  const own = { From: ANNA, To: ANNA, Contact: '<sip:anna@localhost>' };
  const Authorization = proof(await ask('REGISTER', own), 'REGISTER');
  const registered = await ask('REGISTER', { ...own, Authorization });
  expect([registered.message.status, headerOf(registered.message, 'Contact')]).toEqual([200, expect.any(String)]);
};
/** Who calls, as far as is known; the call is turned away. */
const arrived = async (calling: () => Promise<IncomingResponse>) => {
  const arriving = bench.nextCall();
  const answered = calling();
  const { leg, principal } = await arriving;
  leg.send({ event: 'reject', timestamp: 0, trackId: 'x' as never, reason: 'x', code: 486 });
  expect((await answered).message.status).toBe(486);
  return principal;
};

describe('a phone that is registered from an address of a trunk', () => {
  it('is asked who it is, and its calls are those of its user', async () => {
    await register();
    const Authorization = proof(await ask('INVITE', { From: ANNA }), 'INVITE');
    const principal = await arrived(() => ask('INVITE', { From: ANNA, Authorization }));
    expect(principal).toMatchObject({ userId: 'u-1' });
  });

  it('stays out with another password, though the trunk would get in', async () => {
    await register();
    const Authorization = proof(await ask('INVITE', { From: ANNA }), 'INVITE', 'wrong');
    expect((await ask('INVITE', { From: ANNA, Authorization })).message.status).toBe(403);
    expect(bench.calls).toEqual([]);
  });

  it('leaves the calls of the trunk to the trunk', async () => {
    await register();
    const principal = await arrived(() => ask('INVITE', { From: '<sip:+49301111@pbx.example>' }));
    expect(principal).toMatchObject({ trunkId: 't-1', userId: null });
  });
});
