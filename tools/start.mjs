import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensureBuilt } from './setup/build.mjs';
import { stopCommands } from './setup/command.mjs';
import { defaultDataDir } from './setup/database.mjs';
import { requireNode } from './setup/dependencies.mjs';
import { runAsProgram } from './setup/main-module.mjs';
import { createProgress } from './setup/progress.mjs';
import { prepare } from './setup.mjs';
import { hostOf } from './stack/environment.mjs';
import { readPorts, refuseTakenPorts } from './stack/ports.mjs';
import { endLeftovers, readRunning } from './stack/running.mjs';

const INTERRUPTED = 130;

/**
 * Runs Callwright until it is told to stop: prepares the clone, builds, starts the database and the three apps.
 * @returns {Promise<number>} the exit code
 */
async function start() {
  requireNode();
  const dataDir = resolve(defaultDataDir());
  mkdirSync(dataDir, { recursive: true });
  const running = readRunning(dataDir);
  if (running) {
    console.log(`Callwright is already running (process ${running.launcher}): ${running.url}`);
    return 0;
  }
  const stopping = stopOnSignals();
  const progress = createProgress();
  await endLeftovers(dataDir);
  // Found out now, not after minutes of preparation.
  await refuseTakenPorts(readPorts(process.env), hostOf(process.env));
  try {
    await prepare({ purpose: 'start', progress });
    stopping.throwIfAborted();
    await ensureBuilt({ progress });
    stopping.throwIfAborted();
    await runUntil(stopping, { dataDir, progress });
    return 0;
  } catch (error) {
    if (!stopping.aborted) throw error;
    // Whatever failed did so because it was told to stop.
    console.log('Stopped.');
    return INTERRUPTED;
  }
}

/**
 * @param {AbortSignal} stopping
 * @param {{ dataDir: string, progress: import('./setup/progress.mjs').Progress }} options
 */
async function runUntil(stopping, { dataDir, progress }) {
  // Loaded now: its packages may have been installed only just before.
  const { startStack } = await import('./stack.mjs');
  const report = (/** @type {string} */ text) => console.log(`  ! ${text}`);
  const stack = await progress.step('Starting the database, the api, media and the studio', () =>
    startStack({ dataDir, ports: 'settings', report, onFirstLogin: showFirstLogin, signal: stopping }),
  );
  console.log(`\nCallwright is ready: ${stack.urls.studio}\n`);
  console.log(`Ctrl-C stops it. Logs: ${dataDir}/logs`);
  await untilAborted(stopping);
  console.log('\nStopping ...');
  await stack.stop();
  console.log('Stopped.');
}

/**
 * Ends running commands on the first signal; on the second, everything.
 * @returns {AbortSignal}
 */
function stopOnSignals() {
  const controller = new AbortController();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(new Error('Stopped.'));
      stopCommands();
    });
  }
  return controller.signal;
}

/** @param {import('./stack/app-log.mjs').FirstLogin} login */
function showFirstLogin({ email, password, apiKey }) {
  const lines = [
    '',
    '  Your first login. It is shown this once; write it down.',
    '',
    `    e-mail    ${email}`,
    `    password  ${password}`,
    `    API key   ${apiKey}`,
    '',
  ];
  console.log(lines.join('\n'));
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
function untilAborted(signal) {
  return new Promise((done) => {
    if (signal.aborted) return done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

await runAsProgram(import.meta.url, start);
