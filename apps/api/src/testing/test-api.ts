import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Scope, scope, type WorkspaceId, workspaceId } from '@callwright/protocol';
import { DiscoveryService } from '@nestjs/core';
import { type RunningApi, startApi } from '../app.js';
import { ApiKeysService } from '../auth/api-keys.service.js';
import { Clock, SystemClock } from '../platform/clock.js';
import { type AppConfig, readConfig } from '../platform/config.js';
import { Log, silentLog } from '../platform/log.js';
import { type DeclaredRoute, routesOf } from '../platform/openapi/document.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { SecretsService } from '../secrets/secrets.service.js';
import { type Headers_, TestClient } from './test-client.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** Shared with the media processes of a test. */
export const CONTROL_SECRET = 'control secret of the tests, long enough';
/** Where a test pretends the studio is. */
export const STUDIO_ORIGIN = 'http://127.0.0.1:3000';

type Settings = Readonly<Record<string, string>>;

/** Settings of an api on any free port. @param settings further ones, by their names in the environment */
export const testConfig = (databaseUrl: string, dataDir: string, settings: Settings = {}): AppConfig =>
  readConfig({
    ...settings,
    CALLWRIGHT_API_PORT: '0',
    CALLWRIGHT_DATA_DIR: dataDir,
    CALLWRIGHT_CONTROL_SECRET: CONTROL_SECRET,
    CALLWRIGHT_ENCRYPTION_KEY: 'encryption key of the tests, long enough',
    DATABASE_URL: databaseUrl,
  });

/** A running api on a database and folder of its own, and ways to talk to it. */
export class TestApi {
  readonly url: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly #running: RunningApi;
  readonly #database: TestDatabase;
  readonly #settings: Settings;

  private constructor(running: RunningApi, database: TestDatabase, dataDir: string, settings: Settings) {
    this.#running = running;
    this.#database = database;
    this.#settings = settings;
    this.databaseUrl = database.url;
    this.dataDir = dataDir;
    this.url = `http://127.0.0.1:${running.port}`;
  }

  /** Starts one; `clock`, `log` and some settings may be a test's own. */
  static async start({
    clock = new SystemClock(),
    log = silentLog,
    settings = {},
  }: {
    clock?: Clock;
    log?: Log;
    settings?: Settings;
  } = {}): Promise<TestApi> {
    const [database, dataDir] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'callwright-api-'))]);
    const config = testConfig(database.url, dataDir, settings);
    return new TestApi(await startApi({ config, clock, log }), database, dataDir, settings);
  }

  /** Stops it and starts another on the same database and folder. */
  async restart(clock: Clock = new SystemClock()): Promise<TestApi> {
    await this.#running.close();
    const config = testConfig(this.databaseUrl, this.dataDir, this.#settings);
    const running = await startApi({ config, clock, log: silentLog });
    return new TestApi(running, this.#database, this.dataDir, this.#settings);
  }

  /** How to get in, as it was told at the first start. */
  get firstLogin(): NonNullable<RunningApi['firstLogin']> {
    if (!this.#running.firstLogin) throw new Error('this is not the first start');
    return this.#running.firstLogin;
  }

  get wasFirstStart(): boolean {
    return this.#running.firstLogin !== null;
  }

  get prisma(): PrismaService {
    return this.#running.app.get(PrismaService);
  }

  /** Nobody in particular. */
  stranger(headers: Headers_ = {}): TestClient {
    return new TestClient(this.url, headers);
  }

  /** An integration with the key of the first start, or with another. */
  integration(key = this.firstLogin.apiKey): TestClient {
    return new TestClient(this.url, { authorization: `Bearer ${key}` });
  }

  /** The admin, signed in from the studio. */
  async admin(): Promise<TestClient> {
    const { email, password } = this.firstLogin;
    return this.signIn(email, password);
  }

  async signIn(email: string, password: string): Promise<TestClient> {
    const { headers } = await this.stranger().post('/api/auth/sign-in/email', { email, password }).expect(200);
    const cookie = headers
      .getSetCookie()
      .map((text) => text.split(';', 1)[0])
      .join('; ');
    return new TestClient(this.url, { cookie, origin: STUDIO_ORIGIN });
  }

  /** Another key of the first workspace. */
  async key(...scopes: Scope[]): Promise<string> {
    const { body } = await this.integration().post('/api/v1/api-keys', { name: scopes.join(), scopes }).expect(201);
    return body.key;
  }

  /** The workspace of the first start. */
  async home(): Promise<WorkspaceId> {
    const { body } = await this.integration().get('/api/v1/me').expect(200);
    return workspaceId.parse(body.workspace.id);
  }

  /** Somebody with all scopes in a workspace of their own. */
  async neighbour(): Promise<{ client: TestClient; key: string; workspaceId: WorkspaceId }> {
    const id = workspaceId.parse(`neighbour-${(await this.prisma.workspace.count()).toString()}`);
    await this.prisma.workspace.create({ data: { id, name: 'Next door' } });
    const keys = this.#running.app.get(ApiKeysService);
    const { key } = await keys.create(id, { name: 'theirs', scopes: [...scope.options] });
    return { client: this.integration(key), key, workspaceId: id };
  }

  /** A stored secret, as our own code reads it. */
  async openSecret(name: string): Promise<string> {
    return this.#running.app.get(SecretsService).open(await this.home(), name);
  }

  /** Every route the api has. */
  get routes(): DeclaredRoute[] {
    const controllers = this.#running.app.get(DiscoveryService, { strict: false }).getControllers();
    return controllers.flatMap(({ metatype }) => (metatype ? routesOf(metatype as never) : []));
  }

  /** May be called twice. */
  async close(): Promise<void> {
    await this.#running.close();
    await this.#database.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
