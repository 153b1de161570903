import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, jsonAnswer, listen } from './http-server.js';
import { silentLog } from './logging.js';

let server: HttpServer;

const options = {
  host: '127.0.0.1',
  port: 0,
  routes: {
    '/health': () => jsonAnswer(200, { status: 'ok' }),
    '/throws': () => {
      throw new Error('a defect');
    },
    '/rejects': () => Promise.reject(new Error('a defect')),
  },
  upgrade: () => false,
  log: silentLog,
};

beforeEach(async () => {
  server = await listen(options);
});
afterEach(() => server.close());

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

/** Sends what no proper client would, and gives the first line of the answer. */
const raw = async (lines: readonly string[]): Promise<string> => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [data] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return String(data).split('\r\n')[0] ?? '';
};

describe('the HTTP port', () => {
  it('answers its routes, and 404 elsewhere and otherwise', async () => {
    const health = await get('/health?verbose=1');
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    expect((await get('/nowhere')).status).toBe(404);
    expect((await get('/toString')).status).toBe(404);
    expect((await get('/health', { method: 'POST' })).status).toBe(404);
  });

  it.each(['/throws', '/rejects'])('answers 500 where %s, and says no more than that', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: { code: 'internal', message: 'Something went wrong.' } });
  });

  it('survives an address that is none', async () => {
    expect(await raw(['GET // HTTP/1.1', 'host: x'])).toBe('HTTP/1.1 404 Not Found');
    const upgrade = ['host: x', 'connection: upgrade', 'upgrade: websocket'];
    expect(await raw(['GET // HTTP/1.1', ...upgrade])).toBe('HTTP/1.1 400 Bad Request');
    expect(await raw(['GET /nowhere HTTP/1.1', ...upgrade])).toBe('HTTP/1.1 404 Not Found');
    expect((await get('/health')).status).toBe(200);
  });

  it('names a port that is taken', async () => {
    await expect(listen({ ...options, port: server.port })).rejects.toThrow(
      `Port ${server.port} on 127.0.0.1 is taken (CALLWRIGHT_MEDIA_PORT).`,
    );
  });
});
