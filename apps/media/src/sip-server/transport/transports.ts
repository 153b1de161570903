import type { Socket } from 'node:net';
import type { SipPath, SipProtocol } from '@callwright/sip';
import type { WebSocket } from 'ws';
import type { Clock, Timer } from '../../platform/clock.js';
import type { NewId } from '../../platform/ids.js';
import type { SipListener } from '../ports.js';
import { plainAddress } from './address-key.js';
import type { Counts } from './counts.js';
import { Crowd } from './crowd.js';
import { dial } from './dial.js';
import type { Arrivals, Flow } from './flow.js';
import type { TransportLimits } from './limits.js';
import { OwnAddresses } from './own-addresses.js';
import type { Hop } from './resolve/hop.js';
import { type ConnectionOptions, StreamConnection } from './stream-connection.js';
import { type ListeningServer, listenForStreams, type ServerOptions } from './stream-listener.js';
import { readTlsFiles, type TlsFiles, type TlsSettings } from './tls-settings.js';
import { advertisedTo, isAddressOf } from './told-addresses.js';
import { socketsFor, UdpSocket } from './udp-socket.js';
import { WebSocketConnection } from './websocket-connection.js';
import { listenForWebSockets } from './websocket-listener.js';

/** What carries messages needs. */
export type TransportsOptions = {
  readonly listeners: readonly SipListener[];
  readonly tls: TlsSettings;
  readonly limits: TransportLimits;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly counts: Counts;
  readonly arrivals: Arrivals;
  /** A connection has gone, from whichever side. */
  readonly onFlowClosed: (id: string) => void;
};

/** An address, and how long connecting to it may take. */
export type HopWithin = Hop & { readonly connectMs?: number };

const RENEW_MS = 3_600_000;

/** All sockets: those listening, and the connections there are. */
export class Transports {
  readonly #options: TransportsOptions;
  #files: TlsFiles;
  #renewing?: Timer;
  readonly #own: OwnAddresses;
  readonly #crowd: Crowd;
  readonly #udp: UdpSocket[] = [];
  readonly #servers: ListeningServer[] = [];
  /** Connections others have made: those we made prove who is at their end by a name, and are found by it. */
  readonly #accepted = new Set<string>();
  readonly #flows = new Map<string, Flow>();
  /** Connections we opened, and those being opened, by whom they lead to. */
  readonly #dialled = new Map<string, Promise<StreamConnection>>();
  #isClosed = false;

  private constructor(options: TransportsOptions) {
    this.#options = options;
    this.#files = readTlsFiles(options.tls);
    this.#own = new OwnAddresses(options.clock);
    this.#crowd = new Crowd(options.limits.connectionsPerAddress, options.limits.connections);
  }

  /** Opens all listeners. @throws Error when one cannot be bound; the others are closed again */
  static async open(options: TransportsOptions): Promise<Transports> {
    const transports = new Transports(options);
    try {
      for (const listener of options.listeners) await transports.#listen(listener);
      transports.#renewLater();
    } catch (error) {
      await transports.close();
      throw error;
    }
    return transports;
  }

  /** The listeners with their real ports. */
  get listeners(): readonly SipListener[] {
    return [...this.#udp, ...this.#servers].map(({ listener, port }) => ({ ...listener, port }));
  }

  /** Connections, in and out. */
  get connectionCount(): number {
    return this.#flows.size - this.#udp.length;
  }

  /** The flow of this id while it is open. */
  flow(id: string): Flow | undefined {
    const flow = this.#flows.get(id);
    return flow?.isOpen() ? flow : undefined;
  }

  /**
   * The path to an address: by UDP at once, else on the connection there is or a new one.
   * @param hop with the time connecting may take when it is less than the limits allow
   * @param preferredId UDP socket to leave from, if it can reach the address
   * @throws Error when there is no socket for it or connecting fails
   */
  async pathTo(hop: HopWithin, preferredId?: string): Promise<SipPath> {
    switch (hop.protocol) {
      case 'udp':
        return this.#udpFor(hop.address, preferredId).pathTo({ address: hop.address, port: hop.port });
      case 'tcp':
      case 'tls':
        return this.#cameFrom(hop) ?? (await this.#connectionTo(hop)).pathTo();
      case 'ws':
      case 'wss': {
        // RFC 7118 §5: a browser takes no connections; it is reached on the one it made.
        const path = this.#cameFrom(hop);
        if (path === null) throw new Error('WebSocket connections are made by the other side.');
        return path;
      }
    }
  }

  /** The connection somebody has made from just there: who registered by it is reached by it (RFC 5626 §5.3). */
  #cameFrom({ protocol, address, port }: HopWithin): SipPath | null {
    for (const id of this.#accepted) {
      const flow = this.flow(id);
      if (!flow) continue;
      const path = flow.pathTo({ address, port });
      const { remote } = path;
      if (path.protocol === protocol && remote.port === port && remote.address === address) return path;
    }
    return null;
  }

