import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { runLogged } from '../setup/command.mjs';
import { takeOwnership } from './account.mjs';
import { NAME } from './record.mjs';

const START_TIMEOUT_S = 60;
const STOP_TIMEOUT_S = 30;
const SETTINGS = 'callwright.conf';

/**
 * A PostgreSQL cluster on disk.
 * @typedef {object} Cluster
 * @property {import('./account.mjs').Account} account
 * @property {string} logFile what initdb and pg_ctl print
 * @property {boolean} isDurable false trades crash safety for speed, for tests
 */

/**
 * Makes the data folder; a half-made one left by an interrupted attempt is thrown away.
 * @param {Cluster} cluster
 * @param {string} password of the role that owns everything
 */
export async function initCluster(cluster, password) {
  const { account, isDurable } = cluster;
  if (existsSync(account.clusterDir)) return takeOwnership(account.clusterDir, account.runAs);
  const unfinished = `${account.clusterDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  await takeOwnership(unfinished, account.runAs);
  const passwordFile = writePasswordFile(`${unfinished}.password`, password, account.runAs);
  const options = [
    '--encoding=UTF8',
    '--locale=C',
    '--auth=scram-sha-256',
    `--username=${NAME}`,
    `--pwfile=${passwordFile}`,
  ];
  try {
    await run(cluster, 'initdb', [`--pgdata=${unfinished}`, ...options, ...(isDurable ? [] : ['--no-sync'])]);
  } finally {
    rmSync(passwordFile);
  }
  appendFileSync(join(unfinished, 'postgresql.conf'), `\ninclude '${SETTINGS}'\n`);
  renameSync(unfinished, account.clusterDir);
}

/**
 * Starts the server on a port of the loopback and resolves when it accepts connections.
 * @param {Cluster} cluster
 * @param {number} port
 */
export async function startServer(cluster, port) {
  const { clusterDir, runAs } = cluster.account;
  const settings = join(clusterDir, SETTINGS);
  writeFileSync(settings, formatSettings(port, cluster.isDurable));
  if (runAs) chownSync(settings, runAs.uid, runAs.gid);
  const log = join(clusterDir, 'server.log');
  await run(cluster, 'pg_ctl', ['start', '-D', clusterDir, '-l', log, '-w', '-t', String(START_TIMEOUT_S)]);
}

/**
 * Ends connections, writes everything down and stops the server.
 * @param {Cluster} cluster
 */
export async function stopServer(cluster) {
  const { clusterDir } = cluster.account;
  await run(cluster, 'pg_ctl', ['stop', '-D', clusterDir, '-m', 'fast', '-w', '-t', String(STOP_TIMEOUT_S)]);
}

/**
 * The server that says it is running on this cluster, whether it still is or not.
 * @param {string} clusterDir
 * @returns {{ pid: number, port: number } | undefined}
 */
export function readServerPid(clusterDir) {
  const file = join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
  return pid && port ? { pid, port } : undefined;
}

/** @param {number} port @param {boolean} isDurable */
function formatSettings(port, isDurable) {
  const settings = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    "timezone = 'UTC'",
    'max_connections = 100',
    ...(isDurable ? [] : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off']),
  ];
  return `# Written at every start by tools/postgres/cluster.mjs.\n${settings.join('\n')}\n`;
}

/** @param {string} file @param {string} password @param {import('../setup/command.mjs').RunAs} [runAs] */
function writePasswordFile(file, password, runAs) {
  writeFileSync(file, password, { mode: 0o600 });
  if (runAs) chownSync(file, runAs.uid, runAs.gid);
  return file;
}

/** @param {Cluster} cluster @param {string} program @param {readonly string[]} args */
async function run({ account, logFile }, program, args) {
  const [first = '', ...rest] = [...account.prefix, join(account.nativeDir, 'bin', program), ...args];
  await runLogged([first, ...rest], { cwd: dirname(account.clusterDir), runAs: account.runAs, logFile });
}
