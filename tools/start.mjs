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
import { LEFTOVER_GRACE_MS, readPorts, refuseTakenPorts } from './stack/ports.mjs';
import { endLeftovers, readRunning } from './stack/running.mjs';

const INTERRUPTED = 130;
/** A Ctrl-C comes twice: from the terminal, and handed on by npm. */
const ECHO_MS = 1_000;
const PARENT_CHECK_MS = 500;

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
  const signals = listenForSignals();
  const progress = createProgress();
  const hadLeftovers = (await endLeftovers(dataDir)) > 0;
  if (hadLeftovers) progress.note('Ended what an earlier run had left behind.');
  // Found out now, not after minutes of preparation.
  await refuseTakenPorts(readPorts(process.env), hostOf(process.env), hadLeftovers ? LEFTOVER_GRACE_MS : 0);
  try {
    await prepare({ purpose: 'start', progress });
    signals.asked.throwIfAborted();
    await ensureBuilt({ progress });
    signals.asked.throwIfAborted();
    await runUntil(signals, { dataDir, progress });
    return 0;
  } catch (error) {
    if (!signals.asked.aborted) throw error;
    // Whatever failed did so because it was told to stop.
    console.log('Stopped.');
    return INTERRUPTED;
  }
}

/**
 * @param {{ asked: AbortSignal, forced: AbortSignal }} signals
 * @param {{ dataDir: string, progress: import('./setup/progress.mjs').Progress }} options
 */
async function runUntil({ asked, forced }, { dataDir, progress }) {
  // Loaded now: its packages may have been installed only just before.
  const { startStack } = await import('./stack.mjs');
  const report = (/** @type {string} */ text) => console.log(`  ! ${text}`);
  const stack = await progress.step('Starting the database, the api, media and the studio', () =>
    startStack({ dataDir, ports: 'settings', report, onFirstLogin: showFirstLogin, signal: asked }),
  );
  console.log(`\nCallwright is ready: ${stack.urls.studio}\n`);
  console.log(`Ctrl-C stops it. Logs: ${dataDir}/logs`);
  forced.addEventListener('abort', () => stack.kill());
  await untilAborted(asked);
  console.log('\nStopping ...');
  await stack.stop();
  console.log('Stopped.');
}

/**
 * The first signal asks everything to end in order, the second ends it at once.
 * @returns {{ asked: AbortSignal, forced: AbortSignal }}
 */
function listenForSignals() {
  const [asking, forcing] = [new AbortController(), new AbortController()];
  let askedAtMs = 0;
  const onSignal = () => {
    if (!asking.signal.aborted) {
      askedAtMs = Date.now();
      asking.abort(new Error('Stopped.'));
      stopCommands();
    } else if (Date.now() - askedAtMs > ECHO_MS) {
      forcing.abort();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  onParentGone(onSignal);
  return { asked: asking.signal, forced: forcing.signal };
}

/**
 * A signal that ends npm alone (as service managers send it) does not always reach this process; npm's end does.
 * @param {() => void} onGone
 */
function onParentGone(onGone) {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, PARENT_CHECK_MS);
  watch.unref();
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
