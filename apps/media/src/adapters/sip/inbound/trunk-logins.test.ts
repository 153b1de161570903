import { type TrunkEntry, trunkEntry } from '@callwright/protocol';
import { headerOf } from '@callwright/sip';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerDigest } from '../auth/answer-digest.js';
import { type BenchServer, HOME, phoneSdp, type SipBench, startBenchServer, startSipBench } from '../sip-bench.js';
import type { IncomingResponse } from '../stack/sip-stack.js';

let bench: SipBench;
let far: BenchServer;

const trunk: TrunkEntry = trunkEntry.parse({
  ...{ id: 't-1', workspaceId: HOME, name: 'pbx', gateways: [{ host: '192.0.2.1' }], checksHealth: false },
  ...{ auth: null, inboundAuth: { username: 'pbx', password: 'correct horse' } },
});

beforeEach(async () => {
  bench = await startSipBench();
  far = await startBenchServer();
  bench.directory.trunks = [trunk];
  bench.directory.endpoints.add('support');
});
afterEach(async () => {
  await far.close();
  await bench.close();
});

const uri = () => `sip:support@127.0.0.1:${bench.port}`;
const invite = (headers: Record<string, string> = {}) =>
  new Promise<IncomingResponse>((resolve, reject) => {
    const own = { From: '<sip:+49301111@pbx.example>', ...headers };
    far.stack
      .send({ method: 'INVITE', uri: uri(), headers: own, body: phoneSdp() }, (response) => {
        if (response.message.status >= 180) resolve(response);
      })
      .catch(reject);
  });
/** Asks, is asked who it is, and says so. */
const proved = async (password: string, change: (value: string) => string = (value) => value) => {
  const challenge = await invite();
  expect(challenge.message.status).toBe(401);
  const request = { method: 'INVITE', uri: uri(), body: new TextEncoder().encode(phoneSdp()) };
  const answer = answerDigest(challenge.message, { username: 'pbx', password }, request, 'c0');
  return invite({ Authorization: change(answer?.value ?? '') });
};

describe('a trunk that proves itself by a password', () => {
  it('gets in, and its calls are those of the trunk', async () => {
    const arriving = bench.nextCall();
    const calling = proved('correct horse');
    const { leg, principal } = await arriving;
    leg.send({ event: 'reject', timestamp: 0, trackId: 'x' as never, reason: 'x', code: 486 });
    expect((await calling).message.status).toBe(486);
    expect(principal).toMatchObject({ trunkId: 't-1', userId: null, line: { kind: 'endpoint', name: 'support' } });
  });

  it('stays out with another one, and its calls reach nobody', async () => {
    const refused = await proved('wrong');
    expect(refused.message.status).toBe(403);
    expect([bench.calls, bench.refused]).toEqual([[], ['unknown', 'wrongPassword']]);
  });

  it('is asked once more when what it answered is not of us', async () => {
    const refused = await proved('correct horse', (value) => value.replace(/nonce="[^"]*"/, 'nonce="made-up"'));
    expect([401, 403]).toContain(refused.message.status);
    expect(bench.calls).toEqual([]);
    expect(headerOf(refused.message, 'P-Asserted-Identity')).toBeUndefined();
  });
});
