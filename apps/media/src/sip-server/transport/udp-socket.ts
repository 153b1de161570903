import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { SipEndpoint, SipPath } from '@callwright/sip';
import type { SipListener } from '../ports.js';
import { plainAddress } from './address-key.js';
import type { Arrivals, Flow } from './flow.js';
import { isLoopback, isUnspecified, type OwnAddresses } from './own-addresses.js';

/** What a UDP socket needs. */
export type UdpSocketOptions = {
  readonly listener: SipListener;
  readonly id: string;
  readonly own: OwnAddresses;
  readonly arrivals: Arrivals;
};

// Some tens of calls' worth of messages while the process is busy for a moment.
const RECEIVE_BUFFER_BYTES = 4_194_304;

/** One UDP port. */
export class UdpSocket implements Flow {
  readonly id: string;
  readonly port: number;
  readonly listener: SipListener;
  readonly #options: UdpSocketOptions;
  readonly #socket: Socket;
  #closing?: Promise<void>;

  private constructor(options: UdpSocketOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    this.id = options.id;
    this.listener = options.listener;
    this.port = socket.address().port;
    socket.on('message', (bytes, remote) => {
      options.arrivals.onBytes(bytes, this.pathTo({ address: plainAddress(remote.address), port: remote.port }), this);
    });
  }

  /** @throws Error of the system when the address cannot be bound */
  static async open(options: UdpSocketOptions): Promise<UdpSocket> {
    const { address, port } = options.listener;
    const isSix = isIPv6(address);
    const socket = createSocket({ type: isSix ? 'udp6' : 'udp4', ipv6Only: isSix });
    await new Promise<void>((resolve, reject) => {
      // Later ones, such as an ICMP error of something sent, change nothing: its sender waits for a timer anyway.
      socket.on('error', reject);
      socket.bind(port, address, () => resolve());
    });
    growBuffer(socket);
    return new UdpSocket(options, socket);
  }

  /** How well a datagram to an address leaves from here: 0 best, undefined not at all. */
  fitnessFor(address: string): number | undefined {
    const bound = this.listener.address;
    if (isIPv6(address) !== isIPv6(bound)) return undefined;
    if (isUnspecified(bound)) return 1;
    if (bound === this.#options.own.towards(address) || (isLoopback(bound) && isLoopback(address))) return 0;
    return isLoopback(bound) ? undefined : 2;
  }

  pathTo(remote: SipEndpoint): SipPath {
    const { address, advertised } = this.listener;
    const local = {
      address: isUnspecified(address) ? this.#options.own.towards(remote.address) : address,
      port: this.port,
    };
    const told = isLoopback(remote.address) ? undefined : advertised;
    return {
      protocol: 'udp',
      local,
      remote,
      advertised: { address: told?.address ?? local.address, port: told?.port ?? local.port },
      connectionId: this.id,
    };
  }

  isOpen(): boolean {
    return this.#closing === undefined;
  }

  send(bytes: Uint8Array, remote: SipEndpoint, onError: () => void): void {
    if (!this.isOpen() || remote.port === 0) {
      queueMicrotask(onError);
      return;
    }
    this.#socket.send(bytes, remote.port, remote.address, (error) => {
      if (error) onError();
    });
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => this.#socket.close(() => resolve()));
    return this.#closing;
  }
}

/** The sockets a datagram to an address can leave from, the one that fits best first. */
export const socketsFor = (address: string, sockets: readonly UdpSocket[]): readonly UdpSocket[] =>
  sockets
    .flatMap((socket) => {
      const fitness = socket.fitnessFor(address);
      return fitness === undefined ? [] : [{ socket, fitness }];
    })
    .sort((a, b) => a.fitness - b.fitness)
    .map(({ socket }) => socket);

function growBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system allows less; what it gives by itself will do.
  }
}
