import { describe, expect, it } from 'vitest';
import { dependencyStamp, isAtLeast, requireNode } from './dependencies.mjs';

describe('dependencyStamp', () => {
  const machine = { lockfile: '{}', nodeVersion: '20.20.2', platform: 'linux', arch: 'x64' };

  it('is the same for the same machine and lockfile', () => {
    expect(dependencyStamp({ ...machine })).toBe(dependencyStamp(machine));
  });

  it.each([{ lockfile: '{ }' }, { nodeVersion: '22.1.0' }, { platform: 'darwin' }, { arch: 'arm64' }])(
    'differs with %o',
    (change) => {
      expect(dependencyStamp({ ...machine, ...change })).not.toBe(dependencyStamp(machine));
    },
  );
});

describe('isAtLeast', () => {
  it.each([
    ['20.19.0', true],
    ['20.19', true],
    ['v20.20.2', true],
    ['22.0.0', true],
    ['20.18.9', false],
    ['18.99.0', false],
  ])('%s against 20.19.0 is %s', (version, expected) => {
    expect(isAtLeast(version, '20.19.0')).toBe(expected);
  });
});

describe('requireNode', () => {
  it('says which Node is needed and which one runs', () => {
    expect(() => requireNode('18.4.0')).toThrow(/20\.19\.0 or newer; this is 18\.4\.0/);
  });
});
