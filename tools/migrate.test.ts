import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, migrateQueue, pendingMigrations } from './migrate.mjs';
import { missingMigration } from './migration/compare.mjs';
import { startPostgres } from './postgres/start-postgres.mjs';

const newFolder = () => mkdtempSync(join(tmpdir(), 'callwright-migrate-'));

describe('pendingMigrations', () => {
  const one = { name: '1_one', sql: '', checksum: 'a' };
  const two = { name: '2_two', sql: '', checksum: 'b' };
  const applied = { migration_name: '1_one', checksum: 'a', finished_at: new Date(0) };

  it('gives those that were not applied, in order', () => {
    expect(pendingMigrations([one, two], [applied])).toEqual([two]);
  });

  it('refuses one that was edited after it had been applied', () => {
    expect(() => pendingMigrations([{ ...one, checksum: 'c' }], [applied])).toThrow(/1_one was edited/);
  });

  it('refuses to go on after one that was left unfinished', () => {
    expect(() => pendingMigrations([one], [{ ...applied, finished_at: null }])).toThrow(/1_one failed earlier/);
  });
});

describe('on a database', () => {
  const dataDir = newFolder();
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let client: pg.Client;
  let dir: string;
  const write = (name: string, sql: string) => {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'migration.sql'), sql);
  };

  beforeAll(async () => {
    postgres = await startPostgres({ dataDir, isDurable: false });
  });
  afterAll(async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    dir = newFolder();
    client = new pg.Client(postgres.url);
    await client.connect();
    await client.query('drop schema public cascade; create schema public');
  });
  afterEach(() => client.end());

  it('applies each once, even when two processes try at the same time', async () => {
    write('1_one', 'create table a (id int); create table b (id int)');
    const results = await Promise.all([migrate(postgres.url, dir), migrate(postgres.url, dir)]);
    expect(results.flat()).toEqual(['1_one']);
    write('2_two', 'alter table a add column name text');
    expect(await migrate(postgres.url, dir)).toEqual(['2_two']);
  });

  it('takes back all of a migration that fails, and keeps the ones before', async () => {
    write('1_one', 'create table a (id int)');
    write('2_two', 'create table b (id int); create table nonsense (');
    await expect(migrate(postgres.url, dir)).rejects.toThrow(/2_two failed: .*syntax error/);
    const { rows } = await client.query(
      "select tablename from pg_tables where schemaname = 'public' and tablename in ('a', 'b')",
    );
    expect(rows).toEqual([{ tablename: 'a' }]);
  });

  it('makes the tables of the queue, and does nothing the second time', async () => {
    await migrateQueue(postgres.url);
    await migrateQueue(postgres.url);
    const { rows } = await client.query("select count(*)::int as count from pg_tables where schemaname = 'bullmq'");
    expect(rows[0].count).toBeGreaterThan(0);
  });
});

it('finds that the migrations of this repository make exactly what its schema says', async () => {
  // Its beginning says enough; all of it may be a thousand lines.
  expect((await missingMigration()).slice(0, 300)).toBe('');
});

it('finds what a changed schema lacks', async () => {
  const folder = newFolder();
  const schemaFile = join(folder, 'schema.prisma');
  const header = 'datasource db {\n  provider = "postgresql"\n}\n';
  writeFileSync(schemaFile, `${header}model Thing {\n  id String @id\n  name String\n}\n`);
  mkdirSync(join(folder, 'migrations', '1_thing'), { recursive: true });
  writeFileSync(
    join(folder, 'migrations', '1_thing', 'migration.sql'),
    'create table "Thing" ("id" text not null, constraint "Thing_pkey" primary key ("id"))',
  );
  const sql = await missingMigration({ schemaFile, dir: join(folder, 'migrations') });
  expect(sql).toMatch(/ALTER TABLE "Thing" ADD COLUMN\s+"name" TEXT NOT NULL/);
});
