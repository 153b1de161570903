import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nameCallers } from './name-callers';

let server: Server;
let stop: () => void;
beforeEach(async () => {
  stop = nameCallers();
  server = createServer((request, response) => response.end(request.headers['x-forwarded-for']));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  stop();
  server.close();
});

const heard = async (headers: Record<string, string>): Promise<string> =>
  (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers })).text();

it('names the address a request comes from', async () => {
  expect(await heard({})).toBe('127.0.0.1');
});

it('puts it behind what the request says of itself, where it cannot be feigned', async () => {
  expect(await heard({ 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9, 127.0.0.1');
});
