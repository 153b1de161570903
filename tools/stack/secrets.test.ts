import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureSecrets } from './secrets.mjs';

const newFolder = () => mkdtempSync(join(tmpdir(), 'callwright-secrets-'));

it('makes secrets once and keeps them to their owner', () => {
  const dataDir = newFolder();
  const first = ensureSecrets(dataDir, {});
  expect(ensureSecrets(dataDir, {})).toEqual(first);
  expect(ensureSecrets(newFolder(), {})).not.toEqual(first);
  expect(first.CALLWRIGHT_CONTROL_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(first.CALLWRIGHT_CONTROL_SECRET).not.toBe(first.CALLWRIGHT_ENCRYPTION_KEY);
  expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
});

it('prefers one of the environment and does not store it', () => {
  const dataDir = newFolder();
  const given = ensureSecrets(dataDir, { CALLWRIGHT_CONTROL_SECRET: 'mine' });
  expect(given.CALLWRIGHT_CONTROL_SECRET).toBe('mine');
  expect(ensureSecrets(dataDir, {}).CALLWRIGHT_CONTROL_SECRET).not.toBe('mine');
});
