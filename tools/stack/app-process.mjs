import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

const READY_TIMEOUT_MS = 60_000;
const PROBE_INTERVAL_MS = 100;
const PROBE_TIMEOUT_MS = 2_000;
const STOP_TIMEOUT_MS = 10_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** An app that has run this long is taken to be well: the next restart comes quickly again. */
const STABLE_AFTER_MS = 60_000;

/**
 * @typedef {object} AppDescription
 * @property {string} name
 * @property {readonly string[]} args what Node runs
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {string} healthUrl answers with less than 400 when the app is ready
 */

/**
 * How long to wait before the next start of an app that keeps ending.
 * @param {number} failures in a row, from 1 on
 */
export function restartDelayMs(failures) {
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
}

/**
 * One of the apps as a process group of its own, started again with growing delays when it ends by itself. It ends only
 * by `stop`.
 */
export class AppProcess {
  #description;
  #log;
  #report;
  #onSpawned;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  /** Settles when the present child has ended. Not when its output has: what it started may hold that open. @type {Promise<void>} */
  #ended = Promise.resolve();
  /** @type {Promise<void> | undefined} */
  #stopped;
  #stopping = new AbortController();
  #failures = 0;

  /**
   * @param {AppDescription} description
   * @param {{ log: import('./app-log.mjs').AppLog, report: (text: string) => void, onSpawned: () => void }} ports
   */
  constructor(description, { log, report, onSpawned }) {
    this.#description = description;
    this.#log = log;
    this.#report = report;
    this.#onSpawned = onSpawned;
  }

  get name() {
    return this.#description.name;
  }

  /** The present process, which changes with a restart. */
  get pid() {
    return this.#child?.pid;
  }

  /**
   * Starts the app and resolves when it is ready.
   * @throws {Error} with the end of its output when it ends or takes too long before it is ready
   */
  async start() {
    const startedAtMs = Date.now();
    const child = this.#spawn();
    await this.#untilReady(child);
    void this.#ended.then(() => this.#onEnded(child, startedAtMs));
  }

  /** Ends the app and everything it has started. May be called twice. */
  stop() {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Ends everything at once, with no time to put things in order. */
  kill() {
    this.#stopping.abort();
    this.#signal('SIGKILL');
  }

  #spawn() {
    const { args, cwd, env } = this.#description;
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#log.follow(child.stdout);
    this.#log.follow(child.stderr);
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('exit', () => resolve()));
    this.#onSpawned();
    return child;
  }

  /** @param {import('node:child_process').ChildProcess} child */
  async #untilReady(child) {
    const deadlineMs = Date.now() + READY_TIMEOUT_MS;
    while (!(await isReady(this.#description.healthUrl))) {
      if (hasEnded(child)) throw this.#failure(`ended before it was ready (${describeEnding(child)})`);
      if (Date.now() > deadlineMs) {
        this.#signal('SIGKILL');
        throw this.#failure(`was not ready after ${READY_TIMEOUT_MS / 1000} s`);
      }
      await wait(PROBE_INTERVAL_MS);
    }
    // Somebody else may be answering on its port.
    if (hasEnded(child)) throw this.#failure(`ended before it was ready (${describeEnding(child)})`);
  }

  /** @param {import('node:child_process').ChildProcess} child @param {number} startedAtMs */
  async #onEnded(child, startedAtMs) {
    if (this.#stopping.signal.aborted) return;
    this.#signal('SIGKILL');
    this.#failures = Date.now() - startedAtMs > STABLE_AFTER_MS ? 1 : this.#failures + 1;
    const delayMs = restartDelayMs(this.#failures);
    this.#report(
      `${this.name} ended unexpectedly (${describeEnding(child)}); starting it again in ${delayMs / 1000} s`,
    );
    if (await this.#sleep(delayMs)) await this.#restart();
  }

  async #restart() {
    const startedAtMs = Date.now();
    const child = this.#spawn();
    try {
      await this.#untilReady(child);
      this.#report(`${this.name} is running again`);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#report(/** @type {Error} */ (error).message);
    }
    void this.#ended.then(() => this.#onEnded(child, startedAtMs));
  }

  /** @param {number} delayMs @returns {Promise<boolean>} false when the app is to stop meanwhile */
  async #sleep(delayMs) {
    try {
      await wait(delayMs, undefined, { signal: this.#stopping.signal });
      return true;
    } catch {
      // Stopped while waiting.
      return false;
    }
  }

  async #stop() {
    this.#stopping.abort();
    this.#signal('SIGTERM');
    const isInTime = await Promise.race([this.#ended.then(() => true), wait(STOP_TIMEOUT_MS, false, { ref: false })]);
    if (!isInTime) this.#report(`${this.name} did not stop in ${STOP_TIMEOUT_MS / 1000} s and was killed`);
    this.#signal('SIGKILL');
    await this.#ended;
    await this.#log.close();
  }

  /** Reaches the whole group: what the app has started must not outlive it. @param {NodeJS.Signals} signal */
  #signal(signal) {
    if (!this.#child?.pid) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  /** @param {string} what */
  #failure(what) {
    return new Error(`${this.name} ${what}. The end of its log:\n${this.#log.tail}`);
  }
}

/** @param {string} url */
async function isReady(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS), redirect: 'manual' });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    // Nobody listens yet.
    return false;
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

/** @param {import('node:child_process').ChildProcess} child */
function describeEnding(child) {
  return child.signalCode ?? `exit code ${child.exitCode}`;
}
