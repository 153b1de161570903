import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The database, and the role that owns it. */
export const NAME = 'callwright';

/**
 * What is remembered about a cluster between runs, readable by its owner alone.
 * @typedef {object} ClusterRecord
 * @property {string} password
 * @property {number} port 0 before the first start
 * @property {number} owner id of the process that started the server and will stop it
 */

/**
 * @param {string} dataDir
 * @returns {ClusterRecord} the stored record, or a new one with a fresh password
 */
export function readRecord(dataDir) {
  const file = recordFile(dataDir);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  return { password: randomBytes(24).toString('base64url'), port: 0, owner: 0 };
}

/**
 * @param {string} dataDir
 * @param {ClusterRecord} record
 */
export function writeRecord(dataDir, record) {
  const unfinished = `${recordFile(dataDir)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, recordFile(dataDir));
}

/**
 * @param {ClusterRecord} record
 * @param {string} [database]
 */
export function urlOf({ password, port }, database = NAME) {
  return `postgresql://${NAME}:${password}@127.0.0.1:${port}/${database}`;
}

/** @param {string} dataDir */
function recordFile(dataDir) {
  return join(dataDir, 'postgres.json');
}
