import { expect, it } from 'vitest';
import {
  installPackages,
  isDebian,
  MissingPackagesError,
  planPackages,
  WORKER_BUILD_PACKAGES,
} from './system-packages.mjs';

const nothing = async () => false;

it('asks for nothing when neither a worker build nor a browser is needed', async () => {
  expect(await planPackages({ needsWorkerBuild: false, needsBrowser: false, isPresent: nothing })).toEqual([]);
});

it('asks for the build packages and the browser together, so that one transaction installs them', async () => {
  const names = await planPackages({ needsWorkerBuild: true, needsBrowser: true, isPresent: nothing });
  expect(names).toEqual([...WORKER_BUILD_PACKAGES.map(({ name }) => name), 'chromium']);
});

it('asks for offline speech where the tests of it are to run', async () => {
  const purpose = { needsWorkerBuild: false, needsBrowser: false, needsSpeech: true, isPresent: nothing };
  expect(await planPackages(purpose)).toEqual(['libpocketsphinx3', 'pocketsphinx-en-us']);
});

it('asks for the voices recognisers are measured with', async () => {
  const purpose = { needsWorkerBuild: false, needsBrowser: false, needsVoices: true, isPresent: nothing };
  expect(await planPackages(purpose)).toEqual(['festival', 'festvox-us-slt-hts', 'festvox-kdlpc16k']);
});

it('asks for telephones where the tests of them are to run', async () => {
  const purpose = { needsWorkerBuild: false, needsBrowser: false, needsTelephones: true, isPresent: nothing };
  expect(await planPackages(purpose)).toEqual(['sip-tester', 'baresip-core', 'kamailio', 'tshark', 'openssl']);
});

it('leaves out what is there already', async () => {
  const isPresent = async ({ name }: { name: string }) => !['meson', 'libuv1-dev'].includes(name);
  expect(await planPackages({ needsWorkerBuild: true, needsBrowser: true, isPresent })).toEqual([
    'meson',
    'libuv1-dev',
  ]);
});

it('installs nothing, and does not even ask for root, when nothing is missing', async () => {
  const lines: string[] = [];
  await installPackages([], { note: (line) => lines.push(line), step: async (_, work) => work() });
  expect(lines).toEqual([]);
});

it('names the exact packages where it may not install them', () => {
  const error = new MissingPackagesError(['meson', 'g++'], 'Some are missing.');
  expect(error.message).toContain('apt-get install --no-install-recommends meson g++');
});

it('tells Debian from its relatives', () => {
  expect(isDebian('NAME="Debian GNU/Linux"\nID=debian\n')).toBe(true);
  expect(isDebian('ID=ubuntu\nID_LIKE=debian\n')).toBe(false);
  expect(isDebian('')).toBe(false);
});
