import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SCRIPT_SETTINGS } from '../generate/settings.mjs';
import { repositoryRoot } from '../setup/paths.mjs';
import { PORT_DEFINITIONS } from './ports.mjs';

const PREFIX = 'CALLWRIGHT_';
const TEST_PREFIX = 'CALLWRIGHT_TEST_';
const LOOPBACK = /^(127\.|localhost$|::1$)/;

/**
 * @typedef {object} StackSettings
 * @property {string} dataDir absolute
 * @property {import('./ports.mjs').Ports} ports
 * @property {string} databaseUrl
 * @property {Record<string, string>} secrets
 */

/**
 * The names of the settings an app understands, from its built configuration.
 * @param {string} app its folder's name
 * @returns {Promise<Set<string>>}
 */
export async function readSettingNames(app) {
  const file = join(repositoryRoot, 'apps', app, 'dist', 'platform', 'config.js');
  if (!existsSync(file)) throw new Error(`apps/${app} has not been built: run npm run build.`);
  const { configSchema } = await import(pathToFileURL(file).href);
  return new Set(Object.keys(configSchema.shape));
}

/**
 * `CALLWRIGHT_*` settings that nobody understands.
 * @param {NodeJS.ProcessEnv} env
 * @param {ReadonlySet<string>} known
 */
export function findUnknownSettings(env, known) {
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !name.startsWith(TEST_PREFIX) && !known.has(name))
    .sort();
}

/** Settings that the scripts understand, or hand to the apps themselves. */
export function scriptSettingNames() {
  return [
    ...SCRIPT_SETTINGS.map(({ name }) => name),
    ...PORT_DEFINITIONS.map(({ setting }) => setting),
    'CALLWRIGHT_API_URL',
  ];
}

/**
 * What an app gets: the settings of the user that it understands, and those of this stack. Ports come shifted already.
 * @param {{ env: NodeJS.ProcessEnv, names: ReadonlySet<string>, settings: StackSettings }} options
 * @returns {NodeJS.ProcessEnv}
 */
export function appEnvironment({ env, names, settings }) {
  const { dataDir, ports, databaseUrl, secrets } = settings;
  const ofPorts = Object.fromEntries(PORT_DEFINITIONS.map(({ name, setting }) => [setting, String(ports[name])]));
  const all = {
    ...env,
    ...ofPorts,
    ...secrets,
    CALLWRIGHT_DATA_DIR: dataDir,
    CALLWRIGHT_API_URL: env.CALLWRIGHT_API_URL || urlOf(env, ports.api),
    DATABASE_URL: databaseUrl,
    NODE_ENV: 'production',
    CALLWRIGHT_PORT_OFFSET: undefined,
    // Left over from an installation it would be taken for the path of the media worker.
    MEDIASOUP_WORKER_BIN: undefined,
  };
  const isMeant = (/** @type {string} */ name) =>
    names.has(name) || !(name.startsWith(PREFIX) || name === 'DATABASE_URL');
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== undefined && isMeant(name)));
}

/**
 * Where this machine itself reaches one of the ports.
 * @param {NodeJS.ProcessEnv} env
 * @param {number} port
 */
export function urlOf(env, port) {
  const host = hostOf(env);
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** @param {NodeJS.ProcessEnv} env */
export function hostOf(env) {
  return env.CALLWRIGHT_HOST || '127.0.0.1';
}

/**
 * What somebody who opens Callwright to the network should know.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function exposureWarning(env) {
  const sipHost = env.CALLWRIGHT_SIP_HOST || hostOf(env);
  if (LOOPBACK.test(hostOf(env)) && !LOOPBACK.test(sipHost)) {
    return `SIP listens on ${sipHost} (CALLWRIGHT_SIP_HOST), but sound on ${hostOf(env)}: calls with telephones elsewhere will be silent. Set CALLWRIGHT_HOST to the same address.`;
  }
  if (LOOPBACK.test(hostOf(env))) return undefined;
  const missing = ['CALLWRIGHT_PUBLIC_URL', 'CALLWRIGHT_PUBLIC_ADDRESS'].filter((name) => !env[name]);
  if (missing.length === 0) return undefined;
  return `Callwright listens on ${hostOf(env)}, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set: browsers elsewhere will not reach it.`;
}
