import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isProcessAlive } from '../setup/lock.mjs';
import { repositoryRoot } from '../setup/paths.mjs';
import { clearRunning, endLeftovers, readRunning, writeRunning } from './running.mjs';

let dataDir: string;
const children: ChildProcess[] = [];
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

// Its last argument is all that tells whose it is.
const spawnWithArgument = async (argument: string): Promise<number> => {
  const script = 'process.stdout.write("up"); setInterval(() => undefined, 1000)';
  const child = spawn(process.execPath, ['-e', script, argument], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child.pid ?? 0;
};

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'callwright-running-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

it('tells that a launcher is alive, and forgets one that is not', () => {
  writeRunning(dataDir, { launcher: process.pid, url: 'http://here', groups: [] });
  expect(readRunning(dataDir)).toMatchObject({ url: 'http://here' });
  writeRunning(dataDir, { launcher: deadPid(), url: 'http://here', groups: [] });
  expect(readRunning(dataDir)).toBeUndefined();
  clearRunning(dataDir);
  expect(readRunning(dataDir)).toBeUndefined();
});

it('ends the apps of a launcher that was killed, and no process that has got an id of theirs since', async () => {
  const ours = await spawnWithArgument(join(repositoryRoot, 'apps', 'media', 'dist', 'main.js'));
  const somebodyElses = await spawnWithArgument('/somewhere/else.js');
  writeRunning(dataDir, { launcher: deadPid(), url: '', groups: [ours, somebodyElses] });
  expect(await endLeftovers(dataDir)).toBe(1);
  while (isProcessAlive(ours)) await new Promise((resolve) => setImmediate(resolve));
  expect(isProcessAlive(somebodyElses)).toBe(true);
});

it('leaves the apps of a living launcher alone', async () => {
  const ours = await spawnWithArgument(join(repositoryRoot, 'apps', 'api', 'dist', 'main.js'));
  writeRunning(dataDir, { launcher: process.pid, url: '', groups: [ours] });
  expect(await endLeftovers(dataDir)).toBe(0);
  expect(isProcessAlive(ours)).toBe(true);
});
