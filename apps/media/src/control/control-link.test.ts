import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawFlow, FakeClock } from '@callwright/flow-engine/testing';
import {
  type ApiMessage,
  AppError,
  callId,
  endpointId,
  flowId,
  type MediaMessage,
  mediaMessageSchema,
  type PlacedCall,
  trunkId,
  workspaceId,
} from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { silentLog } from '../platform/logging.js';
import { settle } from '../platform/settle.js';
import { ControlLink } from './control-link.js';
import { CachedDirectory } from './directory.js';
import { Outbox } from './outbox.js';
import { type Snapshot, SnapshotFile } from './snapshot-file.js';
import { Spool } from './spool.js';

const SECRET = 'a control secret of at least 32 characters';
const HOME = workspaceId.parse('home');
const F = flowId.parse('f');
const C = callId.parse('c-1');
const snapshot: Snapshot = {
  type: 'snapshot',
  endpoints: [
    { id: endpointId.parse('e'), workspaceId: HOME, name: 'main', flowId: null, isPublic: true, defaults: {} },
  ],
  flows: [],
  keys: [],
};

/** The api's end: a real WebSocket server on a free port. */
class TestApi {
  readonly messages: MediaMessage[] = [];
  readonly secrets: (string | undefined)[] = [];
  connectionCount = 0;
  #server: WebSocketServer | null = null;
  #socket: WebSocket | null = null;
  #port = 0;
  #waiting: (() => void)[] = [];

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens; on the same port as before, if it did before. */
  async start(): Promise<void> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: this.#port, path: '/control' });
    server.on('connection', (socket, request) => {
      this.connectionCount += 1;
      this.secrets.push(request.headers.authorization);
      this.#socket = socket;
      socket.on('message', (data) => {
        this.messages.push(mediaMessageSchema.parse(JSON.parse(String(data))));
        this.#wake();
      });
      socket.on('close', () => this.#wake());
      this.#wake();
    });
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  send(message: ApiMessage): void {
    this.write(JSON.stringify(message));
  }

  write(text: string): void {
    this.#socket?.send(text);
  }

  /** Breaks the connection without a word. */
  cut(): void {
    this.#socket?.terminate();
  }

  async stop(): Promise<void> {
    for (const client of this.#server?.clients ?? []) client.terminate();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    this.#server = null;
  }

  /** Resolves when something holds; it is looked at whenever something arrives. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async message<Type extends MediaMessage['type']>(type: Type): Promise<Extract<MediaMessage, { type: Type }>> {
    await this.until(() => this.messages.some((one) => one.type === type));
    return this.messages.find((one) => one.type === type) as Extract<MediaMessage, { type: Type }>;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

let dir: string;
let api: TestApi;
let clock: FakeClock;
let directory: CachedDirectory;
let outbox: Outbox;
let link: ControlLink;
let hungUp: string[];
let warnings: string[];
let placeCall: (call: PlacedCall) => Promise<void>;

const openLink = (apiUrl: string): ControlLink => {
  directory = new CachedDirectory();
  outbox = new Outbox({
    clock,
    newId: () => 'b',
    log: silentLog,
    spool: new Spool({ dir: join(dir, 'spool'), log: silentLog }),
  });
  let idCount = 0;
  const opened = new ControlLink({
    apiUrl,
    controlSecret: SECRET,
    hello: () => ({ type: 'hello', processId: 'p', version: '1', mediaUrl: 'http://media', liveCallIds: [C] }),
    directory,
    outbox,
    snapshots: new SnapshotFile(join(dir, 'snapshot.json'), silentLog),
    onHangup: (id, reason) => hungUp.push(`${id} ${reason}`),
    onPlaceCall: (call) => placeCall(call),
    onExamineTrunk: async (trunk) => [{ check: 'address', status: 'ok', text: trunk }],
    onSpeak: async (_workspace, { text }) => {
      if (text === 'Hello.') return Buffer.from('RIFF');
      throw new AppError('speech.ttsFailed', 'It cannot be said.');
    },
    clock,
    newId: () => `r${++idCount}`,
    log: { ...silentLog, warn: (_fields, message) => void warnings.push(message) },
  });
  opened.open();
  return opened;
};

/** What a real socket needs is not on our clock: looks again at every turn of the event loop. */
const eventually = async (holds: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 100_000 && !holds(); turn += 1) await settle();
  expect(holds()).toBe(true);
};
/** The link has noticed so many times that it is down. */
const hasLost = (times: number) =>
  eventually(() => warnings.filter((message) => message === 'control link down').length === times);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'callwright-control-'));
  clock = new FakeClock();
  hungUp = [];
  warnings = [];
  placeCall = async () => undefined;
  api = new TestApi();
  await api.start();
  link = openLink(api.url);
});
afterEach(async () => {
  const closed = link.close();
  clock.advance(1_000);
  await closed;
  await api.stop();
  expect(clock.timerCount, 'timers left running').toBe(0);
  rmSync(dir, { recursive: true, force: true });
});

