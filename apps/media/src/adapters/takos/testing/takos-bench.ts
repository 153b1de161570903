import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { TestExchange } from '../../../calls/testing/test-exchange.js';
import { authenticate } from '../../../control/credentials.js';
import { systemClock } from '../../../platform/clock.js';
import { type HttpServer, listen } from '../../../platform/http-server.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import { Bots } from '../bot/bots.js';
import { createTakosControl } from '../control/index.js';
import { People } from '../control/people.js';
import { RemoteServers } from '../control/remote-servers.js';
import { createHmacSignature } from '../control/signature.js';
import { createTakosAdapter, type TakosAdapter } from '../index.js';
import { TakosTestClient } from './takos-test-client.js';

const SECRET = 'a control secret of at least 32 characters';
const DOMAIN = 'home.test';
/** A media worker has its own process, and answers when it is its turn. */
const PATIENCE_MS = 30_000;
const TURN_MS = 2;
const STEP_MS = 5;

const admission = z.object({ token: z.string().optional(), callId: z.string().optional() });
/** What a request was answered with. */
export type Asked = { readonly status: number; readonly body: z.infer<typeof admission> };

/** takos as a whole on a free port: real sockets, real rooms of mediasoup, whole calls, fake sound, a clock that is pushed. */
export class TakosBench {
  readonly exchange = new TestExchange();
  readonly adapter: TakosAdapter;
  readonly #control: ReturnType<typeof createTakosControl>;
  readonly #dir = mkdtempSync(join(tmpdir(), 'callwright-takos-'));
  #http: HttpServer | null = null;

  private constructor() {
    const { clock, registry, directory } = this.exchange;
    const shared = { onRefused: () => undefined, clock, log: silentLog };
    this.adapter = createTakosAdapter({
      ...{ host: '127.0.0.1', port: 0, publicAddress: null, quietMs: 30_000, reconnectMs: 5000 },
      ...{ maxRooms: 50, maxSockets: 100, ...shared },
    });
    const { rooms, tokens } = this.adapter;
    const people = new People({ path: join(this.#dir, 'people'), secret: SECRET, log: silentLog });
    const signature = createHmacSignature({ domain: DOMAIN, nowMs: () => clock.nowMs(), secretOf: () => null });
    const servers = new RemoteServers({
      ...{ serverOf: (name) => people.serverOf(name), signature, newId: newUuid },
      send: () => Promise.reject(new Error('There is no other server.')),
    });
    const bots = new Bots({
      ...{ rooms, domain: DOMAIN, soundHost: '127.0.0.1', clock, log: silentLog, newId: newUuid },
      accept: (leg, principal) => registry.accept(leg, principal),
      endpoint: (name, workspace) => directory.endpoint(name, workspace),
    });
    this.#control = createTakosControl({
      ...{ domain: DOMAIN, rooms, tokens, bots, people, servers, signature: null, ...shared },
      authenticate: (credential) => authenticate(credential, { directory, controlSecret: SECRET, nowMs: clock.nowMs }),
    });
  }

  static async open(): Promise<TakosBench> {
    const bench = new TakosBench();
    await bench.adapter.start();
    const { request } = bench.#control;
    const { upgrade } = bench.adapter;
    bench.#http = await listen({ host: '127.0.0.1', port: 0, routes: {}, upgrade, request, log: silentLog });
    return bench;
  }

  /**
   * A user calls a line as a friend, by REST: the line sits in the room before the answer.
   * @param key whose request it is; null: nobody's
   */
  async request(user: string, line: string, key: string | null = this.exchange.key('calls:start')): Promise<Asked> {
    const body = JSON.stringify({ userId: `${user}@${DOMAIN}`, friendId: `${line}@${DOMAIN}`, callType: 'audio' });
    const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
    let asked: Asked | null = null;
    const url = `http://127.0.0.1:${this.#http?.port}/takos/v1/friend/request`;
    const asking = fetch(url, { method: 'POST', headers, body }).then(async (response) => {
      asked = { status: response.status, body: admission.parse(await response.json()) };
    });
    await this.until(() => asked !== null);
    await asking;
    return asked ?? { status: 0, body: {} };
  }

  /** Connects with a token. */
  connect(token: string): TakosTestClient {
    return new TakosTestClient(`ws://127.0.0.1:${this.#http?.port}/_takos/v2/call?token=${token}`, token);
  }

  /** Lets the clock run on a little at a time until something holds, while the media worker does its part. */
  async until(holds: () => boolean): Promise<void> {
    const untilMs = systemClock.monotonicMs() + PATIENCE_MS;
    while (!holds()) {
      if (systemClock.monotonicMs() > untilMs) throw new Error('It does not come to pass.');
      await new Promise<void>((resolve) => void systemClock.startTimer(TURN_MS, resolve));
      await this.exchange.pass(STEP_MS);
    }
  }

  /** Closes everything, and checks what holds after every call. */
  async close(): Promise<void> {
    await this.adapter.close();
    await this.#control.close();
    await this.#http?.close();
    await this.until(() => this.exchange.registry.liveCount === 0);
    rmSync(this.#dir, { recursive: true, force: true });
    await this.exchange.finish();
  }
}
