import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isOnPath, runLogged, runQuietly } from './command.mjs';

const newLog = () => join(mkdtempSync(join(tmpdir(), 'callwright-command-')), 'logs', 'command.log');

it('keeps the output in the log and says nothing when all is well', async () => {
  const logFile = newLog();
  await runLogged([process.execPath, '-e', 'console.log("hello"); console.error("there")'], { logFile });
  expect(readFileSync(logFile, 'utf8')).toMatch(/hello\n?there|there\n?hello/);
});

it('fails with the end of the output and the way to all of it', async () => {
  const logFile = newLog();
  const script = 'for (let i = 0; i < 100; i++) console.log("line " + i); process.exitCode = 3';
  const failure = runLogged([process.execPath, '-e', script], { logFile });
  await expect(failure).rejects.toThrow(/exit code 3[\s\S]*line 99[\s\S]*command\.log/);
  await expect(failure).rejects.not.toThrow(/line 5\n/);
});

it('fails when there is no such program', async () => {
  await expect(runLogged(['no-such-program'], { logFile: newLog() })).rejects.toThrow(/ENOENT/);
  expect((await runQuietly(['no-such-program'])).succeeded).toBe(false);
});

it('ends a command that takes too long', async () => {
  const endless = [process.execPath, '-e', 'setInterval(() => undefined, 1000)'] as const;
  expect((await runQuietly(endless, { timeoutMs: 100 })).succeeded).toBe(false);
});

it('finds programs on the path', () => {
  expect(isOnPath('sh', { PATH: '/nowhere:/bin:/usr/bin' })).toBe(true);
  expect(isOnPath('sh', { PATH: '/nowhere' })).toBe(false);
});
