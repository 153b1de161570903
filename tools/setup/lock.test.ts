import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isProcessAlive, withLock } from './lock.mjs';

const newLock = () => join(mkdtempSync(join(tmpdir(), 'callwright-lock-')), 'deep', 'lock');

it('lets one in at a time', async () => {
  const lock = newLock();
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)]);
  expect([most, existsSync(lock)]).toEqual([1, false]);
});

it('is given back when the work fails', async () => {
  const lock = newLock();
  await expect(withLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(existsSync(lock)).toBe(false);
});

it('is taken over from a process that has died', async () => {
  const lock = newLock();
  await withLock(lock, async () => undefined);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(lock, String(pid));
  expect(isProcessAlive(pid)).toBe(false);
  expect(await withLock(lock, async () => 'got it')).toBe('got it');
});
