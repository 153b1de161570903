import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { HookRequest } from '../messages/hook-request.js';
import type { RecordingRequest } from '../messages/recording-request.js';
import type { StartTimer } from '../platform/timers.js';
import { verbs } from '../verbs/verbs.js';
import { createJambonzServer, type JambonzServer, type JambonzServerOptions } from './create-jambonz-server.js';
import type { HandlerContext } from './route.js';

type State = { readonly message: string; readonly seen: string[] };
type Seen = HookRequest | RecordingRequest;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** What was told, and who waits for it. */
class Inbox<Item> {
  readonly all: Item[] = [];
  #wake: (() => void)[] = [];
  add(item: Item): void {
    this.all.push(item);
    for (const wake of this.#wake.splice(0)) wake();
  }
  async until(holds: (all: readonly Item[]) => boolean): Promise<readonly Item[]> {
    while (!holds(this.all)) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return this.all;
  }
}

/** The two handlers of the seed's README. */
const seedServer = (state: State, told: Inbox<string>, options: JambonzServerOptions = {}) =>
  createJambonzServer(state, options)
    .bind('127.0.0.1', 0)
    .route({
      path: '/hook',
      type: 'hook',
      handler: ({ request, session, state: shared, uuid }) => {
        if (!shared.seen.includes(uuid)) shared.seen.push(uuid);
        switch (request.kind) {
          case 'SessionNew': {
            const ack = verbs(request.msgid).say('Welcome! Please wait while we find an agent.').asAckReply().json();
            session.text(ack);
            return;
          }
          case 'SessionRedirect':
          case 'SessionReconnect':
            session.text(verbs(request.msgid).asAckReply());
            return told.add(`${request.kind} ${request.callSid}`);
          case 'CallStatus':
            return told.add(`Call status update: ${request.data.call_status}`);
          case 'VerbHook':
            return told.add(`Verb hook event: ${request.hook}`);
          default:
            return told.add(request.kind);
        }
      },
    })
    .route({
      path: '/recording',
      type: 'recording',
      handler: ({ request }) => {
        if (request.kind === 'SessionNew') told.add(`Started recording session: ${request.session.callSid}`);
        else if (request.kind === 'Binary') told.add(`Received audio bytes: ${request.bytes.length} bytes`);
        else told.add(request.kind);
      },
    });

const started = async (server: JambonzServer<unknown>): Promise<string> => {
  const { port, close } = await server.start();
  closers.push(close);
  return `ws://127.0.0.1:${port}`;
};
/** A server that notes all requests on `/hook` and `/recording`. */
const noting = async (options: JambonzServerOptions = {}) => {
  const seen = new Inbox<Seen>();
  const note = ({ request }: HandlerContext<null, Seen>) => seen.add(request);
  const server = createJambonzServer(null, options)
    .bind('127.0.0.1', 0)
    .route({ path: '/hook/:line', type: 'hook', handler: note })
    .route({ path: '/recording', type: 'recording', handler: note });
  return { server, seen, url: await started(server) };
};

const HOOK = 'ws.jambonz.org';
const connect = async (url: string, protocols: string | string[], options: WebSocket.ClientOptions = {}) => {
  const socket = new WebSocket(url, protocols, options);
  const texts = new Inbox<Record<string, unknown>>();
  socket.on('message', (data) => texts.add(JSON.parse(String(data))));
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return { socket, texts, send: (message: object) => socket.send(JSON.stringify(message)) };
};
/** The status a handshake is refused by. */
const refusal = (url: string, protocols: string | string[], options: WebSocket.ClientOptions = {}) =>
  new Promise<number | undefined>((resolve) => {
    const socket = new WebSocket(url, protocols, options);
    socket.on('error', () => undefined);
    socket.on('open', () => resolve(undefined));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode);
    });
  });
const basic = (pair: string) => ({ headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } });
const message = (type: string, more: object = {}) => ({ type, msgid: `m-${type}`, call_sid: 'c-1', data: {}, ...more });

describe('the two handlers of the seed', () => {
  it('answer a call, and hear of everything that happens in it', async () => {
    const state: State = { message: 'stateful message', seen: [] };
    const told = new Inbox<string>();
    const url = await started(seedServer(state, told));
    const { socket, texts, send } = await connect(`${url}/hook`, HOOK);
    expect(socket.protocol).toBe(HOOK);
    send(message('session:new'));
    expect(await texts.until(({ length }) => length === 1)).toEqual([
      {
        type: 'ack',
        msgid: 'm-session:new',
        data: [{ verb: 'say', text: 'Welcome! Please wait while we find an agent.' }],
      },
    ]);
    send(message('call:status', { data: { call_status: 'in-progress' } }));
    send(message('verb:hook', { hook: '/menu' }));
    send(message('session:redirect'));
    send(message('session:reconnect'));
    socket.close();
    expect(await told.until((all) => all.includes('Close'))).toEqual([
      'Call status update: in-progress',
      'Verb hook event: /menu',
      'SessionRedirect c-1',
      'SessionReconnect c-1',
      'Close',
    ]);
    expect(state.seen).toHaveLength(1);
  });

  it('take the sound of a recording', async () => {
    const told = new Inbox<string>();
    const url = await started(seedServer({ message: '', seen: [] }, told));
    const { socket, send } = await connect(`${url}/recording`, ['audio.drachtio.org']);
    send({ callSid: 'c-1', sampleRate: 8000, mixType: 'stereo' });
    socket.send(Buffer.alloc(320));
    socket.close();
    expect(await told.until((all) => all.includes('Close'))).toEqual([
      'Started recording session: c-1',
      'Received audio bytes: 320 bytes',
      'Close',
    ]);
  });
});

