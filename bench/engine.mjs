import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPrograms } from './shared/build-programs.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const outDir = fileURLToPath(new URL('dist/engine', import.meta.url));
const peer = fileURLToPath(new URL('peers/node-red', import.meta.url));

/** @param {string} command @param {readonly string[]} args @param {string} cwd @returns {Promise<number>} its exit code */
const run = (command, args, cwd) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', args[0] === 'ci' ? 2 : 1, 2] });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** Installs the Node-RED of the lock file where it is not yet; it is no part of the product and of no other install. */
async function ensureNodeRed() {
  const wanted = JSON.parse(readFileSync(`${peer}/package.json`, 'utf8')).dependencies['node-red'];
  const installed = `${peer}/node_modules/node-red/package.json`;
  if (existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === wanted) return;
  console.error(`Installing Node-RED ${wanted} for the comparison`);
  const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], peer);
  if (code !== 0) throw new Error('Node-RED could not be installed; the comparison needs it.');
}

await ensureNodeRed();
await buildPrograms({
  root: folder,
  outDir,
  inputs: ['main', 'contender'].map((name) => `${folder}engine/${name}.ts`),
});
process.exitCode = await run(process.execPath, ['--expose-gc', `${outDir}/main.js`, ...process.argv.slice(2)], folder);
