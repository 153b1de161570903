import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isOnPath } from './command.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Finds a Chromium for the tests that need a real browser.
 * @param {NodeJS.ProcessEnv} [env] `CALLWRIGHT_CHROMIUM` names one and wins
 * @returns {string | undefined} its path; undefined when there is none
 */
export function findChromium(env = process.env) {
  const named = env.CALLWRIGHT_CHROMIUM;
  if (named) return existsSync(named) ? named : undefined;
  const onPath = PROGRAMS.find((program) => isOnPath(program, env));
  const folders = (env.PATH ?? '').split(':');
  const candidates = [
    ...PLACES,
    ...(onPath ? folders.map((folder) => join(folder, onPath)) : []),
    ...playwrightBrowsers(),
  ];
  return candidates.find((path) => existsSync(path));
}

/** @returns {string[]} browsers that `playwright install chromium` has put in its cache, newest first */
function playwrightBrowsers() {
  const cache = process.platform === 'darwin' ? 'Library/Caches/ms-playwright' : '.cache/ms-playwright';
  const folder = join(homedir(), cache);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('chromium-'))
    .sort()
    .reverse()
    .flatMap((name) => [
      join(folder, name, 'chrome-linux', 'chrome'),
      join(folder, name, 'chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'),
    ]);
}
