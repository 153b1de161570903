import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { migrate, migrateQueue } from './migrate.mjs';
import { openDatabase } from './setup/database.mjs';
import { repositoryRoot } from './setup/paths.mjs';
import { AppGroup } from './stack/app-group.mjs';
import {
  appEnvironment,
  exposureWarning,
  findUnknownSettings,
  hostOf,
  readSettingNames,
  scriptSettingNames,
  urlOf,
} from './stack/environment.mjs';
import { findFreePorts, LEFTOVER_GRACE_MS, readPorts, refuseTakenPorts } from './stack/ports.mjs';
import { clearRunning, endLeftovers } from './stack/running.mjs';
import { ensureSecrets } from './stack/secrets.mjs';

const API_MAIN = join('apps', 'api', 'dist', 'main.js');
const MEDIA_MAIN = join('apps', 'media', 'dist', 'main.js');
const STUDIO_MAIN = join('apps', 'studio', '.next', 'standalone', 'apps', 'studio', 'server.js');

/**
 * @typedef {'api' | 'media' | 'studio'} AppName
 * @typedef {object} StackOptions
 * @property {string} dataDir database, recordings, prompts, logs and secrets live below it
 * @property {'free' | 'settings'} [ports] `free` (the default) picks unused ones; `settings` takes those of the environment
 * @property {readonly AppName[]} [apps] those to run; all by default
 * @property {NodeJS.ProcessEnv} [env] settings of the user; that of this process by default
 * @property {boolean} [isDurable] false for tests: always the embedded database, faster, and lost with the machine if need be
 * @property {(text: string) => void} [report] hears warnings and errors of the apps; silent by default
 * @property {(login: import('./stack/app-log.mjs').FirstLogin) => void} [onFirstLogin] hears at once what the api has made
 *   on an empty database, even if the rest does not start; it is not said again
 * @property {AbortSignal} [signal] gives up the start; once it is running, only `stop` ends it
 *
 * @typedef {object} RunningStack
 * @property {Readonly<Record<AppName, string>>} urls where this machine reaches each app
 * @property {import('./stack/ports.mjs').Ports} ports
 * @property {string} databaseUrl
 * @property {import('./stack/app-log.mjs').FirstLogin | undefined} firstLogin on an empty database: what the api has made
 * @property {(app: AppName) => number | undefined} pidOf
 * @property {() => Promise<void>} stop ends everything that was started; may be called twice
 * @property {() => void} kill ends the apps at once and leaves the database running
 */

/**
 * Starts a whole Callwright from the built apps: database, migrations, api, media and studio, each ready when this resolves.
 * @param {StackOptions} options
 * @returns {Promise<RunningStack>}
 * @throws {Error} naming every taken port or unknown setting before anything is started; or the app that does not start
 */
export async function startStack(options) {
  const { ports: portChoice = 'free', apps = ['api', 'media', 'studio'], isDurable } = options;
  const env = isDurable === false ? withoutServers(options.env ?? process.env) : (options.env ?? process.env);
  const { report = () => undefined, onFirstLogin = () => undefined } = options;

  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const names = { api: await readSettingNames('api'), media: await readSettingNames('media') };
  refuseUnknownSettings(env, [...names.api, ...names.media]);
  const hadLeftovers = (await endLeftovers(dataDir)) > 0;
  if (hadLeftovers) report('ended what an earlier run had left behind');
  const ports = portChoice === 'free' ? await findFreePorts() : readPorts(env);
  await refuseTakenPorts(ports, hostOf(env), hadLeftovers ? LEFTOVER_GRACE_MS : 0);
  const warning = exposureWarning(env);
  if (warning) report(warning);

  const urls = { studio: urlOf(env, ports.studio), api: urlOf(env, ports.api), media: urlOf(env, ports.media) };
  const database = await openDatabase({ env, dataDir, isDurable });
  const settings = { dataDir, ports, databaseUrl: database.url, secrets: ensureSecrets(dataDir, env) };
  const group = new AppGroup({ dataDir, url: urls.studio, report, onFirstLogin });
  const stop = createStop(group, database, dataDir);
  const giveUp = () => group.kill();
  options.signal?.addEventListener('abort', giveUp);
  try {
    await migrate(database.url);
    if (!env.REDIS_URL) await migrateQueue(database.url);
    await group.start(describeApps({ env, names, settings, urls }).filter(({ name }) => apps.includes(name)));
  } catch (error) {
    await stop();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }
  const { firstLogin } = group;
  return {
    urls,
    ports,
    databaseUrl: database.url,
    firstLogin,
    pidOf: (app) => group.pidOf(app),
    stop,
    kill: () => group.kill(),
  };
}

/** Tests must not write into the developer's own servers. @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv} */
function withoutServers({ DATABASE_URL: _, REDIS_URL: __, ...env }) {
  return env;
}

/** @param {NodeJS.ProcessEnv} env @param {readonly string[]} namesOfApps */
function refuseUnknownSettings(env, namesOfApps) {
  const unknown = findUnknownSettings(env, new Set([...namesOfApps, ...scriptSettingNames()]));
  if (unknown.length > 0)
    throw new Error(`These are no settings of Callwright (docs/config.md has them all): ${unknown.join(', ')}`);
}

/** @param {AppGroup} group @param {{ stop: () => Promise<void> }} database @param {string} dataDir */
function createStop(group, database, dataDir) {
  /** @type {Promise<void> | undefined} */
  let stopped;
  return () => {
    stopped ??= (async () => {
      await group.stop();
      clearRunning(dataDir);
      await database.stop();
    })();
    return stopped;
  };
}

/**
 * @param {{ env: NodeJS.ProcessEnv, names: Readonly<Record<'api' | 'media', ReadonlySet<string>>>, urls: RunningStack['urls'],
 *   settings: import('./stack/environment.mjs').StackSettings }} options
 * @returns {(import('./stack/app-process.mjs').AppDescription & { name: AppName })[]}
 */
function describeApps({ env, names, urls, settings }) {
  const cwd = repositoryRoot;
  const mainOf = (/** @type {string} */ file) => [join(repositoryRoot, file)];
  const { port } = new URL(urls.studio);
  const studioEnv = appEnvironment({ env, names: new Set(['CALLWRIGHT_API_URL']), settings });
  return [
    {
      name: 'api',
      args: mainOf(API_MAIN),
      cwd,
      env: appEnvironment({ env, names: names.api, settings }),
      healthUrl: `${urls.api}/health`,
    },
    {
      name: 'media',
      args: mainOf(MEDIA_MAIN),
      cwd,
      env: appEnvironment({ env, names: names.media, settings }),
      healthUrl: `${urls.media}/health`,
    },
    {
      name: 'studio',
      args: mainOf(STUDIO_MAIN),
      cwd,
      env: { ...studioEnv, PORT: port, HOSTNAME: hostOf(env) },
      healthUrl: urls.studio,
    },
  ];
}
