import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findFreePort } from '../setup/free-port.mjs';
import { isProcessAlive } from '../setup/lock.mjs';
import { AppLog } from './app-log.mjs';
import { AppProcess, restartDelayMs } from './app-process.mjs';

// An app in one line: it starts a helper of its own, as media starts sound processes, and answers with the helper's id.
const SERVER = `
  const helper = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'inherit' });
  require('http').createServer((_, response) => response.end(String(helper.pid))).listen(process.env.PORT, '127.0.0.1');
`;

const started: AppProcess[] = [];
const newApp = async (script: string, report: (text: string) => void = () => undefined) => {
  const port = await findFreePort();
  const log = new AppLog(join(mkdtempSync(join(tmpdir(), 'callwright-app-')), 'app.log'), () => undefined);
  const env = { ...process.env, PORT: String(port) };
  const healthUrl = `http://127.0.0.1:${port}`;
  const app = new AppProcess(
    { name: 'media', args: ['-e', script], cwd: tmpdir(), env, healthUrl },
    { log, report, onSpawned: () => undefined },
  );
  started.push(app);
  return { app, helperPid: async () => Number(await (await fetch(healthUrl)).text()) };
};
const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
};

afterEach(async () => {
  for (const app of started.splice(0)) await app.stop();
});

describe('AppProcess', () => {
  it('is started when the app answers, and stops it with everything it has started', async () => {
    const { app, helperPid } = await newApp(SERVER);
    await app.start();
    const pids = [app.pid ?? 0, await helperPid()];
    expect(pids.map(isProcessAlive)).toEqual([true, true]);
    await app.stop();
    await app.stop();
    await until(() => !pids.some(isProcessAlive));
  });

  it('tells what the app printed when it ends before it is ready', async () => {
    const { app } = await newApp('console.error("no database"); process.exitCode = 7');
    await expect(app.start()).rejects.toThrow(/media ended before it was ready \(exit code 7\)[\s\S]*no database/);
  });

  it('starts an app again that was killed, and reports both', async () => {
    const reports: string[] = [];
    const { app, helperPid } = await newApp(SERVER, (text) => reports.push(text));
    await app.start();
    const [firstPid, firstHelper] = [app.pid ?? 0, await helperPid()];
    process.kill(firstPid, 'SIGKILL');
    await until(() => reports.length === 2);
    expect(reports).toEqual(['media ended unexpectedly (SIGKILL); starting it again in 1 s', 'media is running again']);
    expect(app.pid).not.toBe(firstPid);
    expect(isProcessAlive(firstHelper)).toBe(false);
  });
});

it('waits longer with each failure, up to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map(restartDelayMs)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});