describe('a handshake', () => {
  it.each([
    ['hook/a', [HOOK], HOOK],
    ['hook/a', ['other', HOOK], HOOK],
    ['recording', ['audio.jambonz.org'], 'audio.jambonz.org'],
    ['recording', ['audio.drachtio.org', 'audio.jambonz.org'], 'audio.jambonz.org'],
  ])('on /%s that offers %j is answered by %s', async (path, offered, chosen) => {
    const { url } = await noting();
    expect((await connect(`${url}/${path}`, offered)).socket.protocol).toBe(chosen);
  });

  it.each([
    ['a path nobody is on', '/nowhere', [HOOK], 404],
    ['a longer path', '/hook/a/b', [HOOK], 404],
    ['no subprotocol', '/hook/a', [], 400],
    ['that of sound on a hook', '/hook/a', ['audio.jambonz.org'], 400],
    ['that of hooks on a recording', '/recording', [HOOK], 400],
  ])('is refused with %s', async (_what, path, offered, status) => {
    const { url } = await noting();
    expect(await refusal(`${url}${path}`, offered)).toBe(status);
  });

  it('is asked for a name and a password where the server wants them', async () => {
    const { url } = await noting({
      isAllowed: ({ credentials, params }) => credentials?.username === params.line && credentials?.password === 'p:w',
    });
    expect(await refusal(`${url}/hook/main`, HOOK)).toBe(401);
    expect(await refusal(`${url}/hook/main`, HOOK, basic('main:wrong'))).toBe(401);
    expect(await refusal(`${url}/hook/main`, HOOK, basic('main:p:w'))).toBeUndefined();
  });

  it('is refused when there are too many sockets', async () => {
    const { url } = await noting({ maxSockets: 1 });
    await connect(`${url}/hook/a`, HOOK);
    expect(await refusal(`${url}/hook/a`, HOOK)).toBe(503);
  });

  it('may be that of another HTTP server', async () => {
    const seen = new Inbox<Seen>();
    const server = createJambonzServer(null).route({
      path: '/hook/:line',
      type: 'hook',
      handler: ({ request, session }) => {
        seen.add(request);
        session.text(JSON.stringify(session.handshake.params));
      },
    });
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const refused: string[] = [];
    http.on('upgrade', (request, socket, head) => {
      if (server.upgrade(request, socket, head)) return;
      refused.push(String(request.url));
      socket.destroy();
    });
    closers.push(async () => {
      await server.close();
      http.close();
    });
    const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const { send, texts } = await connect(`${url}/hook/my%20line`, HOOK);
    send(message('session:new'));
    expect(await texts.until(({ length }) => length === 1)).toEqual([{ line: 'my line' }]);
    const other = new WebSocket(`${url}/other`);
    await once(other, 'error');
    expect(refused).toEqual(['/other']);
  });
});

describe('bad input', () => {
  it('on a hook is dropped, and the call goes on', async () => {
    const { seen, url } = await noting();
    const { socket, send } = await connect(`${url}/hook/a`, HOOK);
    for (const text of ['', '{', 'null', '[]', '7', '{"type":5}', '{"type":"session:new"}']) socket.send(text);
    send(message('levitate'));
    send(message('toString'));
    send({ ...message('session:new'), msgid: 'm'.repeat(300) });
    socket.send(Buffer.from([1, 2, 3]));
    send(message('verb:status', { data: 'nothing' }));
    expect(await seen.until(({ length }) => length > 0)).toMatchObject([{ kind: 'VerbStatus', data: {} }]);
    expect(socket.readyState).toBe(socket.OPEN);
  });

  it('too long for the server ends the socket', async () => {
    const { seen, url } = await noting({ maxMessageBytes: 1000 });
    const { socket } = await connect(`${url}/hook/a`, HOOK);
    socket.send('x'.repeat(1001));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
    expect(await seen.until(({ length }) => length > 0)).toMatchObject([{ kind: 'Close' }]);
  });

  it.each([
    ['bytes', Buffer.alloc(320)],
    ['no JSON', 'hello'],
    ['nobody', '{"sampleRate":8000}'],
  ])('first on a recording ends the socket: %s', async (_what, first) => {
    const { seen, url } = await noting();
    const { socket } = await connect(`${url}/recording`, 'audio.jambonz.org');
    socket.send(first);
    const [code] = await once(socket, 'close');
    expect(code).toBe(1008);
    expect(await seen.until(({ length }) => length > 0)).toMatchObject([{ kind: 'Close' }]);
  });

  it('in a handler is a matter of that message alone', async () => {
    const told = new Inbox<string>();
    const url = await started(
      createJambonzServer(null)
        .bind('127.0.0.1', 0)
        .route({
          path: '/hook',
          type: 'hook',
          async handler({ request }) {
            told.add(request.kind);
            if (request.kind === 'SessionNew') throw new Error('out of order');
          },
        }),
    );
    const { send } = await connect(`${url}/hook`, HOOK);
    send(message('session:new'));
    send(message('verb:hook'));
    expect(await told.until(({ length }) => length === 2)).toEqual(['SessionNew', 'VerbHook']);
  });
});

