import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { queryObjects } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import { type SipServer, startSipServer } from '../../../sip-server/index.js';
import { DrachtioStack } from './drachtio-stack.js';
import type { IncomingRequest } from './sip-stack.js';

let server: SipServer;
/** Stands between the stack and its server, and can break the line. */
let line: Server;
let sockets: Socket[];
/** What the server has said since the line was told to hold it; null: it goes on at once. */
let held: Buffer | null;
let release: () => void;
let states: boolean[];
/** What was logged that somebody must look at. */
let failures: unknown[];
let stack: DrachtioStack;

const open = (secret = server.app.secret): DrachtioStack => {
  const address = line.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const one = new DrachtioStack({
    address: { host: '127.0.0.1', port: address.port, secret },
    clock: systemClock,
    log: { ...silentLog, error: (fields: unknown) => void failures.push(fields) },
  });
  const told = states;
  one.onConnection((isConnected) => told.push(isConnected));
  one.open();
  return one;
};
const breakLine = () => {
  for (const socket of sockets.splice(0)) socket.destroy();
};
const sipPort = (): number => server.listeners[0]?.port ?? 0;
/** An OPTIONS of a call of its own. */
const question = (at: number, port: number): string =>
  [
    'OPTIONS sip:x@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${at}`,
    `From: <sip:a@127.0.0.1>;tag=${at}`,
    'To: <sip:x@127.0.0.1>',
    `Call-ID: ${at}`,
    'CSeq: 1 OPTIONS',
    'Max-Forwards: 70',
    '\r\n',
  ].join('\r\n');

beforeEach(async () => {
  states = [];
  failures = [];
  sockets = [];
  held = null;
  server = await startSipServer({
    listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }],
    ...{ clock: systemClock, newId: newUuid, log: silentLog },
  });
  line = createServer((near) => {
    const far = connect(server.app.port, server.app.host);
    near.pipe(far);
    release = () => {
      if (held) near.write(held);
      held = null;
    };
    far.on('data', (bytes) => {
      if (held) held = Buffer.concat([held, bytes]);
      else near.write(bytes);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.push(one);
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');
});
afterEach(async () => {
  await stack.close();
  breakLine();
  line.close();
  await server.close();
});

describe('the connection to a SIP server', () => {
  it('is made anew when it breaks, and what was under way is given up', async () => {
    stack = open();
    await expect.poll(() => states).toEqual([true]);
    const question = { method: 'OPTIONS', uri: 'sip:x@127.0.0.1:9' };
    await expect(stack.send(question, () => undefined)).resolves.toBeDefined();
    breakLine();
    await expect.poll(() => states).toEqual([true, false]);
    await expect(stack.send(question, () => undefined)).rejects.toMatchObject({ why: 'notConnected' });
    await expect.poll(() => states, { timeout: 5000 }).toEqual([true, false, true]);
    expect(stack.isConnected()).toBe(true);
  });

  it('has nothing to say any more by one that is gone', async () => {
    stack = open();
    const [taken, answered]: [IncomingRequest[], unknown[]] = [[], []];
    stack.onRequest((request) => taken.push(request));
    await expect.poll(() => states).toEqual([true]);
    const far = createSocket('udp4').bind(0, '127.0.0.1');
    await once(far, 'listening');
    const invite = { method: 'INVITE', uri: `sip:x@127.0.0.1:${far.address().port}` };
    const sent = await stack.send(invite, () => undefined);
    const ask = () => {
      far.send(question(1, far.address().port), sipPort(), '127.0.0.1');
      return taken.length;
    };
    await expect.poll(ask, { timeout: 5000 }).toBeGreaterThan(0);
    breakLine();
    await expect.poll(() => states).toEqual([true, false]);
    void taken[0]?.respond(200).then((one) => answered.push(one));
    sent.cancel();
    await expect.poll(() => answered).toEqual([null]);
    expect(failures).toEqual([]);
    far.close();
  });

  it('tells that a request was sent before it tells of the answers, though all comes in one piece', async () => {
    stack = open();
    await expect.poll(() => states).toEqual([true]);
    const far = createSocket('udp4').bind(0, '127.0.0.1');
    await once(far, 'listening');
    far.on('message', (bytes, { port }) => {
      const [, ...headers] = bytes.toString().split('\r\n');
      for (const status of ['180 Ringing', '486 Busy Here'])
        far.send([`SIP/2.0 ${status}`, ...headers].join('\r\n'), port, '127.0.0.1');
    });
    held = Buffer.alloc(0);
    const heard: unknown[] = [];
    const invite = { method: 'INVITE', uri: `sip:x@127.0.0.1:${far.address().port}` };
    const sending = stack.send(invite, ({ message }) => heard.push(message.status)).then(() => heard.push('sent'));
    await expect.poll(() => held?.includes('SIP/2.0 486'), { timeout: 5000 }).toBe(true);
    release();
    await sending;
    await expect.poll(() => heard, { timeout: 5000 }).toEqual(['sent', 180, 486]);
    far.close();
  });

  it('is not made with a wrong secret', async () => {
    stack = open('wrong');
    await expect.poll(() => sockets.length, { timeout: 3000 }).toBeGreaterThan(0);
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed), { timeout: 3000 }).toBe(true);
    expect([states, stack.isConnected()]).toEqual([[], false]);
  });

  it('is let go of once, and does not come back', async () => {
    stack = open();
    await expect.poll(() => states).toEqual([true]);
    await stack.close();
    await stack.close();
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
    expect(stack.isConnected()).toBe(false);
  });

  it('keeps nothing of what it has answered', async () => {
    const Request: new () => object = createRequire(import.meta.url)('drachtio-srf/lib/request');
    stack = open();
    let answered = 0;
    let isAsking = false;
    stack.onRequest((request) => {
      void request.respond(200).then(() => {
        answered += 1;
        isAsking = false;
      });
    });
    await expect.poll(() => states).toEqual([true]);
    const phone = createSocket('udp4').bind(0, '127.0.0.1');
    await once(phone, 'listening');
    // The first may come before the stack has told what it wants to hear of; then each waits for the one before it.
    let asked = 0;
    const ask = () => {
      if (isAsking && answered > 0) return answered;
      isAsking = true;
      asked += 1;
      phone.send(question(asked, phone.address().port), sipPort(), '127.0.0.1');
      return answered;
    };
    await expect.poll(ask, { timeout: 15_000, interval: 20 }).toBeGreaterThan(20);
    // The last of them may still be on a stack.
    await expect.poll(() => queryObjects(Request, { format: 'count' }), { timeout: 5000 }).toBeLessThan(5);
    phone.close();
  });
});
