import { expect, it } from 'vitest';
import { parseDialPrefix } from './dial-prefix.js';

it.each([
  ['+49 (30)', '+4930'],
  ['0049', '+49'],
  ['+', '+'],
  ['20', '20'],
  ['*21#', '*21#'],
  ['@Example.COM', '@example.com'],
  ['@[2001:db8::1]', '@[2001:db8::1]'],
  ['', undefined],
  ['@', undefined],
  ['sales', undefined],
  ['4930123', undefined],
  ['+1234567890123456', undefined],
])('reads the prefix %j as %j', (text, prefix) => {
  expect(parseDialPrefix(text)).toBe(prefix);
});
