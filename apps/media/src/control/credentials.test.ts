import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { AppError, type CallTokenClaims, workspaceId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { authenticate } from './credentials.js';
import { CachedDirectory } from './directory.js';

const SECRET = 'a control secret of at least 32 characters';
const HOME = workspaceId.parse('home');
const KEY = 'cwk_main_0123456789abcdef';
const directory = new CachedDirectory();
directory.update({
  type: 'snapshot',
  endpoints: [],
  flows: [],
  keys: [{ keyHash: createHash('sha256').update(KEY).digest('hex'), workspaceId: HOME, scopes: ['calls:start'] }],
});
const ports = { directory, controlSecret: SECRET, nowMs: () => 1_000 };

/** Signs as call-token.ts of the protocol says, written down here a second time. */
const sign = (claims: unknown, secret = SECRET): string => {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'callwright call token', 32));
  return `cwt.${payload}.${createHmac('sha256', key).update(payload).digest('base64url')}`;
};
const claims: CallTokenClaims = { workspaceId: HOME, callee: 'main', caller: 'Ann', expiresAtMs: 2_000 };

const refusal = (credential: string): string => {
  try {
    authenticate(credential, ports);
    return 'not refused';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe('who bears a credential', () => {
  it('is a stranger without one', () => {
    expect(authenticate(null, ports)).toEqual({ kind: 'stranger' });
    expect(authenticate('', ports)).toEqual({ kind: 'stranger' });
  });

  it('is the key whose hash is known', () => {
    expect(authenticate(KEY, ports)).toEqual({ kind: 'key', workspaceId: HOME, scopes: ['calls:start'] });
  });

  it('is whom a token names, until it expires', () => {
    expect(authenticate(sign(claims), ports)).toEqual({ kind: 'token', claims });
    expect(refusal(sign({ ...claims, expiresAtMs: 1_000 }))).toBe('auth.expired');
    expect(refusal(sign({ ...claims, expiresAtMs: 999 }))).toBe('auth.expired');
  });

  const [prefix = '', payload = '', signature = ''] = sign(claims).split('.');
  const forged = Buffer.from(JSON.stringify({ ...claims, callee: 'other' })).toString('base64url');
  it.each([
    ['a key that is not known', `${KEY}x`],
    ['a key that has only the prefix', 'cwk_'],
    ['something else', 'letmein'],
    ['a token of another secret', sign(claims, 'another control secret of many characters')],
    ['a token whose claims were changed', `${prefix}.${forged}.${signature}`],
    ['a token whose signature was cut', `${prefix}.${payload}.${signature.slice(0, -2)}`],
    ['a token without a signature', `${prefix}.${payload}`],
    ['a token with more behind it', `${prefix}.${payload}.${signature}.${signature}`],
    ['a signed token without a callee', sign({ workspaceId: HOME, expiresAtMs: 2_000 })],
    ['a signed token that is no object', sign('main')],
  ])('is nobody with %s', (_what, credential) => {
    expect(refusal(credential)).toBe('auth.required');
  });
});
