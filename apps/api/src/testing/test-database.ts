import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** A database of a test file's own, with all migrations. */
export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/** Makes one, empty or with all tables, on the server of `CALLWRIGHT_TEST_DATABASE_URL`, else on one that this run of tests starts and shares. */
export const createTestDatabase = async ({ isEmpty = false } = {}): Promise<TestDatabase> => {
  // biome-ignore lint/style/noProcessEnv: a setting of the tests, not of the app
  const given = process.env.CALLWRIGHT_TEST_DATABASE_URL;
  server ??= given ? Promise.resolve(given) : startServer();
  const serverUrl = await server;
  const name = `test_${randomBytes(8).toString('hex')}`;
  await run(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const { migrate } = await import(new URL('../../../../tools/migrate.mjs', import.meta.url).href);
  if (!isEmpty) await migrate(url.href);
  return { url: url.href, drop: () => run(serverUrl, `drop database if exists ${name} with (force)`) };
};

let server: Promise<string> | undefined;

// Our parent is the run of tests; its workers share the server, which outlives each of them.
const startServer = async (): Promise<string> => {
  const keeper = fileURLToPath(new URL('postgres-keeper.mjs', import.meta.url));
  const dataDir = join(tmpdir(), `callwright-test-postgres-${process.ppid}`);
  const child = spawn(process.execPath, [keeper, String(process.ppid), dataDir], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.destroy();
    child.unref();
    return line;
  }
  throw new Error('PostgreSQL for the tests did not start.');
};

const run = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};
