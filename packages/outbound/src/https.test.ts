import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { selfSigned } from './fixtures/self-signed.js';
import { createOutboundClient } from './outbound-client.js';

const clock = { nowMs: () => Date.now(), startTimer: () => ({ cancel: () => undefined }) };
const never = new AbortController().signal;
const lookup = async () => [{ address: '127.0.0.1', family: 4 }];
const server = createServer(selfSigned, (request, response) => {
  if (request.url === '/down') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  else response.end('secret');
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
const send = (host: string, path: string, ca?: string) =>
  createOutboundClient({ clock, lookup, ca, allowPrivate: ['127.0.0.1'] }).send(
    { method: 'GET', url: `https://${host}:${port}${path}`, timeoutMs: 10_000, maxBytes: 100 },
    never,
  );

it('speaks https with servers whose certificate is trusted and theirs', async () => {
  expect((await send('127.0.0.1', '/', selfSigned.cert)).text()).toBe('secret');
  expect((await send('secure.example', '/', selfSigned.cert)).text()).toBe('secret');
  await expect(send('127.0.0.1', '/')).rejects.toMatchObject({ code: 'http.network' });
  await expect(send('other.example', '/', selfSigned.cert)).rejects.toMatchObject({ code: 'http.network' });
});

it('follows no redirect from https to http', async () => {
  await expect(send('127.0.0.1', '/down', selfSigned.cert)).rejects.toMatchObject({ code: 'http.refusedAddress' });
});
