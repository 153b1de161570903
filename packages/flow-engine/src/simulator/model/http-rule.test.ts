import { describe, expect, it } from 'vitest';
import { matchesRequest } from './http-rule.js';

describe('a rule', () => {
  const get = (url: string) => ({ method: 'GET' as const, url });

  it.each([
    ['GET https://a.example/x', 'https://a.example/x', true],
    ['GET https://a.example/x', 'https://a.example/xy', false],
    ['GET https://a.example/*', 'https://a.example/', true],
    ['GET https://a.example/*/items', 'https://a.example/7/items', true],
    ['GET https://a.example/*/items', 'https://a.example/items', false],
    ['GET *a*a', 'aa', true],
    ['GET *aa*a', 'aa', false],
    ['POST https://a.example/*', 'https://a.example/x', false],
    ['* https://a.example/x', 'https://a.example/x', true],
    ['https://a.example/*', 'https://a.example/x', true],
    ['*', 'https://a.example/x', true],
  ])('%s for GET %s: %s', (rule, url, is) => {
    expect(matchesRequest(rule, get(url))).toBe(is);
  });
});