describe('the control link', () => {
  it('proves who it is and says hello', async () => {
    expect(await api.message('hello')).toEqual({
      type: 'hello',
      processId: 'p',
      version: '1',
      mediaUrl: 'http://media',
      liveCallIds: [C],
    });
    expect(api.secrets).toEqual([`Bearer ${SECRET}`]);
    expect(link.isConnected).toBe(true);
  });

  it('takes a snapshot in and keeps it, for nobody else to read', async () => {
    await api.message('hello');
    api.send(snapshot);
    await eventually(() => directory.isKnown);
    expect(directory.endpoint('main', HOME)?.name).toBe('main');
    const path = join(dir, 'snapshot.json');
    const kept = new SnapshotFile(path, silentLog);
    expect(kept.read(SECRET)).toEqual(snapshot);
    expect(kept.read('another secret')).toBeNull();
    expect(readFileSync(path, 'latin1')).not.toContain('snapshot');
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('knows the last snapshot while the api is down', async () => {
    await api.message('hello');
    api.send(snapshot);
    await eventually(() => directory.isKnown);
    await link.close();
    await api.stop();
    link = openLink(api.url);
    expect(directory.endpoint('main', null)?.name).toBe('main');
    expect(link.isConnected).toBe(false);
  });

  it('starts without a snapshot when what is on disk is none', async () => {
    await link.close();
    writeFileSync(join(dir, 'snapshot.json'), '{"type":"snapshot"');
    link = openLink(api.url);
    expect(directory.isKnown).toBe(false);
  });

  it('answers pings, and hangs up when it is told to', async () => {
    await api.message('hello');
    api.send({ type: 'ping', at: 7 });
    expect(await api.message('pong')).toEqual({ type: 'pong', at: 7 });
    api.send({ type: 'hangup', callId: C, reason: 'admin' });
    await eventually(() => hungUp.length > 0);
    expect(hungUp).toEqual(['c-1 admin']);
  });

  it.each([
    ['that it rings', null, null],
    [
      'why it may not be made',
      new AppError('call.notAllowed', 'Not abroad.'),
      { code: 'call.notAllowed', message: 'Not abroad.' },
    ],
    ['nothing of what we did not foresee', new Error('a path'), { code: 'internal', message: 'Something went wrong.' }],
  ] as const)('has a call made, and tells %s', async (_, problem, error) => {
    const placed: PlacedCall[] = [];
    placeCall = async (call) => {
      placed.push(call);
      if (problem) throw problem;
    };
    await api.message('hello');
    const call = { callId: C, workspaceId: HOME, callee: '+1202', line: 'main', timeoutMs: 60_000 };
    api.send({ type: 'placeCall', requestId: 'q', call });
    expect(await api.message('placed')).toEqual({ type: 'placed', requestId: 'q', error });
    expect(placed).toEqual([call]);
  });

  it('has a trunk examined, and tells what was found', async () => {
    await api.message('hello');
    api.send({ type: 'examineTrunk', requestId: 'q', trunkId: trunkId.parse('t-1') });
    expect(await api.message('trunkReport')).toEqual({
      type: 'trunkReport',
      requestId: 'q',
      findings: [{ check: 'address', status: 'ok', text: 't-1' }],
    });
  });

  it.each([
    ['Hello.', { sound: 'UklGRg==', error: null }],
    ['...', { sound: null, error: { code: 'speech.ttsFailed', message: 'It cannot be said.' } }],
  ])('has a text said, or tells why not: %s', async (text, said) => {
    await api.message('hello');
    api.send({ type: 'speak', requestId: 'q', workspaceId: HOME, preview: { text, language: 'en-US' } });
    expect(await api.message('spoken')).toEqual({ type: 'spoken', requestId: 'q', ...said });
  });

  it.each([
    ...['', 'nonsense', '[]', '{"type":"levitate"}', '{"type":"ack"}', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    '{"type":"snapshot","endpoints":[{"id":"e","name":7}],"flows":[],"keys":[]}',
    '{"type":"snapshot","endpoints":[],"flows":[{"ref":{"flowId":"f"},"flow":{"schema":1}}],"keys":[]}',
    '{"type":"flow","requestId":"nobody asked","entry":null}',
    '{"type":"secret","requestId":"nobody asked","value":"x"}',
    '{"type":"hangup","callId":"","reason":7}',
  ])('takes no harm from what it does not understand or did not ask for: %.70s', async (text) => {
    await api.message('hello');
    api.send(snapshot);
    api.write(text);
    api.send({ type: 'ping', at: 8 });
    expect(await api.message('pong')).toEqual({ type: 'pong', at: 8 });
    expect(api.connectionCount).toBe(1);
    expect(directory.endpoint('main', HOME)).toMatchObject({ id: 'e' });
    expect(hungUp).toEqual([]);
  });

  it('sends journals, and forgets them once they are acknowledged', async () => {
    await api.message('hello');
    outbox.line(C, { seq: 0, atMs: 0, kind: 'problem', code: 'x', message: 'y' });
    outbox.flush();
    expect(await api.message('journal')).toMatchObject({ callId: C, lines: [{ seq: 0 }] });
    expect(outbox.backlog).toBe(1);
    api.send({ type: 'ack', batchId: 'b' });
    await eventually(() => outbox.backlog === 0);
  });
});

describe('a link that is closed', () => {
  const writeLine = () => {
    outbox.line(C, { seq: 0, atMs: 0, kind: 'problem', code: 'x', message: 'y' });
  };

  it('first lets the api take what is still to be told', async () => {
    await api.message('hello');
    writeLine();
    const closed = link.close();
    expect(await api.message('journal')).toMatchObject({ lines: [{ seq: 0 }] });
    api.send({ type: 'ack', batchId: 'b' });
    await closed;
    expect(readdirSync(join(dir, 'spool'))).toEqual([]);
  });

  it('does not wait for an api that takes nothing: it is on disk then', async () => {
    await api.message('hello');
    writeLine();
    const closed = link.close();
    await api.message('journal');
    clock.advance(1_000);
    await closed;
    expect(readdirSync(join(dir, 'spool'))).toHaveLength(1);
  });
});

describe('a draft', () => {
  const fetch = () => link.fetchDraft(HOME, F);

  it('is asked for by id, and answered by id', async () => {
    await api.message('hello');
    const [one, two] = [fetch(), fetch()];
    await api.until(() => api.messages.filter(({ type }) => type === 'fetchFlow').length === 2);
    expect(api.messages.at(-1)).toEqual({
      type: 'fetchFlow',
      requestId: 'r2',
      workspaceId: HOME,
      flowId: F,
      draft: true,
    });
    const flow = drawFlow({ steps: { end: ['hangup'] } });
    const entry = { ref: { flowId: F, version: null, draftRevision: 1 }, workspaceId: HOME, name: 'f', flow };
    api.send({ type: 'flow', requestId: 'r2', entry: null });
    api.send({ type: 'flow', requestId: 'never-asked', entry });
    api.send({ type: 'flow', requestId: 'r1', entry });
    expect(await two).toBeNull();
    expect((await one)?.ref.draftRevision).toBe(1);
  });

  it('is not waited for longer than five seconds', async () => {
    await api.message('hello');
    const answer = expect(fetch()).rejects.toMatchObject({ code: 'control.unavailable' });
    await api.message('fetchFlow');
    clock.advance(5_000);
    await answer;
  });

  it('is not waited for when the link breaks, and not asked for when it is down', async () => {
    await api.message('hello');
    const answer = expect(fetch()).rejects.toMatchObject({ code: 'control.unavailable' });
    await api.message('fetchFlow');
    api.cut();
    await answer;
    await expect(fetch()).rejects.toMatchObject({ code: 'control.unavailable' });
  });
});

describe('a link that breaks', () => {
  it('is dialled again, a little later each time, and tells what has happened meanwhile', async () => {
    await api.message('hello');
    await api.stop();
    await hasLost(1);
    outbox.line(C, { seq: 5, atMs: 0, kind: 'problem', code: 'x', message: 'y' });
    outbox.flush();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const due = clock.nextDueMs ?? 0;
      pauses.push(due - clock.nowMs());
      clock.advance(due - clock.nowMs());
      await hasLost(attempt + 2);
    }
    expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    await api.start();
    clock.advance(5_000);
    await api.until(() => api.messages.filter(({ type }) => type === 'hello').length === 2);
    expect(await api.message('journal')).toMatchObject({ lines: [{ seq: 5 }] });
  });

  it('is dialled quickly again once it has held', async () => {
    await api.message('hello');
    api.cut();
    await hasLost(1);
    clock.advance(200);
    await api.until(() => api.connectionCount === 2);
    await eventually(() => link.isConnected);
    clock.advance(10_000);
    api.cut();
    await hasLost(2);
    expect((clock.nextDueMs ?? 0) - clock.nowMs()).toBe(200);
  });

  it('is taken for dead when nothing comes for a minute', async () => {
    await api.message('hello');
    clock.advance(60_000);
    await hasLost(1);
    clock.advance(200);
    await api.until(() => api.connectionCount === 2);
  });

  it('is not dialled again once it is closed', async () => {
    await api.message('hello');
    expect(link.close()).toBe(link.close());
    await link.close();
    expect(clock.timerCount).toBe(0);
    await expect(link.fetchDraft(HOME, F)).rejects.toMatchObject({ code: 'control.unavailable' });
  });

  it('can be closed while it is still dialling', async () => {
    await link.close();
    link = openLink('http://127.0.0.1:9');
    await link.close();
    expect(clock.timerCount).toBe(0);
  });
});
