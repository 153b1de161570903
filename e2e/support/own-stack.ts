import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../tools/stack.mjs';
import type { StackFacts } from './global-setup.js';

/** A stack of one test file, with settings of its own and without a studio. */
export type OwnStack = Omit<StackFacts, 'mailDir' | 'mediaPid'> & {
  /** The media process as it is now: it has another id after a restart. */
  readonly mediaPid: () => number;
  /** What the apps have said that somebody should know. */
  readonly reports: readonly string[];
  readonly stop: () => Promise<void>;
};

/** Starts database, api and media with these settings beside the usual ones; its data goes when it stops. */
export const startOwnStack = async (settings: Readonly<Record<string, string>> = {}): Promise<OwnStack> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'callwright-own-'));
  const reports: string[] = [];
  const stack = await startStack({
    dataDir,
    isDurable: false,
    apps: ['api', 'media'],
    env: { ...process.env, CALLWRIGHT_ALLOW_PRIVATE_URLS: '1', ...settings },
    report: (text) => void reports.push(text),
  });
  const { urls, databaseUrl, firstLogin: login } = stack;
  if (!login) throw new Error('The stack did not come up as a new one.');
  return {
    urls,
    sip: `127.0.0.1:${stack.ports.sip}`,
    databaseUrl,
    login,
    dataDir,
    reports,
    mediaPid: () => {
      const pid = stack.pidOf('media');
      if (pid === undefined) throw new Error('The media process is not running.');
      return pid;
    },
    stop: async () => {
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** A process below another. */
export type BelowProcess = { readonly pid: number; readonly args: string };

/** Every process that a process has started, and those have started, whose command line holds a text. */
export const processesBelow = (root: number, text: string): readonly BelowProcess[] => {
  const all = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid && parent && args !== undefined ? [{ pid: Number(pid), parent: Number(parent), args }] : [];
    });
  const below = (pid: number): readonly BelowProcess[] =>
    all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)]);
  return below(root).filter(({ args }) => args.includes(text));
};

/** Memory a process holds, in MB. */
export const memoryMb = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
