import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './setup/build.mjs';
import { runAsProgram } from './setup/main-module.mjs';
import { repositoryRoot } from './setup/paths.mjs';
import { createProgress } from './setup/progress.mjs';
import { prepare } from './setup.mjs';

const SUFFIX = '.mjs';

/**
 * The program of a benchmark: `bench/<name>.mjs`.
 * @param {string | undefined} name
 * @returns {string} its path
 * @throws {Error} naming the ones there are
 */
function findBenchmark(name) {
  const folder = join(repositoryRoot, 'bench');
  const file = join(folder, `${name}${SUFFIX}`);
  if (name && existsSync(file)) return file;
  const names = readdirSync(folder).filter((entry) => entry.endsWith(SUFFIX));
  const list = names.map((entry) => entry.slice(0, -SUFFIX.length)).join(', ');
  throw new Error(`Usage: npm run -s bench -- <name> [--json]. There are: ${list}.`);
}

// Preparation speaks on stderr: the last line of stdout is the benchmark's JSON.
await runAsProgram(import.meta.url, async () => {
  const [name, ...options] = process.argv.slice(2);
  const program = findBenchmark(name);
  const progress = createProgress({ write: (line) => console.error(line) });
  await prepare({ purpose: 'start', progress });
  await ensureBuilt({ progress });
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...options], { cwd: repositoryRoot, stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
});
