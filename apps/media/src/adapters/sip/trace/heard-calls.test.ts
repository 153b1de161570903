import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import { type SipServer, startSipServer } from '../../../sip-server/index.js';
import { type BenchServer, phoneSdp, RequestQueue, startBenchServer } from '../sip-bench.js';
import { DrachtioStack } from '../stack/drachtio-stack.js';
import type { IncomingResponse } from '../stack/sip-stack.js';
import { CallTraces, type HeardMessage } from './call-traces.js';

let server: SipServer;
let stack: DrachtioStack;
let far: BenchServer;
let traces: CallTraces;
/** How each message began. */
let starts: string[];
let here: RequestQueue;
let there: RequestQueue;

beforeEach(async () => {
  traces = new CallTraces();
  [here, there] = [new RequestQueue(), new RequestQueue()];
  const parts = { clock: systemClock, newId: newUuid, log: silentLog };
  server = await startSipServer({ listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }], ...parts });
  // As if it were somebody else's: what is known of its calls is what it hands over.
  starts = [];
  const trace = (heard: HeardMessage) => {
    traces.hear(heard);
    starts.push(heard.text.split(' ', 1)[0] ?? '');
  };
  stack = new DrachtioStack({ address: server.app, trace, ...parts });
  stack.onRequest(here.take);
  stack.open();
  far = await startBenchServer((one) => one.onRequest(there.take));
  await expect.poll(() => stack.isConnected()).toBe(true);
});
afterEach(async () => {
  await stack.close();
  await far.close();
  await server.close();
});

const port = () => server.listeners[0]?.port ?? 0;
const titles = (sipCallId: string) => {
  const entries = traces.take([sipCallId])?.entries ?? [];
  expect(new Set(entries.map(({ local }) => local))).toEqual(new Set([`127.0.0.1:${port()}`]));
  return entries.map(({ direction, message }) => `${direction} ${message.split(/ sip:|\r\n/, 1)[0]}`);
};

describe('a call by a server of somebody else', () => {
  it('that goes out leaves what was said in it', async () => {
    const answered = new Promise<IncomingResponse>((resolve, reject) => {
      const uri = `sip:x@127.0.0.1:${far.port}`;
      const headers = { 'Call-ID': 'out' };
      stack
        .send({ method: 'INVITE', uri, headers, body: phoneSdp() }, (response) => {
          if (response.message.status >= 200) resolve(response);
        })
        .catch(reject);
    });
    const invite = await there.next();
    await invite.respond(180);
    await invite.respond(200, { body: phoneSdp() });
    (await answered).acknowledge();
    expect((await there.next()).message.method).toBe('ACK');
    // The server tells of what it has sent when it has.
    await expect.poll(() => starts).toContain('ACK');
    const said = titles('out').filter((title) => !title.includes(' 100 '));
    expect(said).toEqual(['out INVITE', 'in SIP/2.0 180 Ringing', 'in SIP/2.0 200 OK', 'out ACK']);
  });

  it('that comes in leaves what was said in it', async () => {
    const uri = `sip:x@127.0.0.1:${port()}`;
    const answered = new Promise<IncomingResponse>((resolve, reject) => {
      far.stack
        .send({ method: 'INVITE', uri, headers: { 'Call-ID': 'in' }, body: phoneSdp() }, (response) => {
          if (response.message.status >= 200) resolve(response);
        })
        .catch(reject);
    });
    await (await here.next()).respond(200, { body: phoneSdp() });
    (await answered).acknowledge();
    await here.next();
    expect(titles('in')).toEqual(['in INVITE', 'out SIP/2.0 200 OK', 'in ACK']);
  });
});
