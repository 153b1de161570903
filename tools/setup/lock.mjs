import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const RETRY_MS = 200;

/**
 * Runs work that only one process at a time may do; the others wait. A lock left by a process that has died is taken over.
 * @template T
 * @param {string} lockFile
 * @param {() => Promise<T>} work
 * @param {{ onWait?: () => void }} [options] `onWait` is called once when another process has the lock
 * @returns {Promise<T>}
 */
export async function withLock(lockFile, work, { onWait } = {}) {
  mkdirSync(dirname(lockFile), { recursive: true });
  for (let attempt = 0; !tryToTake(lockFile); attempt += 1) {
    if (attempt === 1) onWait?.();
    await wait(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

/**
 * Whether a process with this id is running.
 * @param {number} pid
 */
export function isProcessAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM means that it exists and belongs to somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** In a container without an init process the dead stay in the table for ever. @param {number} pid */
function isZombie(pid) {
  if (!existsSync('/proc/self/stat')) return false;
  try {
    // The name before the state stands in brackets and may hold anything.
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .startsWith('Z');
  } catch {
    // It has just ended for good.
    return true;
  }
}

/** @param {string} lockFile */
function tryToTake(lockFile) {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    // Somebody has it. If they are gone, the next attempt gets it.
    removeIfStale(lockFile);
    return false;
  }
}

/** @param {string} lockFile */
function removeIfStale(lockFile) {
  try {
    const owner = Number(readFileSync(lockFile, 'utf8'));
    if (owner > 0 && !isProcessAlive(owner)) rmSync(lockFile, { force: true });
  } catch {
    // Its owner has just released it.
  }
}
