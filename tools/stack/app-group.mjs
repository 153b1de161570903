import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppLog } from './app-log.mjs';
import { AppProcess } from './app-process.mjs';
import { writeRunning } from './running.mjs';

const SETTLE_MS = 100;

/** The apps of one stack, started and stopped in order, and remembered on disk in case their launcher is killed. */
export class AppGroup {
  /** @type {AppProcess[]} */
  #processes = [];
  #options;
  /** @type {import('./app-log.mjs').FirstLogin | undefined} */
  firstLogin;

  /**
   * @param {{
   *   dataDir: string, url: string, report: (text: string) => void,
   *   onFirstLogin: (login: import('./app-log.mjs').FirstLogin) => void,
   * }} options `url` is told to somebody who starts it a second time
   */
  constructor(options) {
    this.#options = options;
  }

  /** @param {string} app */
  pidOf(app) {
    return this.#processes.find(({ name }) => name === app)?.pid;
  }

  /**
   * Resolves when all are ready. The first is ready before the others start, as they dial it.
   * @param {readonly import('./app-process.mjs').AppDescription[]} apps
   */
  async start(apps) {
    this.#processes = apps.map((app) => this.#create(app));
    const [first, ...others] = this.#processes;
    await first?.start();
    await Promise.all(others.map((app) => app.start()));
    // The api prints the first login just after it has begun to answer.
    await wait(SETTLE_MS);
  }

  /** The first to start stops last: media hands its journals in to the api. */
  async stop() {
    for (const app of [...this.#processes].reverse()) await app.stop();
  }

  /** Ends all at once, with no time to put things in order. */
  kill() {
    for (const app of this.#processes) app.kill();
  }

  /** @param {import('./app-process.mjs').AppDescription} app */
  #create(app) {
    const { dataDir, report, onFirstLogin } = this.#options;
    const log = new AppLog(join(dataDir, 'logs', `${app.name}.log`), (line) => {
      if (line.kind === 'trouble') report(`${app.name}: ${line.text}`);
      if (line.kind !== 'firstLogin') return;
      this.firstLogin = line.firstLogin;
      onFirstLogin(line.firstLogin);
    });
    return new AppProcess(app, { log, report, onSpawned: () => this.#remember() });
  }

  #remember() {
    const groups = this.#processes.flatMap(({ pid }) => (pid ? [pid] : []));
    writeRunning(this.#options.dataDir, { launcher: process.pid, url: this.#options.url, groups });
  }
}