describe('messages', () => {
  it('wait for the handler of the one before', async () => {
    const told = new Inbox<string>();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const url = await started(
      createJambonzServer(null)
        .bind('127.0.0.1', 0)
        .route({
          path: '/hook',
          type: 'hook',
          async handler({ request }) {
            told.add(`begin ${request.kind}`);
            if (request.kind === 'SessionNew') await held;
            told.add(`end ${request.kind}`);
          },
        }),
    );
    const { send, socket } = await connect(`${url}/hook`, HOOK);
    send(message('session:new'));
    // More than may wait: the socket is not read meanwhile, and nothing is lost.
    for (let count = 0; count < 600; count += 1) send(message('verb:status'));
    await told.until(({ length }) => length === 1);
    release();
    socket.close();
    const all = await told.until((lines) => lines.includes('end Close'));
    expect(all.slice(0, 3)).toEqual(['begin SessionNew', 'end SessionNew', 'begin VerbStatus']);
    expect(all.filter((line) => line === 'end VerbStatus')).toHaveLength(600);
  });

  it('of an audio socket tell of keys, marks and playbacks', async () => {
    const { seen, url } = await noting();
    const { send, socket } = await connect(`${url}/recording`, 'audio.jambonz.org');
    send({ callSid: 'c-1', sampleRate: '16000', mixType: 'mixed', from: '+1', mine: true });
    send({ event: 'dtmf', dtmf: '5', duration: '800' });
    send({ type: 'mark', data: { name: 'a', event: 'cleared' } });
    send({ type: 'playDone', data: { id: 'p' } });
    send({ something: 'else' });
    socket.send('no JSON');
    socket.close();
    expect(await seen.until((all) => all.some(({ kind }) => kind === 'Close'))).toMatchObject([
      { kind: 'SessionNew', session: { sampleRate: 16_000, mixType: 'mixed', from: '+1', metadata: { mine: true } } },
      { kind: 'Dtmf', digit: '5', durationMs: 100 },
      { kind: 'Mark', name: 'a', event: 'cleared' },
      { kind: 'PlayDone', data: { id: 'p' } },
      { kind: 'Other', data: { something: 'else' } },
      { kind: 'Close' },
    ]);
  });
});

describe('a client that is gone', () => {
  it('is pinged every five seconds, and dropped when nothing comes back for ten', async () => {
    const due: { readonly afterMs: number; readonly task: () => void }[] = [];
    const startTimer: StartTimer = (afterMs, task) => {
      const timer = { afterMs, task };
      due.push(timer);
      return { cancel: () => void due.splice(due.indexOf(timer) >>> 0, 1) };
    };
    const { server, seen, url } = await noting({ startTimer });
    // Answers no ping.
    const { socket } = await connect(`${url}/hook/a`, HOOK, { autoPong: false });
    const pings = new Inbox<true>();
    socket.on('ping', () => pings.add(true));
    const beat = () => {
      expect(due.map(({ afterMs }) => afterMs)).toEqual([5_000]);
      due.shift()?.task();
    };
    beat();
    await pings.until(({ length }) => length === 1);
    beat();
    await pings.until(({ length }) => length === 2);
    expect(server.socketCount()).toBe(1);
    beat();
    await seen.until((all) => all.some(({ kind }) => kind === 'Close'));
    expect(due).toEqual([]);
  });

  it('stays while it answers', async () => {
    const due: (() => void)[] = [];
    const { server, url } = await noting({
      startTimer: (_afterMs, task) => {
        due.push(task);
        return { cancel: () => undefined };
      },
    });
    const { socket } = await connect(`${url}/hook/a`, HOOK);
    for (let count = 0; count < 6; count += 1) {
      const pinged = once(socket, 'ping');
      due.shift()?.();
      await pinged;
      // A message behind the pong: when it is answered for, so is the pong.
      socket.ping();
      await once(socket, 'pong');
    }
    expect(server.socketCount()).toBe(1);
  });

  it('leaves nothing behind when the server closes, twice', async () => {
    const { server, url } = await noting();
    const { socket } = await connect(`${url}/hook/a`, HOOK);
    const closed = once(socket, 'close');
    expect(server.close()).toBe(server.close());
    await server.close();
    await closed;
    expect(server.socketCount()).toBe(0);
  });
});
