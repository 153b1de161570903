import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from '../setup/command.mjs';
import { fingerprint } from '../setup/fingerprint.mjs';

const PUBLIC_DIR = '/var/lib/callwright';
const NAMESPACE = ['unshare', '-U', '--map-user=1000', '--map-group=1000'];

/**
 * As whom PostgreSQL runs, and where: it refuses to run as root.
 * @typedef {object} Account
 * @property {readonly string[]} prefix what goes before each of its commands
 * @property {import('../setup/command.mjs').RunAs} [runAs]
 * @property {string} nativeDir its programs, where this account can read them
 * @property {string} clusterDir its data, where this account can reach them
 */

/**
 * Picks the first way that works: this user; root in a user namespace that shows it as somebody else (files stay
 * root's, so a clone nobody else may read is no hindrance); a user of its own, with programs and data moved to a
 * public place when it cannot reach them here.
 * @param {{ nativeDir: string, dataDir: string, isRoot?: boolean, namespace?: readonly string[] }} options
 * @returns {Promise<Account>}
 * @throws {Error} when root can neither make a namespace nor a user
 */
export async function chooseAccount({ nativeDir, dataDir, isRoot = process.getuid?.() === 0, namespace = NAMESPACE }) {
  const here = { nativeDir, clusterDir: join(dataDir, 'pg') };
  if (!isRoot) return { ...here, prefix: [] };
  if (await canRun(nativeDir, { prefix: namespace })) return { ...here, prefix: namespace };
  const runAs = await findDatabaseUser();
  return {
    prefix: [],
    runAs,
    nativeDir: (await canRun(nativeDir, { prefix: [], runAs })) ? nativeDir : await copyToPublicPlace(nativeDir),
    clusterDir: (await canReach(dataDir, runAs)) ? here.clusterDir : publicPlace('pg', dataDir),
  };
}

/**
 * Gives a folder and all in it to whom PostgreSQL runs as, so that it does not matter how it was run before.
 * @param {string} folder
 * @param {import('../setup/command.mjs').RunAs} [runAs] none means this process's own user
 */
export async function takeOwnership(folder, runAs) {
  const owner = runAs?.uid ?? process.getuid?.();
  if (owner === undefined || lstatSync(folder).uid === owner) return;
  await runQuietly(['chown', '-R', runAs ? `${runAs.uid}:${runAs.gid}` : String(owner), folder]);
}

/** @param {string} nativeDir @param {{ prefix: readonly string[], runAs?: import('../setup/command.mjs').RunAs }} how */
async function canRun(nativeDir, { prefix, runAs }) {
  const [program = '', ...args] = [...prefix, join(nativeDir, 'bin', 'postgres'), '--version'];
  return (await runQuietly([program, ...args], { runAs, cwd: '/' })).succeeded;
}

/** @param {string} folder @param {import('../setup/command.mjs').RunAs} runAs */
async function canReach(folder, runAs) {
  return (await runQuietly(['test', '-x', folder], { runAs, cwd: '/' })).succeeded;
}

/** @returns {Promise<import('../setup/command.mjs').RunAs>} */
async function findDatabaseUser() {
  const known = readUser('postgres');
  if (known) return known;
  const made = await runQuietly([
    'useradd',
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const user = readUser('postgres');
  if (!user) {
    throw new Error(
      `PostgreSQL does not run as root, and this root may neither make a user namespace nor the user "postgres" (${made.output.trim()}). ` +
        'Run Callwright as a normal user, or set DATABASE_URL to a PostgreSQL of yours.',
    );
  }
  return user;
}

/** @param {string} name @returns {import('../setup/command.mjs').RunAs | undefined} */
function readUser(name) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** @param {string} nativeDir */
async function copyToPublicPlace(nativeDir) {
  const copy = publicPlace('postgres', nativeDir);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(nativeDir, unfinished, { recursive: true, verbatimSymlinks: true });
    await runQuietly(['chmod', '-R', 'a+rX', unfinished]);
    renameSync(unfinished, copy);
  }
  return copy;
}

/** @param {string} kind @param {string} origin */
function publicPlace(kind, origin) {
  mkdirSync(PUBLIC_DIR, { recursive: true });
  chmodSync(PUBLIC_DIR, 0o755);
  return join(PUBLIC_DIR, `${kind}-${fingerprint([origin])}`);
}
