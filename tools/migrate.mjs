import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { openDatabase } from './setup/database.mjs';
import { runAsProgram } from './setup/main-module.mjs';
import { repositoryRoot } from './setup/paths.mjs';

// The key that Prisma takes for the same purpose, so that its own command and this one wait for each other.
const ADVISORY_LOCK = 72707369;

/** The migrations of this repository. */
export const migrationsDir = join(repositoryRoot, 'prisma', 'migrations');

// The table `prisma migrate` keeps, so that either can go on where the other stopped.
const CREATE_HISTORY = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

/**
 * Brings a database up to date: every migration that it has not had yet, in order, each in a transaction of its own.
 * Processes that do this at the same time take turns.
 * @param {string} url
 * @param {string} [dir] has a folder for each migration with its `migration.sql`
 * @returns {Promise<string[]>} the names of those applied now
 * @throws {Error} when one fails (it is rolled back, earlier ones stay) or was edited after it had been applied
 */
export async function migrate(url, dir = migrationsDir) {
  return withClient(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(CREATE_HISTORY);
    const { rows } = await client.query(
      'select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null',
    );
    const pending = pendingMigrations(readMigrations(dir), rows);
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  });
}

/**
 * Makes or updates the tables of BullMQ's PostgreSQL backend (a schema of its own); does nothing when they are current.
 * @param {string} url
 */
export async function migrateQueue(url) {
  // The queue is the api's dependency: its version decides what the tables look like.
  const { runMigrations } = createRequire(join(repositoryRoot, 'apps', 'api', 'package.json'))('bullmq');
  await withClient(url, (client) => runMigrations(client));
}

/**
 * @typedef {{ name: string, sql: string, checksum: string }} Migration
 * @typedef {{ migration_name: string, checksum: string, finished_at: Date | null }} AppliedMigration
 */

/**
 * @param {readonly Migration[]} migrations
 * @param {readonly AppliedMigration[]} applied
 * @returns {Migration[]} those not applied yet
 * @throws {Error} when one was left unfinished or differs from what was applied under its name
 */
export function pendingMigrations(migrations, applied) {
  const history = new Map(applied.map((row) => [row.migration_name, row]));
  for (const { name, checksum } of migrations) {
    const row = history.get(name);
    if (row && !row.finished_at) throw new Error(`The migration ${name} failed earlier and was not resolved.`);
    if (row && row.checksum !== checksum)
      throw new Error(`The migration ${name} was edited after it had been applied; write a new one.`);
  }
  return migrations.filter(({ name }) => !history.has(name));
}

/** @param {string} dir @returns {Migration[]} */
function readMigrations(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .sort()
    .filter((name) => existsSync(join(dir, name, 'migration.sql')))
    .map((name) => {
      const sql = readFileSync(join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** @param {import('pg').Client} client @param {Migration} migration */
async function apply(client, { name, sql, checksum }) {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(
      'insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) values ($1, $2, $3, now(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`The migration ${name} failed: ${/** @type {Error} */ (error).message}`, { cause: error });
  }
}

/**
 * @template T
 * @param {string} url
 * @param {(client: import('pg').Client) => Promise<T>} work
 */
async function withClient(url, work) {
  const { default: pg } = await import('pg');
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

await runAsProgram(import.meta.url, async () => {
  const database = await openDatabase();
  try {
    const applied = await migrate(database.url);
    if (!process.env.REDIS_URL) await migrateQueue(database.url);
    console.log(applied.length ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
  } finally {
    await database.stop();
  }
});
