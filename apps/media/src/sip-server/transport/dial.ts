import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../platform/clock.js';
import type { Hop } from './resolve/hop.js';
import { clientTls, type TlsFiles } from './tls-settings.js';

/** What connecting needs. */
export type DialOptions = {
  readonly clock: Clock;
  readonly connectMs: number;
  readonly files: TlsFiles;
  readonly verifiesServers: boolean;
};

/**
 * Connects by TCP or TLS, handshake and all.
 * @throws Error when nobody answers in time, refuses, or shows a certificate of somebody else
 */
export function dial(hop: Hop, { clock, connectMs, files, verifiesServers }: DialOptions): Promise<Socket> {
  const { address: host, port, protocol, serverName } = hop;
  const isSecure = protocol === 'tls';
  const tls = { ...clientTls(files, verifiesServers), ...nameOf(serverName) };
  const socket = isSecure ? connectTls({ ...tls, host, port }) : connectTcp({ host, port });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      deadline.cancel();
      socket.destroy();
      reject(error);
    };
    const deadline = clock.startTimer(connectMs, () => fail(new Error('Connecting took too long.')));
    socket.once('error', fail);
    const closed = (): void => fail(new Error('The connection was closed.'));
    socket.once('close', closed);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      deadline.cancel();
      socket.off('close', closed);
      socket.off('error', fail);
      // From here on whoever takes the socket listens; until then an error must not be nobody's.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** RFC 6066 §3: the name in the greeting is a name, never an address; an address is then checked as such. */
const nameOf = (serverName: string): { readonly servername?: string; readonly host?: string } =>
  isIP(serverName) === 0 ? { servername: serverName } : {};
