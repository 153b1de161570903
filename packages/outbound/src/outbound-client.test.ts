import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { OutboundClock } from './deadline.js';
import { createOutboundClient, type OutboundClient, type OutboundOptions } from './outbound-client.js';
import type { OutboundRequest } from './request.js';

const clock: OutboundClock = {
  nowMs: () => Date.now(),
  startTimer: (afterMs, task) => {
    const timer = setTimeout(task, afterMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
/** Pauses pass at once; limits never come. */
const impatient: OutboundClock = {
  nowMs: () => 0,
  startTimer: (afterMs, task) => {
    if (afterMs < 5000) queueMicrotask(task);
    return { cancel: () => undefined };
  },
};
const never = new AbortController().signal;

const servers: Server[] = [];
const clients: OutboundClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const server of servers.splice(0)) {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}
function client(options: Partial<OutboundOptions> = {}): OutboundClient {
  const made = createOutboundClient({ clock, allowPrivate: ['127.0.0.1'], ...options });
  clients.push(made);
  return made;
}
const get = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url,
  timeoutMs: 20_000,
  maxBytes: 100_000,
  ...more,
});
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};
const redirectTo =
  (location: string, status = 302) =>
  (_request: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, { location }).end();

describe('a request', () => {
  it('carries method, headers and body, and gives the whole answer', async () => {
    const url = await serve(async (request, response) => {
      const body = await bodyOf(request);
      response.writeHead(201, { 'content-type': 'text/plain; charset=latin1', 'X-Two': ['a', 'b'] });
      response.end(Buffer.from(`${request.method} ${request.headers['x-key']} ${body} \u00fc`, 'latin1'));
    });
    const headers = [{ name: 'X-Key', value: 'k' }];
    const answer = await client().send(get(`${url}/a?b=c`, { method: 'PUT', headers, body: 'sent' }), never);
    expect(answer).toMatchObject({ status: 201, url: `${url}/a?b=c`, attempts: 1, headers: { 'x-two': 'a, b' } });
    expect(answer.text()).toBe('PUT k sent \u00fc');
    expect(answer.durationMs).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('understands an answer compressed by %s, within its bound', async (coding, compress) => {
    const url = await serve((request, response) => {
      response.writeHead(200, { 'content-encoding': coding });
      response.end(compress(Buffer.alloc(request.url === '/bomb' ? 50_000_000 : 1000, 'x')));
    });
    expect((await client().send(get(url), never)).body).toHaveLength(1000);
    expect((await client().send(get(url, { method: 'HEAD' }), never)).body).toHaveLength(0);
    await expect(client().send(get(`${url}/bomb`), never)).rejects.toMatchObject({ code: 'http.tooLarge' });
  });

  it('ends when the answer is too large, broken off, or no HTTP', async () => {
    const answers: Record<string, (response: ServerResponse) => void> = {
      '/large': (response) => response.end('x'.repeat(200_000)),
      '/broken': (response) => response.writeHead(200, { 'content-length': 10 }).write('x', () => response.destroy()),
      '/zip': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no zip'),
      '/coding': (response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('x'),
      '/other': (response) => response.socket?.end('HTP nonsense\r\n\r\n'),
    };
    const url = await serve((request, response) => answers[request.url ?? '']?.(response));
    await expect(client().send(get(`${url}/large`), never)).rejects.toMatchObject({ code: 'http.tooLarge' });
    for (const path of ['/broken', '/zip', '/coding', '/other'])
      await expect(client().send(get(url + path), never)).rejects.toMatchObject({ code: 'http.network' });
  });

  it.each([
    ['Host', 'elsewhere'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'close'],
    ['Content-Length', '1'],
    ['X-Two\r\nX-Three', 'x'],
    ['X-Two', 'a\r\nX-Three: b'],
    ['', 'x'],
    ['X-Large', 'x'.repeat(20_000)],
  ])('may not set the header %j', async (name, value) => {
    const sending = client().send(get('http://127.0.0.1:1/', { headers: [{ name, value }] }), never);
    await expect(sending).rejects.toMatchObject({ code: 'http.badRequest' });
  });

  it.each(['ftp://example.com', 'http://a:b@example.com', 'file:///etc/passwd', '/path', 'http://', 'javascript:1'])(
    'may not ask %s',
    (url) => expect(client().send(get(url), never)).rejects.toMatchObject({ code: 'http.badUrl' }),
  );
});

describe('only public addresses are asked', () => {
  const closed = (options: Partial<OutboundOptions> = {}) => client({ allowPrivate: [], ...options });
  const refused = { code: 'http.refusedAddress' };

  it.each([
    ...['http://127.0.0.1', 'http://2130706433', 'http://0x7f000001', 'http://0177.0.0.1', 'http://127.1', 'http://0'],
    ...[
      'http://[::1]',
      'http://[::ffff:127.0.0.1]',
      'http://[64:ff9b::7f00:1]',
      'http://[2002:7f00:1::]',
      'http://10.0.0.1',
    ],
    ...['http://169.254.169.254/latest/meta-data', 'http://100.64.0.1', 'http://[fe80::1]', 'http://[fd00:ec2::254]'],
    ...['http://224.0.0.1', 'http://168.63.129.16', 'http://１２７.0.0.1', 'http://192.168.1.1', 'http://localhost'],
  ])('%s is refused', async (url) => {
    await expect(closed().send(get(url), never)).rejects.toMatchObject(refused);
  });

  it('a name is refused when any of its addresses is private', async () => {
    const lookup = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    await expect(closed({ lookup }).send(get('http://both.example'), never)).rejects.toMatchObject(refused);
  });

  it('the address that was checked is the one connected to, though the name means another by then', async () => {
    const url = await serve((_request, response) => void response.end('here'));
    const port = new URL(url).port;
    const asked: string[] = [];
    const lookup = async (hostname: string) => {
      asked.push(hostname);
      return [{ address: asked.length === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    };
    const answer = await client({ lookup }).send(get(`http://rebinding.example:${port}/`), never);
    expect(answer.text()).toBe('here');
    expect(asked).toEqual(['rebinding.example']);
    await expect(client({ lookup }).send(get(`http://rebinding.example:${port}/`), never)).rejects.toMatchObject(
      refused,
    );
  });

  it('private ones may be allowed by range and by name', async () => {
    const url = await serve((_request, response) => void response.end('here'));
    const named = url.replace('127.0.0.1', 'intranet.example');
    const lookup = async () => [{ address: '127.0.0.1', family: 4 }];
    expect((await closed({ allowPrivate: ['127.0.0.0/8'] }).send(get(url), never)).status).toBe(200);
    expect((await closed({ allowPrivate: ['intranet.example'], lookup }).send(get(named), never)).status).toBe(200);
    await expect(closed({ allowPrivate: ['other.example'], lookup }).send(get(named), never)).rejects.toMatchObject(
      refused,
    );
    for (const entry of ['10.0.0.0/x', '10.0.0.0/40', 'no name', ''])
      expect(() => createOutboundClient({ clock, allowPrivate: [entry] })).toThrow();
  });

  it('a redirect is checked like the first address', async () => {
    for (const location of ['http://10.0.0.1/', 'http://[::1]/', 'http://2130706434/']) {
      const url = await serve(redirectTo(location));
      await expect(client().send(get(url), never)).rejects.toMatchObject(refused);
    }
    const url = await serve(redirectTo('file:///etc/passwd'));
    await expect(client().send(get(url), never)).rejects.toMatchObject({ code: 'http.badUrl' });
  });

  it('messages name the server and nothing else of what was sent', async () => {
    const secret = 'hunter2';
    const headers = [{ name: 'authorization', value: secret }];
    const bad = get(`http://10.0.0.1/${secret}?key=${secret}`, { headers, body: secret, method: 'POST' });
    const failures = await Promise.allSettled([
      client().send(bad, never),
      client().send({ ...bad, url: `http://127.0.0.1:1/${secret}?key=${secret}` }, never),
      client().send({ ...bad, url: `gopher://${secret}` }, never),
    ]);
    for (const failure of failures) {
      expect(failure.status).toBe('rejected');
      expect(JSON.stringify(failure, Object.getOwnPropertyNames(Error('')).concat('reason'))).not.toContain(secret);
    }
  });
});

describe('redirects', () => {
  const echo = async (request: IncomingMessage, response: ServerResponse) =>
    void response.end(
      JSON.stringify({ method: request.method, headers: request.headers, body: await bodyOf(request) }),
    );
  const headers = ['Authorization', 'Cookie', 'X-Api-Key', 'Accept-Language'].map((name) => ({ name, value: 'x' }));
  const post = (url: string) => get(url, { method: 'POST', headers, body: 'sent' });

  it('keep secrets on the same origin and from any other', async () => {
    const elsewhere = await serve(echo);
    const url = await serve((request, response) => {
      if (request.url === '/end') void echo(request, response);
      else redirectTo(request.url === '/here' ? '/end' : elsewhere, 307)(request, response);
    });
    const here = JSON.parse((await client().send(post(`${url}/here`), never)).text());
    expect(here).toMatchObject({
      method: 'POST',
      body: 'sent',
      headers: { authorization: 'x', cookie: 'x', 'x-api-key': 'x' },
    });
    const away = JSON.parse((await client().send(get(`${url}/away`, { headers }), never)).text());
    expect(away).toMatchObject({ method: 'GET', headers: { 'accept-language': 'x' } });
    expect(['authorization', 'cookie', 'x-api-key'].filter((name) => name in away.headers)).toEqual([]);
  });

  it.each([307, 308])('of status %d take no body to another server: it was not meant for that one', async (status) => {
    const bodies: string[] = [];
    const elsewhere = await serve(async (request, response) => {
      bodies.push(await bodyOf(request));
      response.end();
    });
    const url = await serve(redirectTo(elsewhere, status));
    await expect(client().send(post(url), never)).rejects.toMatchObject({ code: 'http.refusedAddress' });
    expect(bodies).toEqual([]);
  });

  it.each([301, 302, 303])('of status %d make a POST a GET without body', async (status) => {
    const url = await serve((request, response) =>
      request.url === '/end' ? void echo(request, response) : redirectTo('/end', status)(request, response),
    );
    const answer = await client().send(post(url), never);
    expect(answer.url).toBe(`${url}/end`);
    expect(JSON.parse(answer.text())).toMatchObject({ method: 'GET', body: '' });
  });

  it('have an end', async () => {
    let count = 0;
    const url = await serve((request, response) => {
      count += 1;
      redirectTo('/')(request, response);
    });
    await expect(client().send(get(url, { maxRedirects: 3 }), never)).rejects.toMatchObject({
      code: 'http.tooManyRedirects',
    });
    expect(count).toBe(4);
  });
});

describe('another attempt', () => {
  const failing = (times: number, status = 503, more: Record<string, string> = {}) => {
    let count = 0;
    return serve((_request, response) => {
      count += 1;
      response.writeHead(count <= times ? status : 200, more).end(String(count));
    });
  };

  it.each([429, 502, 503, 504])('is made after status %d, and the last answer counts', async (status) => {
    const good = await client({ clock: impatient }).send(get(await failing(2, status), { retries: 2 }), never);
    expect(good).toMatchObject({ status: 200, attempts: 3 });
    const bad = await client({ clock: impatient }).send(get(await failing(9, status), { retries: 1 }), never);
    expect(bad).toMatchObject({ status, attempts: 2 });
  });

  it('is not made of a POST unless it may be repeated, nor after other answers', async () => {
    const post = get(await failing(1), { retries: 2, method: 'POST' });
    const send = (request: OutboundRequest) => client({ clock: impatient }).send(request, never);
    expect(await send(post)).toMatchObject({ status: 503, attempts: 1 });
    expect(await send({ ...post, url: await failing(1), isRepeatable: true })).toMatchObject({
      status: 200,
      attempts: 2,
    });
    const headers = [{ name: 'Idempotency-Key', value: '1' }];
    expect(await send({ ...post, url: await failing(1), headers })).toMatchObject({ status: 200, attempts: 2 });
    expect(await send(get(await failing(1, 500), { retries: 2 }))).toMatchObject({ status: 500, attempts: 1 });
  });

  it('is made when the connection breaks', async () => {
    let count = 0;
    const url = await serve((request, response) => {
      count += 1;
      if (count === 1) request.socket.destroy();
      else response.end();
    });
    expect(await client({ clock: impatient }).send(get(url, { retries: 1 }), never)).toMatchObject({ attempts: 2 });
  });

  it('waits as the server asks, and is not made when that is too long', async () => {
    const waits: number[] = [];
    const watched: OutboundClock = {
      nowMs: () => 0,
      startTimer: (afterMs, task) => {
        waits.push(afterMs);
        return impatient.startTimer(afterMs, task);
      },
    };
    await client({ clock: watched }).send(get(await failing(1, 503, { 'retry-after': '3' }), { retries: 1 }), never);
    expect(waits).toContain(3000);
    const date = { 'retry-after': 'Thu, 01 Jan 1970 00:00:02 GMT' };
    await client({ clock: watched }).send(get(await failing(1, 503, date), { retries: 1 }), never);
    expect(waits).toContain(2000);
    const long = await failing(1, 503, { 'retry-after': '3600' });
    expect(await client({ clock: watched }).send(get(long, { retries: 1 }), never)).toMatchObject({
      status: 503,
      attempts: 1,
    });
  });
});

describe('an end in time', () => {
  it('comes when the server drips, says nothing, or the name is never found', async () => {
    const url = await serve((request, response) => {
      if (request.url !== '/drip') return;
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 10);
      response.once('close', () => clearInterval(timer));
    });
    const lookup = () => new Promise<never>(() => undefined);
    const sent = [
      client().send(get(`${url}/drip`, { timeoutMs: 150 }), never),
      client().send(get(`${url}/silent`, { timeoutMs: 150, retries: 1 }), never),
      client({ lookup }).send(get('http://nowhere.example', { timeoutMs: 150 }), never),
    ];
    for (const { status, ...rest } of await Promise.allSettled(sent))
      expect({ status, ...rest }).toMatchObject({ status: 'rejected', reason: { code: 'http.timeout' } });
  });

  it('comes with the caller, wherever the request is', async () => {
    const gone = new Error('gone');
    const abort = new AbortController();
    const url = await serve((request, response) => {
      response.writeHead(200).write('x');
      request.socket.once('close', () => ended());
      abort.abort(gone);
    });
    let ended: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await expect(client().send(get(url), abort.signal)).rejects.toBe(gone);
    await closed;
    await expect(client().send(get(url), abort.signal)).rejects.toBe(gone);
  });
});

describe('many requests', () => {
  it('wait for a place, and are refused when too many wait', async () => {
    const held: ServerResponse[] = [];
    let arrived: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const url = await serve((_request, response) => {
      held.push(response);
      arrived();
      if (held.length > 1) response.end();
    });
    const narrow = client({ maxConcurrent: 1, maxWaiting: 2 });
    const abort = new AbortController();
    const sent = [narrow.send(get(url), never), narrow.send(get(url), abort.signal), narrow.send(get(url), never)];
    await expect(narrow.send(get(url), never)).rejects.toMatchObject({ code: 'http.busy' });
    await first;
    abort.abort(new Error('gone'));
    expect(held).toHaveLength(1);
    held[0]?.end();
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('end with the client, which leaves nothing behind', async () => {
    const url = await serve(() => undefined);
    const closing = client();
    const sent = [closing.send(get(url), never), closing.send(get(url), never)];
    const outcomes = Promise.allSettled(sent);
    await Promise.all([closing.close(), closing.close()]);
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    await expect(closing.send(get(url), never)).rejects.toMatchObject({ code: 'http.network' });
    await Promise.all(servers.map((server) => expect.poll(() => connectionsOf(server)).toBe(0)));
  });
});

const connectionsOf = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
