import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort, isTcpPortFree } from '../setup/free-port.mjs';
import { isProcessAlive, withLock } from '../setup/lock.mjs';
import { chooseAccount } from './account.mjs';
import { findPostgres } from './binaries.mjs';
import { initCluster, readServerPid, startServer, stopServer } from './cluster.mjs';
import { NAME, readRecord, urlOf, writeRecord } from './record.mjs';

const START_ATTEMPTS = 3;
const PROBE_ATTEMPTS = 20;
const PROBE_INTERVAL_MS = 250;

/**
 * @typedef {object} RunningPostgres
 * @property {string} url of the database `callwright`
 * @property {boolean} isReused a server that was left running (its parent was killed) or that another process has started
 * @property {() => Promise<void>} stop stops the server, unless a living process other than this one started it; may be called twice
 */

/**
 * Starts the embedded PostgreSQL on a data folder, made on first use, and gives the address of its database. It listens
 * on the loopback only and wants a password, which is kept with the port in `<dataDir>/postgres.json` (mode 600).
 * @param {{
 *   dataDir: string, log?: (line: string) => void, isDurable?: boolean,
 *   chooseAccount?: typeof import('./account.mjs').chooseAccount,
 * }} options `isDurable: false` is for tests: faster, and the data may be lost with the machine
 * @returns {Promise<RunningPostgres>}
 */
export async function startPostgres({
  dataDir: givenDir,
  log = () => undefined,
  isDurable = true,
  chooseAccount: choose = chooseAccount,
}) {
  const dataDir = resolve(givenDir);
  mkdirSync(dataDir, { recursive: true });
  const account = await choose({ nativeDir: findPostgres(), dataDir });
  const logFile = join(dataDir, 'logs', 'postgres.log');
  const cluster = { account, logFile, isDurable };
  return withLock(join(dataDir, 'postgres.lock'), async () => {
    const { record, isReused } = (await findRunning(dataDir, account.clusterDir)) ?? (await startNew(cluster, dataDir));
    log(`${isReused ? 'found it running' : 'started'} on 127.0.0.1:${record.port}`);
    return { url: urlOf(record), isReused, stop: createStop(cluster, dataDir) };
  });
}

/** @param {string} dataDir @param {string} clusterDir */
async function findRunning(dataDir, clusterDir) {
  const server = readServerPid(clusterDir);
  if (!server || !isProcessAlive(server.pid)) return undefined;
  const record = { ...readRecord(dataDir), port: server.port };
  for (let attempt = 0; attempt < PROBE_ATTEMPTS && isProcessAlive(server.pid); attempt += 1) {
    if (await canConnect(urlOf(record))) {
      if (!isProcessAlive(record.owner)) record.owner = process.pid;
      writeRecord(dataDir, record);
      return { record, isReused: true };
    }
    await wait(PROBE_INTERVAL_MS);
  }
  return undefined;
}

/** @param {import('./cluster.mjs').Cluster} cluster @param {string} dataDir */
async function startNew(cluster, dataDir) {
  const stored = readRecord(dataDir);
  // The password must be on disk before a cluster exists that wants it.
  writeRecord(dataDir, stored);
  await initCluster(cluster, stored.password);
  const port = await startOnFreePort(cluster, stored.port);
  const record = { ...stored, port, owner: process.pid };
  writeRecord(dataDir, record);
  await createDatabase(record);
  return { record, isReused: false };
}

/** @param {import('./cluster.mjs').Cluster} cluster @param {number} lastPort */
async function startOnFreePort(cluster, lastPort) {
  for (let attempt = 1; ; attempt += 1) {
    const port = attempt === 1 && lastPort && (await isTcpPortFree(lastPort)) ? lastPort : await findFreePort();
    try {
      await startServer(cluster, port);
      return port;
    } catch (error) {
      // Somebody may have taken the port in between.
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

/** @param {import('./record.mjs').ClusterRecord} record */
async function createDatabase(record) {
  const client = await connect(urlOf(record, 'postgres'));
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [NAME]);
    if (!rowCount) await client.query(`create database ${NAME}`);
  } finally {
    await client.end();
  }
}

/** @param {string} url */
async function canConnect(url) {
  try {
    await (await connect(url)).end();
    return true;
  } catch {
    // Still starting, shutting down, or somebody else's server.
    return false;
  }
}

/** @param {string} url */
async function connect(url) {
  // Imported here: this module is loaded before the packages are installed.
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  return client;
}

/** @param {import('./cluster.mjs').Cluster} cluster @param {string} dataDir */
function createStop(cluster, dataDir) {
  /** @type {Promise<void> | undefined} */
  let stopped;
  return () => {
    stopped ??= withLock(join(dataDir, 'postgres.lock'), async () => {
      const { clusterDir } = cluster.account;
      const { owner } = readRecord(dataDir);
      if (owner !== process.pid && isProcessAlive(owner)) return;
      if (readServerPid(clusterDir)) await stopServer(cluster);
      const isElsewhere = dirname(clusterDir) !== dataDir;
      if (!cluster.isDurable && isElsewhere && existsSync(clusterDir)) rmSync(clusterDir, { recursive: true });
    });
    return stopped;
  };
}
