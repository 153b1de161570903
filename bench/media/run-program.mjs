import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildPrograms } from '../shared/build-programs.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const programs = ['main', 'soak', 'generator', 'udp-floor', 'mediasoup-floor', 'spinner'];

/**
 * Builds the programs of the benchmark and runs one. Bundled from source and run by plain Node: neither callers nor floors are
 * slowed by a loader. The sound process is the built one.
 * @param {'main' | 'soak'} name
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runProgram(name, args) {
  // A folder for each, so that two can run at a time.
  const outDir = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
  await buildPrograms({
    root: folder,
    outDir,
    inputs: programs.map((program) => `${folder}media/${program}.ts`),
    // Shared parts lie beside the programs: they look for each other next to themselves.
    output: { chunkFileNames: '[name]-[hash].js' },
  });
  const child = spawn(process.execPath, [`${outDir}/${name}.js`, ...args], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
