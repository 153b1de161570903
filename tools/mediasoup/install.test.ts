import { expect, it } from 'vitest';
import { workerKey, workerPlaces } from './install.mjs';

const target = { version: '3.19.3', osRelease: 'debian-12', arch: 'x64' };

it('keeps workers of other versions, systems and processors apart', () => {
  const keys = [
    workerKey(target),
    workerKey({ ...target, version: '3.19.4' }),
    workerKey({ ...target, osRelease: 'debian-13' }),
    workerKey({ ...target, arch: 'arm64' }),
  ];
  expect(new Set(keys).size).toBe(4);
});

it('makes a key that is a folder name', () => {
  expect(workerKey({ ...target, osRelease: 'odd name/1' })).toMatch(/^[\w.-]+$/);
});

it('caches outside the clone and installs where mediasoup looks', () => {
  const { binary, cached, packageDir } = workerPlaces();
  expect(binary.startsWith(packageDir)).toBe(true);
  expect(binary).toMatch(/worker\/out\/Release\/mediasoup-worker$/);
  expect(cached.startsWith(packageDir)).toBe(false);
});
