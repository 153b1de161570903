import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fingerprint, fingerprintOfFiles, isStamped, writeStamp } from './fingerprint.mjs';

const newFolder = () => mkdtempSync(join(tmpdir(), 'callwright-fingerprint-'));

it('keeps the parts apart', () => {
  expect(fingerprint(['ab', 'c'])).not.toBe(fingerprint(['a', 'bc']));
});

it('sees a changed file, a new file and a renamed file below a folder', () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'deep', 'a.txt'), 'one');
  const seen = [fingerprintOfFiles([folder])];
  writeFileSync(join(folder, 'deep', 'a.txt'), 'two');
  seen.push(fingerprintOfFiles([folder]));
  writeFileSync(join(folder, 'b.txt'), '');
  seen.push(fingerprintOfFiles([folder]));
  renameSync(join(folder, 'b.txt'), join(folder, 'c.txt'));
  seen.push(fingerprintOfFiles([folder]));
  expect(new Set(seen).size).toBe(4);
});

it('takes a missing path for an empty one', () => {
  expect(fingerprintOfFiles([join(newFolder(), 'none')])).toBe(fingerprint([]));
});

it('trusts a stamp only for the very input it was written for', () => {
  const stamp = join(newFolder(), 'deep', 'stamp');
  expect(isStamped(stamp, 'a')).toBe(false);
  writeStamp(stamp, 'a');
  expect([isStamped(stamp, 'a'), isStamped(stamp, 'b')]).toEqual([true, false]);
});
