import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApi, startApi } from '../../app.js';
import { testConfig } from '../../testing/test-api.js';
import { TestClient } from '../../testing/test-client.js';
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.js';
import { SystemClock } from '../clock.js';
import { silentLog } from '../log.js';

const migrations = fileURLToPath(new URL('../../../../../prisma/migrations', import.meta.url));
const FIRST = '20251121000000_init';
const KEY = 'cwk_key-of-the-earlier-database';
/** A flow as the first schema had it. */
const document = JSON.stringify({
  flow: {
    schema: 1,
    start: 'hello',
    nodes: [
      { id: 'hello', type: 'say', name: 'Hello', config: { text: 'Hello.' } },
      { id: 'end', type: 'hangup', name: 'End', config: {} },
    ],
    edges: [{ from: 'hello', exit: 'done', to: 'end' }],
    settings: { language: 'en-GB', failurePrompt: 'Oh dear.' },
  },
  layout: { nodes: { hello: { x: 1, y: 2 } } },
});
const rows: readonly (readonly [sql: string, ...values: unknown[]])[] = [
  [`insert into "Workspace" ("id", "name") values ('w', 'Ours')`],
  [
    `insert into "ApiKey" ("id", "workspaceId", "name", "prefix", "keyHash", "scopes") values ('k', 'w', 'Key', 'cwk_key', $1, '{admin}')`,
    createHash('sha256').update(KEY).digest('hex'),
  ],
  [
    `insert into "Flow" ("id", "workspaceId", "name", "draft", "draftHash", "stepCount", "errorCount", "warningCount", "publishedVersion", "publishedHash")
     values ('f', 'w', 'Reception', $1, 'h', 2, 0, 0, 1, 'h')`,
    document,
  ],
  [
    `insert into "FlowVersion" ("flowId", "number", "workspaceId", "document", "draftRevision", "stepCount", "note", "publishedBy")
     values ('f', 1, 'w', $1, 1, 2, '', 'Admin')`,
    document,
  ],
  [
    `insert into "Call" ("id", "workspaceId", "processId", "protocol", "direction", "from", "to", "flowId", "flowVersion", "flowName", "status", "outcome", "startedAt", "endedAt")
     values ('c', 'w', 'media-1', 'webrtc', 'inbound', 'Ann', 'demo', 'f', 1, 'Reception', 'ended', 'completed', now(), now())`,
  ],
  [
    `insert into "JournalLine" ("callId", "seq", "workspaceId", "atMs", "kind", "line") values ('c', 0, 'w', 5, 'effect', $1)`,
    '{"seq":0,"atMs":5,"kind":"effect","cause":0,"effect":{"effect":"stepEntered","nodeId":"hello"}}',
  ],
];
/** Calls of ours as they were stored before there were words for what becomes of them, and their outcome today. */
const called = [
  { id: 'out-busy', outcome: 'abandoned', endReason: 'busy', answeredAt: null, today: 'busy' },
  { id: 'out-silent', outcome: 'abandoned', endReason: 'noAnswer', answeredAt: null, today: 'noAnswer' },
  { id: 'out-declined', outcome: 'abandoned', endReason: 'rejected', answeredAt: null, today: 'rejected' },
  { id: 'out-forbidden', outcome: 'failed', endReason: 'rejected', answeredAt: null, today: 'failed' },
  { id: 'out-stopped', outcome: 'abandoned', endReason: 'admin', answeredAt: null, today: 'canceled' },
  { id: 'out-left', outcome: 'abandoned', endReason: 'caller', answeredAt: '2025-11-22T10:00:00Z', today: 'abandoned' },
];

let database: TestDatabase;
let dataDir: string;
let api: RunningApi;
let client: TestClient;
beforeAll(async () => {
  [database, dataDir] = await Promise.all([
    createTestDatabase({ isEmpty: true }),
    mkdtemp(join(tmpdir(), 'callwright-earlier-')),
  ]);
  const { migrate } = await import(new URL('../../../../../tools/migrate.mjs', import.meta.url).href);
  await cp(join(migrations, FIRST), join(dataDir, 'migrations', FIRST), { recursive: true });
  expect(await migrate(database.url, join(dataDir, 'migrations'))).toEqual([FIRST]);
  const earlier = new pg.Client(database.url);
  await earlier.connect();
  for (const [sql, ...values] of rows) await earlier.query(sql, values);
  for (const { id, outcome, endReason, answeredAt } of called)
    await earlier.query(
      `insert into "Call" ("id", "workspaceId", "processId", "protocol", "direction", "from", "to", "status", "outcome", "endReason", "startedAt", "answeredAt")
       values ($1, 'w', 'media-1', 'sip', 'outbound', '', 'anna', 'ended', $2, $3, '2025-11-22T09:59:00Z', $4)`,
      [id, outcome, endReason, answeredAt],
    );
  await earlier.end();
  expect(await migrate(database.url)).not.toEqual([]);
  api = await startApi({ config: testConfig(database.url, dataDir), clock: new SystemClock(), log: silentLog });
  client = new TestClient(`http://127.0.0.1:${api.port}`, { authorization: `Bearer ${KEY}` });
});
afterAll(async () => {
  await api.close();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a database of an earlier version', () => {
  it('keeps its calls, which have no marks and no messages', async () => {
    const { body } = await client.get('/api/v1/calls/c').expect(200);
    expect(body).toMatchObject({ from: 'Ann', tags: {}, flowOutcome: null, messages: [], subflows: [] });
    expect(body.path).toMatchObject([{ nodeId: 'hello' }]);
    expect((await client.get('/api/v1/calls?flow=f').expect(200)).body.items).toHaveLength(1);
  });

  it('says of its calls to somebody what became of them', async () => {
    const { body } = await client.get('/api/v1/calls?q=anna').expect(200);
    const outcomes = body.items.map(({ id, outcome }: { id: string; outcome: string }) => [id, outcome]).sort();
    expect(outcomes).toEqual(called.map(({ id, today }) => [id, today]).sort());
  });

  it('shows its flows in the schema of today, drafts and versions alike', async () => {
    const now = { schema: 2, settings: { language: 'en-GB', failure: { prompt: 'Oh dear.' } } };
    const { body: flow } = await client.get('/api/v1/flows/f').expect(200);
    expect(flow).toMatchObject({ draft: { document: { flow: now } }, hasUnpublishedChanges: false });
    const { body: version } = await client.get('/api/v1/flows/f/versions/1').expect(200);
    expect(version.document.flow).toMatchObject(now);
    expect((await client.get('/api/v1/calls/c').expect(200)).body.document.flow).toMatchObject(now);
    expect((await client.get('/api/v1/flows/f/file?version=1').expect(200)).body.toString()).toMatch(
      /^callwright: 2\n/,
    );
  });

  it('lets its flows be published again as they are', async () => {
    expect((await client.get('/api/v1/flows/f/check').expect(200)).body).toMatchObject({ isPublishable: true });
    const { body } = await client.post('/api/v1/flows/f/publish', { revision: 1 }).expect(201);
    expect(body).toMatchObject({ version: 2, problems: [] });
  });
});
