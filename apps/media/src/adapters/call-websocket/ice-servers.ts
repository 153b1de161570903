import { createHmac } from 'node:crypto';

/** One entry of what a browser takes as `iceServers`. */
export type IceServer = {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
};

/** How browsers find their way to us. */
export type IceServerOptions = {
  /** `stun:`, `turn:` and `turns:` addresses. */
  readonly urls: readonly string[];
  /** Shared with the TURN server (coturn's `static-auth-secret`); null: it asks for no password. */
  readonly turnSecret: string | null;
  readonly lifetimeS: number;
};

/**
 * The servers somebody may use for a while. Credentials are those of coturn's REST scheme: a user name that says when it
 * expires (seconds since the epoch) and whose it is, and its HMAC-SHA1 under the shared secret.
 */
export const iceServersFor = (
  owner: string,
  { urls, turnSecret, lifetimeS }: IceServerOptions,
  nowMs: number,
): readonly IceServer[] => {
  const [turn, others] = [urls.filter(isTurn), urls.filter((url) => !isTurn(url))];
  const username = `${Math.floor(nowMs / 1000) + lifetimeS}:${owner}`;
  const account =
    turnSecret === null
      ? {}
      : { username, credential: createHmac('sha1', turnSecret).update(username).digest('base64') };
  return [...(others.length > 0 ? [{ urls: others }] : []), ...(turn.length > 0 ? [{ urls: turn, ...account }] : [])];
};

const isTurn = (url: string): boolean => /^turns?:/i.test(url);
