import { createHmac, timingSafeEqual } from 'node:crypto';
import { isoTime, momentOf } from '../../../platform/calendar.js';

/** A request of another server, as far as it is signed. */
export type SignedRequest = {
  readonly authorization: string | undefined;
  readonly body: Buffer;
  /** Where the connection came from, as a number. */
  readonly remoteAddress: string | undefined;
};

/**
 * How servers prove who they are. The takos network's own signatures are of a library of its own, which is not built in; what
 * is, are shared secrets ({@link createHmacSignature}) and, for trying out, nothing at all ({@link createNoSignature}).
 */
export type TakosSignature = {
  /** The server it is of; null when it does not prove that. */
  readonly verify: (request: SignedRequest) => string | null;
  /** What `Authorization` says of a request of ours; null when that server is not known. */
  readonly sign: (body: Buffer, to: string) => string | null;
};

/** What signatures are made of. */
export type SignatureOptions = {
  /** Our own name among the servers. */
  readonly domain: string;
  readonly nowMs: () => number;
  /** What is shared with a server; null when it is none we know. */
  readonly secretOf: (domain: string) => string | null;
};

/** Of ours. */
const SIGNED_FOR_MS = 60_000;
/** A longer one would let the same event in again after it was forgotten. */
export const MAX_SIGNED_FOR_MS = 300_000;

/** HMAC-SHA-256 over origin, expiry and body, line by line, in base64url. */
export const createHmacSignature = ({ domain, nowMs, secretOf }: SignatureOptions): TakosSignature => ({
  verify({ authorization, body }) {
    const claim = parseAuthorization(authorization);
    const secret = claim === null ? null : secretOf(claim.origin);
    if (claim === null || secret === null) return null;
    const expiresAtMs = momentOf(claim.expire);
    const leftMs = expiresAtMs - nowMs();
    if (!(leftMs > 0 && leftMs <= MAX_SIGNED_FOR_MS)) return null;
    const [expected, given] = [digestOf(secret, claim, body), Buffer.from(claim.sign, 'base64url')];
    return given.length === expected.length && timingSafeEqual(given, expected) ? claim.origin : null;
  },
  sign(body, to) {
    const secret = secretOf(to);
    if (secret === null) return null;
    const claim = { origin: domain, expire: isoTime(nowMs() + SIGNED_FOR_MS) };
    return formatAuthorization({ ...claim, sign: digestOf(secret, claim, body).toString('base64url') });
  },
});

/** Whoever is on this machine is whom they say. */
export const createNoSignature = ({ domain, nowMs, secretOf }: SignatureOptions): TakosSignature => ({
  verify({ authorization, remoteAddress }) {
    const origin = parseAuthorization(authorization)?.origin ?? null;
    return origin !== null && isLoopback(remoteAddress) && secretOf(origin) !== null ? origin : null;
  },
  sign(_body, to) {
    const expire = isoTime(nowMs() + SIGNED_FOR_MS);
    return secretOf(to) === null ? null : formatAuthorization({ origin: domain, expire, sign: 'none' });
  },
});

type Claim = { readonly sign: string; readonly expire: string; readonly origin: string };

// `Signature sign="<sig>",expire="<ISO>",origin="<domain>"`, in any order (spec 1 §2).
const parseAuthorization = (header: string | undefined): Claim | null => {
  if (header === undefined || header.length > 4096 || !header.startsWith('Signature ')) return null;
  const fields = new Map([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
  const [sign, expire, origin] = ['sign', 'expire', 'origin'].map((name) => fields.get(name) ?? '');
  return sign && expire && origin ? { sign, expire, origin: origin.toLowerCase() } : null;
};

const formatAuthorization = ({ sign, expire, origin }: Claim): string =>
  `Signature sign="${sign}",expire="${expire}",origin="${origin}"`;

const digestOf = (secret: string, { origin, expire }: Omit<Claim, 'sign'>, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${origin}\n${expire}\n`).update(body).digest();

const isLoopback = (address = ''): boolean => /^(::ffff:)?127\.|^::1$/.test(address);
