import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOnPath, runLogged, runQuietly } from './command.mjs';
import { setupLogDir } from './paths.mjs';

const APT_LOCK_TIMEOUT_S = 600;

/**
 * @typedef {object} SystemPackage
 * @property {string} name as apt knows it
 * @property {string} [program] proves by being on the path that the package is there
 * @property {string} [library] proves it through pkg-config
 * @property {string} [file] proves it by being there
 */

/** What building the mediasoup worker needs. @type {readonly SystemPackage[]} */
export const WORKER_BUILD_PACKAGES = [
  { name: 'meson', program: 'meson' },
  { name: 'ninja-build', program: 'ninja' },
  { name: 'g++', program: 'g++' },
  { name: 'pkg-config', program: 'pkg-config' },
  { name: 'flatbuffers-compiler', program: 'flatc' },
  { name: 'libssl-dev', library: 'openssl' },
  { name: 'libuv1-dev', library: 'libuv' },
  { name: 'libsrtp2-dev', library: 'libsrtp2' },
  { name: 'libusrsctp-dev', library: 'usrsctp' },
  { name: 'libabsl-dev', library: 'absl_flat_hash_map' },
  { name: 'libflatbuffers-dev', library: 'flatbuffers' },
];

/** What the browser tests need. @type {readonly SystemPackage[]} */
const BROWSER_PACKAGES = [{ name: 'chromium', program: 'chromium' }];

/** What the tests of free speech offline need; without it everything else works. @type {readonly SystemPackage[]} */
const SPEECH_PACKAGES = [
  { name: 'libpocketsphinx3', file: '/usr/share/doc/libpocketsphinx3' },
  { name: 'pocketsphinx-en-us', file: '/usr/share/pocketsphinx/model/en-us' },
];

/** Voices nothing was tuned on, for the measurement of recognisers. @type {readonly SystemPackage[]} */
const VOICE_PACKAGES = [
  { name: 'festival', program: 'festival' },
  { name: 'festvox-us-slt-hts', file: '/usr/share/festival/voices/us/cmu_us_slt_arctic_hts' },
  { name: 'festvox-kdlpc16k', file: '/usr/share/festival/voices/english/ked_diphone' },
];

/** Telephones, a carrier, a load of calls, and what reads captures: what signalling and sound are tested with. @type {readonly SystemPackage[]} */
const TELEPHONE_PACKAGES = [
  { name: 'sip-tester', program: 'sipp' },
  { name: 'baresip-core', program: 'baresip' },
  { name: 'kamailio', program: 'kamailio' },
  { name: 'tshark', program: 'tshark' },
  { name: 'openssl', program: 'openssl' },
];

/** System packages are missing and this machine's owner has to install them. */
export class MissingPackagesError extends Error {
  /** @param {readonly string[]} names @param {string} why */
  constructor(names, why) {
    super(`${why}\nOn Debian or Ubuntu: sudo apt-get install --no-install-recommends ${names.join(' ')}`);
    this.name = 'MissingPackagesError';
  }
}

/**
 * The packages that this purpose needs and that are not there yet.
 * @param {{ needsWorkerBuild: boolean, needsBrowser: boolean, needsSpeech?: boolean, needsVoices?: boolean, needsTelephones?: boolean, isPresent: (wanted: SystemPackage) => Promise<boolean> }} purpose
 * @returns {Promise<string[]>}
 */
export async function planPackages({
  needsWorkerBuild,
  needsBrowser,
  needsSpeech = false,
  needsVoices = false,
  needsTelephones = false,
  isPresent,
}) {
  const wanted = [
    ...(needsWorkerBuild ? WORKER_BUILD_PACKAGES : []),
    ...(needsBrowser ? BROWSER_PACKAGES : []),
    ...(needsSpeech ? SPEECH_PACKAGES : []),
    ...(needsVoices ? VOICE_PACKAGES : []),
    ...(needsTelephones ? TELEPHONE_PACKAGES : []),
  ];
  const present = await Promise.all(wanted.map(isPresent));
  return wanted.filter((_, index) => !present[index]).map(({ name }) => name);
}

/**
 * Whether a package's program or library is on this machine, by whichever way it came.
 * @param {SystemPackage} wanted
 */
export async function isPackagePresent({ program, library, file }) {
  if (program) return isOnPath(program);
  if (file) return existsSync(file);
  return (await runQuietly(['pkg-config', '--exists', library ?? ''])).succeeded;
}

/**
 * Installs packages in one apt transaction, on Debian as root.
 * @param {readonly string[]} names
 * @param {import('./progress.mjs').Progress} progress
 * @throws {MissingPackagesError} on any other machine, naming what to install
 */
export async function installPackages(names, progress) {
  if (names.length === 0) return;
  if (!isDebian() || process.getuid?.() !== 0)
    throw new MissingPackagesError(names, 'Some system packages are missing.');
  await progress.step(`Installing ${names.length} Debian packages: ${names.join(' ')}`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const options = { env, logFile: join(setupLogDir, 'apt.log') };
    const patience = ['-o', `DPkg::Lock::Timeout=${APT_LOCK_TIMEOUT_S}`];
    await runLogged(['apt-get', '-q', ...patience, 'update'], options);
    await runLogged(['apt-get', '-q', '-y', '--no-install-recommends', ...patience, 'install', ...names], options);
  });
}

/** @param {string} [osRelease] text of /etc/os-release */
export function isDebian(osRelease = readOsRelease()) {
  return /^ID="?debian"?$/m.test(osRelease);
}

function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    // Only Linux has this file.
    return '';
  }
}
