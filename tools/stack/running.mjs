import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runQuietly } from '../setup/command.mjs';
import { isProcessAlive } from '../setup/lock.mjs';
import { repositoryRoot } from '../setup/paths.mjs';

const PATIENCE_MS = 5_000;
const POLL_MS = 50;

/**
 * @typedef {{ launcher: number, url: string, groups: readonly number[] }} RunningRecord
 */

/**
 * The Callwright that is running on a data folder.
 * @param {string} dataDir
 * @returns {RunningRecord | undefined}
 */
export function readRunning(dataDir) {
  const record = readRecord(dataDir);
  return record && isProcessAlive(record.launcher) ? record : undefined;
}

/** @param {string} dataDir @param {RunningRecord} record */
export function writeRunning(dataDir, record) {
  writeFileSync(recordFile(dataDir), `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** @param {string} dataDir */
export function clearRunning(dataDir) {
  rmSync(recordFile(dataDir), { force: true });
}

/**
 * Ends the apps whose launcher was killed before it could end them.
 * @param {string} dataDir
 * @returns {Promise<number>} how many there were
 */
export async function endLeftovers(dataDir) {
  const record = readRecord(dataDir);
  if (!record || isProcessAlive(record.launcher)) return 0;
  const ours = [];
  for (const group of record.groups) {
    if (isProcessAlive(group) && (await isOneOfOurs(group))) ours.push(group);
  }
  for (const group of ours) await endGroup(group);
  clearRunning(dataDir);
  return ours.length;
}

/** Asks, and insists when that is not heard. @param {number} group */
async function endGroup(group) {
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    if (isProcessAlive(group)) process.kill(-group, signal);
    const deadlineMs = Date.now() + PATIENCE_MS;
    while (isProcessAlive(group) && Date.now() < deadlineMs) await wait(POLL_MS);
  }
}

/** The id may belong to something else by now. @param {number} pid */
async function isOneOfOurs(pid) {
  const file = `/proc/${pid}/cmdline`;
  const commandLine = existsSync(file)
    ? readFileSync(file, 'utf8').replaceAll('\0', ' ')
    : (await runQuietly(['ps', '-o', 'args=', '-p', String(pid)])).output;
  return commandLine.includes(join(repositoryRoot, 'apps')) || commandLine.startsWith('next-server');
}

/** @param {string} dataDir @returns {RunningRecord | undefined} */
function readRecord(dataDir) {
  const file = recordFile(dataDir);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param {string} dataDir */
function recordFile(dataDir) {
  return join(dataDir, 'running.json');
}
