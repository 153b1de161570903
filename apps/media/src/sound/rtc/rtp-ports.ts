import { AppError } from '@callwright/protocol';
import type { RtpFamily } from '../../link/rtp-agreement.js';
import { bindAddressOf } from './rtp-hosts.js';
import { RtpSocket } from './rtp-socket.js';

/** Ports of sound: even ones carry it, the odd one after each its reports. */
export type RtpPortRange = { readonly first: number; readonly last: number };

/** Gives each call a pair of ports, going round the range so that none is used again before all others were. */
export class RtpPorts {
  readonly #host: string;
  readonly #first: number;
  readonly #pairs: number;
  #next: number;

  /** @param share where in the range to begin, from 0 to 1: processes that share a range begin apart */
  constructor(options: { readonly host: string; readonly range: RtpPortRange; readonly share: number }) {
    const { host, range, share } = options;
    this.#host = host;
    this.#first = range.first + (range.first % 2);
    this.#pairs = Math.floor((range.last - this.#first + 1) / 2);
    this.#next = Math.floor(this.#pairs * share);
  }

  /** @throws AppError `media.noPort` when every port of the range is taken */
  async open(family: RtpFamily = 'ip4'): Promise<RtpSocket> {
    const host = bindAddressOf(this.#host, family);
    for (let tried = 0; tried < this.#pairs; tried++) {
      const port = this.#first + 2 * (this.#next++ % this.#pairs);
      const socket = await RtpSocket.open(host, port);
      if (socket !== null) return socket;
    }
    throw new AppError('media.noPort', 'No port is free for the sound of another call.');
  }
}
