import { type AddressInfo, createServer as createTcpServer, isIPv6, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as SecureServer } from 'node:tls';
import type { SipListener } from '../ports.js';
import { plainAddress } from './address-key.js';
import type { Counts } from './counts.js';
import type { Crowd } from './crowd.js';
import type { TransportLimits } from './limits.js';
import type { TlsFiles } from './tls-settings.js';

/** What a listener for connections needs. */
export type ServerOptions = {
  readonly listener: SipListener;
  readonly files: TlsFiles;
  readonly limits: TransportLimits;
  readonly crowd: Crowd;
  readonly counts: Counts;
};

/** A port that takes connections. */
export type ListeningServer = {
  readonly listener: SipListener;
  readonly port: number;
  /** Takes no more connections and ends those there are, also the ones whose handshake is not done. */
  readonly close: () => Promise<void>;
  /** Shows another certificate from the next connection on; nothing where there is none. */
  readonly renew: (files: TlsFiles) => void;
};

/**
 * Takes TCP or TLS connections and hands them over when their handshake is done.
 * @throws Error of the system when the address cannot be bound, or when TLS has no certificate
 */
export function listenForStreams(options: ServerOptions, onSocket: (socket: Socket) => void): Promise<ListeningServer> {
  if (options.listener.protocol !== 'tls') return listenGuarded(createTcpServer(onSocket), options);
  const server = createSecureServer(options, onSocket);
  return listenGuarded(server, options, (files) => server.setSecureContext(serverTls(files)));
}

function createSecureServer({ files, limits }: ServerOptions, onSocket: (socket: Socket) => void): SecureServer {
  const server = createTlsServer({ ...serverTls(files), handshakeTimeout: limits.unfinishedMs }, onSocket);
  // A handshake that fails is the other side's; Node closes its socket.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

/** @throws Error when there is no certificate or key */
export function serverTls({ cert, key }: TlsFiles): { cert: string; key: string; minVersion: 'TLSv1.2' } {
  if (cert === undefined || key === undefined) throw new Error('SIP over TLS and WSS need a certificate and a key.');
  return { cert, key, minVersion: 'TLSv1.2' };
}

/** Makes a server listen, and lets in only as many connections as there are places for. */
export async function listenGuarded(
  server: Server,
  options: ServerOptions,
  renew: ListeningServer['renew'] = () => undefined,
): Promise<ListeningServer> {
  const { listener, crowd, counts } = options;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const leave = crowd.enter(plainAddress(socket.remoteAddress));
    // Before the handshake there is no other to say so.
    socket.on('error', () => socket.destroy());
    if (leave) {
      socket.on('close', leave);
      return;
    }
    counts.add('crowded');
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    // Later ones, such as no file handle left for a connection, cost that connection only.
    server.on('error', reject);
    const { port, address: host } = listener;
    server.listen({ port, host, ipv6Only: isIPv6(host) }, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { listener, port, close, renew };
}
