import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { AppError } from '@callwright/protocol';

/** Where packets come from or go to. */
export type RtpAddress = { readonly address: string; readonly port: number };

/** Who hears what arrives; `bytes` are the receiver's to keep. */
export type RtpReceiver = (bytes: Buffer, address: string, port: number) => void;

/** A pair of UDP sockets: sound on an even port, reports on the next (RFC 3550 §11). */
export class RtpSocket {
  readonly port: number;
  readonly #sound: Socket;
  readonly #reports: Socket;
  #isClosed = false;

  private constructor(sound: Socket, reports: Socket) {
    this.#sound = sound;
    this.#reports = reports;
    this.port = sound.address().port;
  }

  /** @param port even @returns null when it, or the one after it, is taken */
  static async open(host: string, port: number): Promise<RtpSocket | null> {
    const sound = await bind(host, port);
    if (sound === null) return null;
    try {
      const reports = await bind(host, port + 1);
      if (reports !== null) return new RtpSocket(sound, reports);
    } catch (error) {
      sound.close();
      throw error;
    }
    sound.close();
    return null;
  }

  onPacket(receive: RtpReceiver): void {
    this.#sound.on('message', (bytes, { address, port }) => receive(bytes, address, port));
  }

  onReport(receive: RtpReceiver): void {
    this.#reports.on('message', (bytes, { address, port }) => receive(bytes, address, port));
  }

  /**
   * Sends a packet; the kernel has it, or has refused it, when this returns: one that cannot be sent is one that was lost.
   * Nobody is called back, which would cost as much again as the packet.
   */
  send(packet: Uint8Array, { address, port }: RtpAddress): void {
    if (!this.#isClosed) this.#sound.send(packet, port, address);
  }

  /** Sends a report. */
  sendReport(report: Uint8Array, { address, port }: RtpAddress): void {
    if (!this.#isClosed) this.#reports.send(report, port, address);
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#sound.close();
    this.#reports.close();
  }
}

/** Addresses are numbers here, and of the socket's own family: nothing is looked up, and so nothing waits. */
const lookup = (address: string, family: unknown, done: (error: null, address: string, family: number) => void): void =>
  done(null, address, Number(family));

function bind(host: string, port: number): Promise<Socket | null> {
  // One of IPv6 alone, so that the same port may be another call's by IPv4.
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', ipv6Only: isIPv6(host), lookup });
  return new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(new AppError('media.noPort', `No sound can be received on ${host}.`, { cause: error }));
    });
    socket.bind({ port, address: host, exclusive: true }, () => {
      socket.removeAllListeners('error');
      // What an ICMP message says of a far end that is not there yet is no reason to end.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
