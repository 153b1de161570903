import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import {
  API_KEY_PREFIX,
  AppError,
  CALL_TOKEN_PREFIX,
  type CallTokenClaims,
  callTokenClaims,
} from '@callwright/protocol';
import type { Principal } from '../calls/principal.js';
import type { CachedDirectory } from './directory.js';

/** What a proof of identity is checked against. */
export type CredentialPorts = {
  readonly directory: Pick<CachedDirectory, 'key'>;
  readonly controlSecret: string;
  readonly nowMs: () => number;
};

/**
 * Who bears this credential: an API key, a call token, or nobody when there is none. Needs no api: tokens are signed,
 * hashes of keys are known.
 * @throws AppError `auth.required` for one that is not ours, `auth.expired`
 */
export const authenticate = (credential: string | null, ports: CredentialPorts): Principal => {
  if (credential === null || credential === '') return { kind: 'stranger' };
  if (credential.startsWith(`${API_KEY_PREFIX}_`)) return byKey(credential, ports);
  if (credential.startsWith(`${CALL_TOKEN_PREFIX}.`))
    return { kind: 'token', claims: verifyCallToken(credential, ports) };
  throw new AppError('auth.required', 'This is neither a key nor a token of ours.');
};

const byKey = (credential: string, { directory }: CredentialPorts): Principal => {
  const entry = directory.key(createHash('sha256').update(credential).digest('hex'));
  if (!entry) throw new AppError('auth.required', 'This key is not known, or has been withdrawn.');
  return { kind: 'key', workspaceId: entry.workspaceId, scopes: entry.scopes };
};

const verifyCallToken = (token: string, { controlSecret, nowMs }: CredentialPorts): CallTokenClaims => {
  const [, payload = '', signature = '', ...rest] = token.split('.');
  const expected = createHmac('sha256', tokenKey(controlSecret)).update(payload).digest();
  const given = Buffer.from(signature, 'base64url');
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AppError('auth.required', 'This token is not ours.');
  }
  const claims = callTokenClaims.safeParse(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
  if (!claims.success) throw new AppError('auth.required', 'This token says nothing we understand.');
  if (claims.data.expiresAtMs <= nowMs()) throw new AppError('auth.expired', 'This token has expired.');
  return claims.data;
};

const tokenKey = (controlSecret: string) =>
  Buffer.from(hkdfSync('sha256', controlSecret, '', 'callwright call token', 32));

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // The schema refuses it.
  }
};
