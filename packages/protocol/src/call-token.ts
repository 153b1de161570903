import { z } from 'zod';
import { workspaceId } from './ids.js';

/** What a bearer of a key or a token may do. */
export const scope = z.enum(['calls:start', 'calls:control', 'calls:dial', 'calls:read', 'flows:write', 'admin']);
export type Scope = z.infer<typeof scope>;

/**
 * Claims of a call token: lets a browser call one callee until it expires.
 * Signed by the api, verified offline by the media process: `cwt.<base64url(JSON claims)>.<base64url(HMAC-SHA-256)>`.
 * The HMAC key is HKDF-SHA-256 of the control secret, with info `callwright call token`, no salt, 32 bytes.
 */
export const callTokenClaims = z.object({
  workspaceId,
  callee: z.string().min(1).max(256).describe('an endpoint name, or flow:<id>@draft, or flow:<id>'),
  caller: z.string().max(256).optional().describe('shown as the caller'),
  expiresAtMs: z.number().int(),
});
export type CallTokenClaims = z.infer<typeof callTokenClaims>;

/** Starts every call token. */
export const CALL_TOKEN_PREFIX = 'cwt';
/** Starts every API key: `cwk_<id>_<secret>`. */
export const API_KEY_PREFIX = 'cwk';
