import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';

it('takes the one that is named', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'callwright-browser-')), 'my-browser');
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  expect(findChromium({ CALLWRIGHT_CHROMIUM: file })).toBe(file);
});

it('takes no other when the named one is not there', () => {
  expect(findChromium({ CALLWRIGHT_CHROMIUM: '/nowhere/chromium', PATH: process.env.PATH })).toBeUndefined();
});
