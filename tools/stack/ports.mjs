import { createSocket } from 'node:dgram';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort, isTcpPortFree } from '../setup/free-port.mjs';

/**
 * @typedef {'studio' | 'api' | 'media' | 'webrtc' | 'takos' | 'sip' | 'freeclimb'} PortName
 * @typedef {Readonly<Record<PortName, number>>} Ports
 * @typedef {object} PortDefinition
 * @property {PortName} name
 * @property {string} setting
 * @property {number} standard
 * @property {readonly ('tcp' | 'udp')[]} transports
 * @property {string} purpose
 * @property {number} [count] how many in a row there may be: one for each sound process
 */

/** Every port that a running Callwright listens on, apart from its database. @type {readonly PortDefinition[]} */
export const PORT_DEFINITIONS = [
  { name: 'studio', setting: 'CALLWRIGHT_STUDIO_PORT', standard: 3000, transports: ['tcp'], purpose: 'the studio' },
  { name: 'api', setting: 'CALLWRIGHT_API_PORT', standard: 3001, transports: ['tcp'], purpose: 'the api' },
  {
    name: 'media',
    setting: 'CALLWRIGHT_MEDIA_PORT',
    standard: 3002,
    transports: ['tcp'],
    purpose: 'calls over WebSocket',
  },
  {
    name: 'webrtc',
    setting: 'CALLWRIGHT_WEBRTC_PORT',
    standard: 44400,
    transports: ['tcp', 'udp'],
    purpose: 'sound of browsers',
    count: 8,
  },
  {
    name: 'takos',
    setting: 'CALLWRIGHT_TAKOS_PORT',
    standard: 44390,
    transports: ['tcp', 'udp'],
    purpose: 'sound and picture of takos rooms',
  },
  {
    name: 'sip',
    setting: 'CALLWRIGHT_SIP_PORT',
    standard: 5060,
    transports: ['tcp', 'udp'],
    purpose: 'telephones',
  },
  {
    name: 'freeclimb',
    setting: 'CALLWRIGHT_FREECLIMB_PORT',
    standard: 50_051,
    transports: ['tcp'],
    purpose: 'streams of FreeClimb platforms',
  },
];

const HIGHEST_PORT = 65_535;
const FREE_PORT_ATTEMPTS = 50;
const RETRY_MS = 100;
/** How long what an ended app has started takes to end as well. */
export const LEFTOVER_GRACE_MS = 10_000;

/**
 * The ports of the settings: each its own or the standard one, all shifted by the offset.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Ports}
 * @throws {Error} naming a setting that is no port
 */
export function readPorts(env) {
  const offset = readNumber(env, 'CALLWRIGHT_PORT_OFFSET', 0);
  const entries = PORT_DEFINITIONS.map(({ name, setting, standard }) => {
    const port = readNumber(env, setting, standard) + offset;
    if (port < 1 || port > HIGHEST_PORT)
      throw new Error(`${setting} with CALLWRIGHT_PORT_OFFSET gives ${port}, which is no port.`);
    return [name, port];
  });
  return Object.fromEntries(entries);
}

/**
 * Ports nobody uses, for a second Callwright on the machine.
 * @returns {Promise<Ports>}
 */
export async function findFreePorts() {
  /** @type {Map<PortName, number>} */
  const ports = new Map();
  for (const definition of PORT_DEFINITIONS) {
    ports.set(definition.name, await findFreePortFor(definition, [...ports.values()]));
  }
  return /** @type {Ports} */ (Object.fromEntries(ports));
}

/**
 * The ports that somebody else already listens on.
 * @param {Ports} ports
 * @param {string} host
 * @returns {Promise<string[]>} a sentence for each, with the setting that changes it
 */
export async function findTakenPorts(ports, host) {
  const taken = await Promise.all(
    PORT_DEFINITIONS.map(async ({ name, setting, transports, purpose }) => {
      const states = await Promise.all(transports.map((transport) => isFree(transport, ports[name], host)));
      const inUse = transports.filter((_, index) => !states[index]);
      if (inUse.length === 0) return [];
      return [`Port ${ports[name]} (${inUse.join(' and ').toUpperCase()}, ${purpose}) is taken; ${setting} moves it.`];
    }),
  );
  return taken.flat();
}

/**
 * @param {Ports} ports
 * @param {string} host
 * @param {number} [graceMs] how long a port may take to become free, when what held it has just been ended
 * @throws {Error} naming every taken port
 */
export async function refuseTakenPorts(ports, host, graceMs = 0) {
  const deadlineMs = Date.now() + graceMs;
  for (;;) {
    const taken = await findTakenPorts(ports, host);
    if (taken.length === 0) return;
    if (Date.now() >= deadlineMs)
      throw new Error([...taken, 'CALLWRIGHT_PORT_OFFSET=100 moves all of them at once.'].join('\n'));
    await wait(RETRY_MS);
  }
}

/** @param {PortDefinition} definition @param {readonly number[]} given */
async function findFreePortFor({ transports, count = 1 }, given) {
  for (let attempt = 0; attempt < FREE_PORT_ATTEMPTS; attempt += 1) {
    const first = await findFreePort();
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const wanted = ports.flatMap((port) => transports.map((transport) => ({ transport, port })));
    const states = await Promise.all(wanted.map(({ transport, port }) => isFree(transport, port, '127.0.0.1')));
    if (states.every(Boolean) && !ports.some((port) => given.includes(port))) return first;
  }
  throw new Error('No free port was found on this machine.');
}

/** @param {'tcp' | 'udp'} transport @param {number} port @param {string} host */
function isFree(transport, port, host) {
  return transport === 'tcp' ? isTcpPortFree(port, host) : isUdpPortFree(port, host);
}

/** @param {number} port @param {string} host @returns {Promise<boolean>} */
function isUdpPortFree(port, host) {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/** @param {NodeJS.ProcessEnv} env @param {string} name @param {number} standard */
function readNumber(env, name, standard) {
  const text = env[name];
  if (!text) return standard;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number, not "${text}".`);
  return value;
}
