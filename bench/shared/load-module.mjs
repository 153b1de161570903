import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/**
 * Loads a benchmark written in TypeScript. Packages are taken from their source; worker threads run from the build.
 * @param {string} path below `bench`
 * @returns {Promise<Record<string, Function>>} what the module exports
 */
export async function loadModule(path) {
  const conditions = ['callwright-source'];
  const { module } = await runnerImport(fileURLToPath(new URL(`../${path}`, import.meta.url)), {
    configFile: false,
    logLevel: 'error',
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
  });
  return module;
}

/** Ends the process: engines of speech and WebRTC keep handles of their own. */
export const endProcess = () => process.exit(process.exitCode ?? 0);
