import { createHmac } from 'node:crypto';

/** A STUN or TURN server, as a page hands it to `RTCPeerConnection`. */
export type IceServer = {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
};

/** What is told when nothing is set (spec 4 §A, "ICE configuration"). */
export const DEFAULT_ICE_SERVERS = 'stun:stun.l.google.com:19302';

// Seed 4 writes `scheme://host:port`, its peers `scheme:host:port` (RFC 7064, RFC 7065).
const ENTRY = /^(?<scheme>[^:]*):(?:\/\/)?(?<server>[^?]*)(?:\?(?<rest>.*))?$/;
const HOST_AND_PORT = /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@]+)(?::\d{1,5})?$/;

/**
 * Reads a list of servers as seed 4 writes it: `scheme:host:port[?username=U&credential=C]`, separated by commas. Names
 * and passwords are as they are written (no %XX). They and `transport=udp|tcp` (RFC 7065 §3.1) count for `turn` and `turns`
 * alone; other options are left out.
 * @param spec empty or `none` is no server
 * @throws Error that says which entry is wrong, by its number: it may hold a password
 */
export const parseIceServers = (spec: string): readonly IceServer[] => {
  if (spec.trim().toLowerCase() === 'none') return [];
  return spec.split(',').flatMap((text, at) => (text.trim() === '' ? [] : [parseEntry(text.trim(), at + 1)]));
};

/** The servers that browsers are told of, by whatever protocol they call. */
export type IceSettings = {
  readonly servers: readonly IceServer[];
  /** Shared with TURN servers (coturn's `static-auth-secret`); null: they ask for no password, or for one in the list. */
  readonly turnSecret: string | null;
  readonly lifetimeS: number;
};

/**
 * The servers somebody may use for a while. A TURN server without a password in the list gets one by coturn's REST scheme:
 * a user name that says when it expires (seconds since the epoch) and whose it is, and its HMAC-SHA1 under the secret.
 * @param owner null: nobody we know, who gets no such password, and those servers not at all
 */
export const iceServersFor = (
  owner: string | null,
  { servers, turnSecret, lifetimeS }: IceSettings,
  nowMs: number,
): readonly IceServer[] =>
  servers.flatMap((server) => {
    const isOpen = turnSecret === null || server.credential !== undefined || !server.urls.some(isTurn);
    if (turnSecret === null || isOpen) return [server];
    if (owner === null) return [];
    const username = `${Math.floor(nowMs / 1000) + lifetimeS}:${owner}`;
    const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
    return [{ ...server, username, credential }];
  });

const isTurn = (url: string): boolean => /^turns?:/i.test(url);

const parseEntry = (text: string, number: number): IceServer => {
  const { scheme = '', server = '', rest = '' } = ENTRY.exec(text)?.groups ?? {};
  const kind = scheme.toLowerCase();
  if (kind !== 'stun' && kind !== 'turn' && kind !== 'turns')
    throw new Error(`entry ${number}: scheme must be stun:/turn:/turns:`);
  if (!HOST_AND_PORT.test(server)) throw new Error(`entry ${number}: a host and a port must follow the scheme`);
  if (kind === 'stun') return { urls: [`stun:${server}`] };
  const options = new Map(rest.split('&').map((pair) => cut(pair)));
  const [username, credential, transport] = ['username', 'credential', 'transport'].map((key) => options.get(key));
  return {
    urls: [`${kind}:${server}${transport === 'udp' || transport === 'tcp' ? `?transport=${transport}` : ''}`],
    ...(username !== undefined && { username }),
    ...(credential !== undefined && { credential }),
  };
};

const cut = (pair: string): readonly [string, string] => {
  const at = pair.indexOf('=');
  return at < 0 ? [pair.toLowerCase(), ''] : [pair.slice(0, at).toLowerCase(), pair.slice(at + 1)];
};
