import { join } from 'node:path';
import { ensureBuiltWorker, ensureReadyMadeWorker } from './mediasoup/install.mjs';
import { findChromium } from './setup/chromium.mjs';
import { ensureDependencies, requireNode } from './setup/dependencies.mjs';
import { withLock } from './setup/lock.mjs';
import { runAsProgram } from './setup/main-module.mjs';
import { repositoryRoot } from './setup/paths.mjs';
import { ensurePrismaClient } from './setup/prisma-client.mjs';
import { createProgress } from './setup/progress.mjs';
import { installPackages, isPackagePresent, MissingPackagesError, planPackages } from './setup/system-packages.mjs';

/**
 * Makes a clone ready to build: npm packages, system packages, the WebRTC worker, the database client. What is there
 * already takes no time, and two of these at once take turns.
 * @param {{ purpose: 'start' | 'test', progress?: import('./setup/progress.mjs').Progress }} options
 * @returns {Promise<string[]>} tools that could not be had, with the reason; always empty for `start`
 * @throws {Error} when something is wrong that leaves nothing to run; for `start`, also when a tool is missing
 */
export async function prepare({ purpose, progress = createProgress() }) {
  requireNode();
  const lockFile = join(repositoryRoot, '.data', 'setup.lock');
  const onWait = () => progress.note('Another preparation is running in this clone; waiting for it.');
  return withLock(
    lockFile,
    async () => {
      await ensureDependencies({ progress });
      const isTest = purpose === 'test';
      const missing = await ensureTools({
        needsBrowser: isTest && !findChromium(),
        needsSpeech: isTest,
        needsTelephones: isTest,
        progress,
      });
      if (purpose === 'start' && missing.length > 0) throw new Error(missing.join('\n'));
      await ensurePrismaClient({ progress });
      return missing;
    },
    { onWait },
  );
}

/** @param {{ needsBrowser: boolean, needsSpeech: boolean, needsTelephones: boolean, progress: import('./setup/progress.mjs').Progress }} options */
async function ensureTools({ progress, ...needs }) {
  const needsWorkerBuild = !(await ensureReadyMadeWorker({ progress }));
  const names = await planPackages({ ...needs, needsWorkerBuild, isPresent: isPackagePresent });
  try {
    await installPackages(names, progress);
    if (needsWorkerBuild) await ensureBuiltWorker({ progress });
    return [];
  } catch (error) {
    if (error instanceof MissingPackagesError) return [error.message];
    throw error;
  }
}

await runAsProgram(import.meta.url, async () => {
  const missing = await prepare({ purpose: process.argv[2] === 'test' ? 'test' : 'start' });
  console.log(missing.join('\n') || 'Everything is prepared.');
  return missing.length > 0 ? 1 : 0;
});
