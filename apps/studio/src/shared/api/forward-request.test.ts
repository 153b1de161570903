import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forwardRequest } from './forward-request';

let server: Server;
let asked: IncomingHttpHeaders;
let apiUrl: string;
beforeEach(async () => {
  server = createServer((request, response) => {
    asked = request.headers;
    response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(request.url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (path: string, headers: Record<string, string> = {}) =>
  forwardRequest(new Request(`http://studio.example${path}`, { headers }), apiUrl);

it('passes path, query and every cookie on', async () => {
  const answer = await ask('/api/v1/calls?q=a%20b');
  expect(await answer.text()).toBe('/api/v1/calls?q=a%20b');
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(asked['x-forwarded-host']).toBe('studio.example');
});

it('keeps what is between the browser and the studio to itself', async () => {
  const answer = await ask('/api/v1/calls', {
    expect: '100-continue',
    te: 'trailers',
    'x-forwarded-host': 'evil.example',
  });
  expect(answer.status).toBe(200);
  expect([asked.expect, asked.te, asked['x-forwarded-host']]).toEqual([undefined, undefined, 'studio.example']);
});

it('says so when the api does not answer', async () => {
  server.close();
  const answer = await ask('/api/v1/calls');
  expect([answer.status, await answer.json()]).toEqual([
    502,
    { error: { code: 'control.unavailable', message: 'The api does not answer.' } },
  ]);
});
