import {
  formatSipMessage,
  parameterOf,
  type SendMessage,
  type SipMessage,
  type SipPath,
  type SipResponse,
  topVia,
} from '@callwright/sip';
import type { Clock } from '../../platform/clock.js';
import type { TracedMessage } from '../ports.js';
import type { Counts } from './counts.js';
import type { KnownAddresses } from './known-addresses.js';
import { defaultPorts } from './resolve/hop.js';
import type { Transports } from './transports.js';

/** What sending needs. */
export type MessageSenderOptions = {
  readonly transports: () => Transports;
  readonly clock: Clock;
  readonly counts: Counts;
  readonly known: KnownAddresses;
  readonly trace?: (message: TracedMessage) => void;
};

/** Writes messages and sends them on their way. */
export class MessageSender {
  readonly #options: MessageSenderOptions;
  /** What is sent again is not written again. */
  readonly #written = new WeakMap<SipMessage, Uint8Array>();

  constructor(options: MessageSenderOptions) {
    this.#options = options;
  }

  /** A request goes on the path as it is; a response finds another way when the path has gone. */
  readonly send: SendMessage = (message, path, onError) => {
    const failed = (): void => {
      this.#options.counts.add('undeliverable');
      onError();
    };
    if (message.kind === 'request') this.#sendOn(message, path, failed);
    else if (path.protocol === 'udp') this.#sendOn(message, datagramPath(message, path), failed);
    else this.#sendOn(message, path, () => void this.#reconnect(message, path, failed));
  };

  /** The message in bytes. */
  bytesOf(message: SipMessage): Uint8Array {
    const known = this.#written.get(message);
    if (known) return known;
    const bytes = formatSipMessage(message);
    this.#written.set(message, bytes);
    return bytes;
  }

  #sendOn(message: SipMessage, path: SipPath, onError: () => void): void {
    const flow = this.#options.transports().flow(path.connectionId);
    if (!flow) {
      queueMicrotask(onError);
      return;
    }
    const bytes = this.bytesOf(message);
    this.#options.counts.add('sent');
    this.#options.known.note(message, path.remote.address);
    this.#options.trace?.({ direction: 'out', path, atMs: this.#options.clock.nowMs(), bytes, message });
    flow.send(bytes, path.remote, onError);
  }

  /** RFC 3261 §18.2.2: the connection has gone; a new one is opened to where the request came from, at the port of its Via. */
  async #reconnect(response: SipResponse, { protocol, remote }: SipPath, onError: () => void): Promise<void> {
    const via = topVia(response);
    const port = via?.port ?? defaultPorts[protocol];
    const serverName = via?.host.replace(/^\[|\]$/g, '') ?? remote.address;
    const hop = { protocol, address: remote.address, port, serverName, mayUseTcp: false };
    try {
      this.#sendOn(response, await this.#options.transports().pathTo(hop), onError);
    } catch {
      // Nobody there; the transaction is told.
      onError();
    }
  }
}

/**
 * Back to where the request came from, never elsewhere: `maddr` would let a stranger aim our answers at others. To the
 * port it came from when its Via asked for that (RFC 3581 §4), else to the one its Via names.
 */
function datagramPath(response: SipResponse, path: SipPath): SipPath {
  const via = topVia(response);
  const isByPort = via === undefined || parameterOf(via.parameters, 'rport') !== undefined;
  const port = isByPort ? path.remote.port : (via.port ?? defaultPorts.udp);
  return { ...path, remote: { address: path.remote.address, port } };
}
