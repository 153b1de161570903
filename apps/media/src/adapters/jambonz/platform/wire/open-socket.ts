import type { LookupFunction } from 'node:net';
import type { ResolvedAddress } from '@callwright/outbound';
import { AppError } from '@callwright/protocol';
import { WebSocket } from 'ws';
import type { Clock } from '../../../../platform/clock.js';
import type { ConnectFailure } from './retry-policy.js';

/** Where and how a WebSocket of somebody else is dialled. */
export type SocketAddress = {
  readonly url: URL;
  readonly protocols: readonly string[];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly maxPayloadBytes: number;
};

/** What dialling needs. */
export type SocketPorts = {
  readonly clock: Clock;
  /** The addresses of a server that may be asked. @throws AppError `http.network`, `http.refusedAddress` */
  readonly addressesOf: (url: URL) => Promise<readonly ResolvedAddress[]>;
};

/** A WebSocket that did not come to be. */
export class ConnectError extends AppError {
  readonly failure: ConnectFailure;

  constructor(failure: ConnectFailure, message: string) {
    super(failure === 'timeout' ? 'http.timeout' : 'http.network', message);
    this.name = 'ConnectError';
    this.failure = failure;
  }
}

/** Spec 2 §1. */
const HANDSHAKE_TIMEOUT_MS = 1_500;
const MAX_REDIRECTS = 2;

/**
 * Dials a WebSocket, following redirects; where they lead is looked up anew, and gets the password only on the same host.
 * @param onOpen takes the socket over at once: what comes with the handshake is not lost
 * @throws ConnectError; AppError `http.refusedAddress`, `http.tooManyRedirects`; the signal's reason
 */
export const openSocket = async (
  address: SocketAddress,
  { clock, addressesOf }: SocketPorts,
  onOpen: (socket: WebSocket) => void,
  signal: AbortSignal,
): Promise<void> => {
  let { url } = address;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const addresses = await addressesOf(url);
    signal.throwIfAborted();
    const credentials = url.host === address.url.host ? address : { username: undefined, password: undefined };
    const socket = new WebSocket(url, [...address.protocols], {
      lookup: pinnedTo(addresses),
      maxPayload: address.maxPayloadBytes,
      perMessageDeflate: false,
      headers: { 'user-agent': 'jambonz', ...basicAuth(credentials) },
    });
    const location = await settled(socket, { clock, onOpen, signal });
    if (location === null) return;
    url = redirected(url, location);
  }
  throw new AppError('http.tooManyRedirects', `There were more than ${MAX_REDIRECTS} redirects.`);
};

type Waiting = { readonly clock: Clock; readonly onOpen: (socket: WebSocket) => void; readonly signal: AbortSignal };

/** @returns null when it is open, else where it is redirected to */
const settled = (socket: WebSocket, { clock, onOpen, signal }: Waiting): Promise<string | null> =>
  new Promise((resolve, reject) => {
    let isSettled = false;
    const settle = (act: () => void, isKept = false) => {
      if (isSettled) return;
      isSettled = true;
      timer.cancel();
      signal.removeEventListener('abort', giveUp);
      act();
      if (!isKept) socket.terminate();
    };
    const giveUp = () => settle(() => reject(signal.reason));
    const timer = clock.startTimer(HANDSHAKE_TIMEOUT_MS, () =>
      settle(() => reject(new ConnectError('timeout', 'The application did not answer the handshake in time.'))),
    );
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('error', () =>
      settle(() => reject(new ConnectError('connection', 'No connection to the application came about.'))),
    );
    socket.on('unexpected-response', (_request, { statusCode = 0, headers }) => {
      const { location } = headers;
      if (statusCode >= 300 && statusCode < 400 && location !== undefined) settle(() => resolve(location));
      else settle(() => reject(new ConnectError(statusCode, `The application answered ${statusCode}.`)));
    });
    socket.on('open', () =>
      settle(() => {
        onOpen(socket);
        resolve(null);
      }, true),
    );
  });

const redirected = (from: URL, location: string): URL => {
  if (!URL.canParse(location, from.href)) throw new AppError('http.badUrl', 'The redirect leads nowhere.');
  const url = new URL(location, from);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:')
    throw new AppError('http.badUrl', 'The redirect leads nowhere.');
  return url;
};

/** A name is looked up once: the address that was checked is the one that is asked. */
const pinnedTo = (addresses: readonly ResolvedAddress[]): LookupFunction => {
  const [first] = addresses;
  return (hostname, options, done) => {
    if (!first) done(new Error(`no address of ${hostname}`), '', 0);
    else if (options.all) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
};

const basicAuth = ({ username, password }: Pick<SocketAddress, 'username' | 'password'>): Record<string, string> =>
  username === undefined && password === undefined
    ? {}
    : { authorization: `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`, 'utf8').toString('base64')}` };
