import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine lets us make a small disk: Linux, by root. */
export const canMakeDisks = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-disk-'));
  try {
    mount(folder, 64);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Puts a disk over a folder that has room for so many kB and no more. @returns takes it away again */
export const fillDisk = (folder: string, leftKb: number): (() => void) => {
  mount(folder, leftKb + 64);
  const { bavail, bsize } = statfsSync(folder);
  const fillerBytes = bavail * bsize - leftKb * 1024;
  if (fillerBytes > 0) writeFileSync(join(folder, 'filler'), Buffer.alloc(fillerBytes));
  return () => unmount(folder);
};

const mount = (folder: string, sizeKb: number) =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'callwright-test', folder], { stdio: 'ignore' });

// Somebody may still have a file open there.
const unmount = (folder: string) => execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