  /** Whether a host (name or address) and port are ours. */
  isOwn(host: string, port: number): boolean {
    return this.listeners.some((listener) => isAddressOf(listener, { host, port }, this.#own));
  }

  /** Closes all. Idempotent; never throws. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#renewing?.cancel();
    const servers = this.#servers.map((server) => server.close());
    for (const flow of [...this.#flows.values()]) flow.close();
    await Promise.all([...servers, ...this.#udp.map((socket) => socket.close())]);
  }

  async #listen(listener: SipListener): Promise<void> {
    const { arrivals, newId, limits, counts } = this.#options;
    if (listener.protocol === 'udp') {
      const socket = await UdpSocket.open({ listener, id: newId(), own: this.#own, arrivals });
      this.#udp.push(socket);
      this.#flows.set(socket.id, socket);
      return;
    }
    const options: ServerOptions = { listener, files: this.#files, limits, counts, crowd: this.#crowd };
    const isWeb = listener.protocol === 'ws' || listener.protocol === 'wss';
    this.#servers.push(
      isWeb
        ? await listenForWebSockets(options, (socket, raw) => this.#adoptWebSocket(socket, raw, listener))
        : await listenForStreams(options, (socket) => void this.#adopt(socket, listener.protocol, false)),
    );
  }

  /** Certificates of today live for weeks and are renewed under a server that runs. */
  #renewLater(): void {
    this.#renewing = this.#options.clock.startTimer(RENEW_MS, () => {
      this.#renewLater();
      try {
        const files = readTlsFiles(this.#options.tls);
        for (const server of this.#servers) server.renew(files);
        this.#files = files;
      } catch {
        // Half written or gone: what was read before is still good, and there is a next time.
        this.#options.counts.add('notRenewed');
      }
    });
  }

  #udpFor(address: string, preferredId: string | undefined): UdpSocket {
    const able = socketsFor(address, this.#udp);
    const [best] = able;
    if (!best) throw new Error('No UDP socket leads there.');
    return able.find(({ id }) => id === preferredId) ?? best;
  }

  #connectionTo(hop: HopWithin): Promise<StreamConnection> {
    const key = `${hop.protocol} ${hop.address} ${hop.port} ${hop.protocol === 'tls' ? hop.serverName : ''}`;
    const known = this.#dialled.get(key);
    if (known) return known;
    const dialling = this.#dial(hop, () => this.#dialled.delete(key));
    this.#dialled.set(key, dialling);
    dialling.catch(() => this.#dialled.delete(key));
    return dialling;
  }

  async #dial(hop: HopWithin, onClosed: () => void): Promise<StreamConnection> {
    const { clock, limits, tls } = this.#options;
    if (this.#isClosed || this.#flows.size >= limits.connections + this.#udp.length)
      throw new Error('Too many connections.');
    const socket = await dial(hop, {
      clock,
      connectMs: hop.connectMs ?? limits.connectMs,
      files: this.#files,
      verifiesServers: tls.verifiesServers ?? true,
    });
    if (this.#isClosed) {
      socket.destroy();
      throw new Error('Closed.');
    }
    socket.once('close', onClosed);
    return this.#adopt(socket, hop.protocol, true);
  }

  #adopt(socket: Socket, protocol: SipProtocol, isOurs: boolean): StreamConnection {
    const connection = new StreamConnection(socket, this.#connectionOptions(socket, protocol, isOurs));
    this.#flows.set(connection.id, connection);
    if (!isOurs) this.#accepted.add(connection.id);
    return connection;
  }

  #adoptWebSocket(socket: WebSocket, raw: Socket, { protocol }: SipListener): void {
    const connection = new WebSocketConnection(socket, this.#connectionOptions(raw, protocol, false));
    this.#flows.set(connection.id, connection);
    this.#accepted.add(connection.id);
  }

  #connectionOptions(socket: Socket, protocol: SipProtocol, isOurs: boolean): ConnectionOptions {
    const { clock, limits, counts, arrivals, newId } = this.#options;
    const local = { address: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    const remote = { address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    const advertised = advertisedTo(remote, { protocol, local, servers: this.#servers });
    const path: SipPath = { protocol, local, remote, advertised, connectionId: newId() };
    const onClosed = (id: string): void => {
      this.#flows.delete(id);
      this.#accepted.delete(id);
      this.#options.onFlowClosed(id);
    };
    return { path, isOurs, clock, limits, counts, arrivals, onClosed };
  }
}
