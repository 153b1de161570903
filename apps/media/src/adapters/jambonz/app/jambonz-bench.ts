import { FakeJambonz, type FakeJambonzOptions } from '@callwright/jambonz-server/testing';
import { AppError } from '@callwright/protocol';
import schema from '@jambonz/schema';
import { TestExchange } from '../../../calls/testing/test-exchange.js';
import { authenticate } from '../../../control/credentials.js';
import { type HttpServer, listen } from '../../../platform/http-server.js';
import { silentLog } from '../../../platform/logging.js';
import type { ProtocolAdapter } from '../../protocol-adapter.js';
import { createJambonzApp } from './index.js';

const CONTROL_SECRET = 'a control secret of at least 32 characters';
/** Sockets a bench lets in at a time. */
export const MAX_SOCKETS = 12;

/** The jambonz application on a free port of loopback: real sockets, real calls, fake sound, a clock that stands still. */
export class JambonzBench {
  readonly exchange: TestExchange;
  readonly adapter: ProtocolAdapter;
  /** Codes of everything that was refused. */
  readonly refused: readonly string[];
  /** Secrets of the workspace, by name. */
  readonly secrets: Map<string, string>;
  /** Recordings of ours, by what a flow calls them. */
  readonly prompts: Map<string, Buffer>;
  readonly #http: HttpServer;
  readonly #fakes: FakeJambonz[] = [];
  #count = 0;

  private constructor(
    parts: Pick<JambonzBench, 'exchange' | 'adapter' | 'refused' | 'secrets' | 'prompts'>,
    http: HttpServer,
  ) {
    this.exchange = parts.exchange;
    this.adapter = parts.adapter;
    this.refused = parts.refused;
    this.secrets = parts.secrets;
    this.prompts = parts.prompts;
    this.#http = http;
  }

  static async open(): Promise<JambonzBench> {
    const exchange = new TestExchange({ policy: { homeCountry: '49', allowedPrefixes: ['+49', '@example.com'] } });
    const { registry, directory, clock } = exchange;
    const refused: string[] = [];
    const secrets = new Map<string, string>();
    const prompts = new Map<string, Buffer>();
    let idCount = 0;
    const adapter = createJambonzApp({
      onCall: (leg, principal) => registry.accept(leg, principal),
      authenticate: (credential) =>
        authenticate(credential, { directory, controlSecret: CONTROL_SECRET, nowMs: clock.nowMs }),
      directory,
      secret: async (_workspaceId, name) => secrets.get(name) ?? null,
      onRefused: (code) => void refused.push(code),
      sentBy: (id) => registry.sentBy(id),
      openPrompt: async (url) => {
        const bytes = prompts.get(url);
        if (!bytes) throw new AppError('media.promptMissing', 'There is no such recording.');
        return {
          sizeBytes: bytes.length,
          read: async (at, length) => bytes.subarray(at, at + length),
          close: async () => undefined,
        };
      },
      maxSockets: MAX_SOCKETS,
      clock,
      newId: () => `id-${++idCount}`,
      log: silentLog,
    });
    const { upgrade = () => false, request } = adapter;
    const http = await listen({
      ...{ host: '127.0.0.1', port: 0, routes: {}, upgrade, log: silentLog },
      ...(request && { request }),
    });
    return new JambonzBench({ exchange, adapter, refused, secrets, prompts }, http);
  }

  get port(): number {
    return this.#http.port;
  }

  /** A key of the workspace that may call. */
  key(): string {
    return this.exchange.key('calls:start');
  }

  /** A jambonz calls a line. @throws Error when its handshake is refused */
  async call(line: string, more: Partial<FakeJambonzOptions> = {}): Promise<FakeJambonz> {
    const { clock } = this.exchange;
    const fake = await FakeJambonz.call({
      url: `ws://127.0.0.1:${this.port}/jambonz/${line}`,
      credentials: { username: line, password: this.key() },
      callSid: `cs-${++this.#count}`,
      validate: (name, data) => schema.validateVerb(name, data, console),
      startTimer: clock.startTimer,
      ...more,
    });
    this.#fakes.push(fake);
    return fake;
  }

  /** Posts a webhook. */
  async post(path: string, body: object | string, headers: Record<string, string> = {}): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(`http://127.0.0.1:${this.port}/jambonz/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    });
  }

  /** Lets the clock run on until something holds, while real sockets do their part. */
  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 50_000 && !holds(); turn += 1) await this.exchange.pass(turn % 10 === 0 ? 20 : 0);
    if (!holds()) throw new Error('It does not come to pass.');
  }

  /** The one call there was; a test that makes several tells them apart itself. */
  get story() {
    const [story] = this.exchange.stories.all.values();
    if (!story) throw new Error('There was no call.');
    return story;
  }

  /** Events of the one call, by a name. */
  told(name: string): readonly object[] {
    return this.story.lines.flatMap((line) => (line.kind === 'event' && line.event.event === name ? [line.event] : []));
  }

  /** Closes everything, and checks what holds after every call. @returns what the application did that it must not */
  async close(): Promise<readonly string[]> {
    for (const fake of this.#fakes) fake.vanish();
    await this.adapter.close();
    await this.#http.close();
    const { registry } = this.exchange;
    await this.until(() => registry.liveCount === 0);
    await this.until(() => Object.values(this.adapter.counts?.() ?? {}).every((count) => count === 0));
    await this.exchange.finish();
    return this.#fakes.flatMap(({ breaches }) => breaches);
  }
}
