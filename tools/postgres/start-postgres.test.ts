import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chooseAccount } from './account.mjs';
import { startPostgres } from './start-postgres.mjs';

type Running = Awaited<ReturnType<typeof startPostgres>>;

// Its mode is 700, as that of a clone in root's home.
let dataDir: string;
let running: Running[];

const start = async (options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<Running> => {
  const postgres = await startPostgres({ dataDir, isDurable: false, ...options });
  running.push(postgres);
  return postgres;
};
const query = async (url: string, sql: string) => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'callwright-postgres-'));
  running = [];
});
afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('keeps what was written over a stop and a start', async () => {
  const first = await start();
  await query(first.url, 'create table kept (word text)');
  await query(first.url, "insert into kept values ('grüezi')");
  await first.stop();
  const second = await start();
  expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'grüezi' }]);
  expect(await query(second.url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
});

it('wants its password, listens on the loopback only, and keeps the password to its owner', async () => {
  const { url } = await start();
  const wrong = url.replace(/:[^:@]+@/, ':wrong@');
  await expect(query(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
});

it('finds a server that is already running, and leaves it to a living owner', async () => {
  const first = await start();
  const record = join(dataDir, 'postgres.json');
  const second = await start();
  expect([second.isReused, second.url]).toEqual([true, first.url]);
  expect(JSON.parse(readFileSync(record, 'utf8')).owner).toBe(process.pid);
  await second.stop();
  await second.stop();
});

it.runIf(process.getuid?.() === 0)('moves to a user of its own where there are no user namespaces', async () => {
  const choose: typeof chooseAccount = (options) => chooseAccount({ ...options, namespace: ['false'] });
  const postgres = await start({ chooseAccount: choose });
  const rows = await query(postgres.url, 'show data_directory');
  const directory = String(rows[0]?.data_directory);
  expect(statSync(directory).uid).not.toBe(0);
  await postgres.stop();
  expect(existsSync(directory)).toBe(directory.startsWith(dataDir));
});
