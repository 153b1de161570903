import { mkdtempSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { runCli } from '../run-cli.js';

/** What a command wrote, and how it ended. */
export type CliResult = { readonly code: number; readonly out: string; readonly err: string };

/** A folder of its own to run commands in, gone after the tests of the file. */
export type CliFolder = {
  readonly path: string;
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>;
  readonly read: (file: string) => Promise<string>;
  /**
   * @param typed lines somebody types
   * @param changes what is done to files while a command watches them, one after another
   */
  readonly run: (
    args: readonly string[],
    typed?: readonly string[],
    changes?: readonly (() => Promise<void>)[],
  ) => Promise<CliResult>;
};

/** Makes such a folder; call it outside of tests. */
export const cliFolder = (): CliFolder => {
  const path = mkdtempSync(join(tmpdir(), 'callwright-cli-'));
  afterAll(() => rm(path, { recursive: true, force: true }));
  return {
    path,
    write: async (files) => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), text);
      }
    },
    read: (file) => readFile(join(path, file), 'utf8'),
    run: (args, typed = [], changes = []) => runIn(path, args, { typed, changes }),
  };
};

type Events = { readonly typed: readonly string[]; readonly changes: readonly (() => Promise<void>)[] };

const runIn = async (cwd: string, args: readonly string[], { typed, changes }: Events): Promise<CliResult> => {
  const out: string[] = [];
  const err: string[] = [];
  let ms = 0;
  const code = await runCli(args, {
    cwd,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    hasColour: false,
    isInteractive: false,
    inputLines: async function* () {
      yield* typed;
    },
    changes: async function* () {
      for (const change of changes) yield await change();
    },
    nowMs: () => {
      ms += 1;
      return ms;
    },
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
};
