import type { TrackId } from '@callwright/protocol';
import type { RtpFamily } from '../../link/rtp-agreement.js';
import type { Clock } from '../../platform/clock.js';
import { advertisedAddressOf } from './rtp-hosts.js';
import { RtpLeg, type RtpLegEvents } from './rtp-leg.js';
import { type RtpPortRange, RtpPorts } from './rtp-ports.js';

/** Where plain RTP reaches us. */
export type RtpServerOptions = {
  readonly host: string;
  /** The address to advertise; null = `host`, or the machine's own when `host` means all. Absent: null. */
  readonly publicAddress?: string | null;
  readonly ports: RtpPortRange;
  /** Where in the range to begin, from 0 to 1. */
  readonly share: number;
  readonly clock: Clock;
  /** 32 bits of chance. */
  readonly newSeed: () => number;
  /** A far end that has sent nothing for so long has gone, unless it is on hold. Default 60 000. */
  readonly goneAfterMs?: number;
};

/** Opens legs of plain RTP. */
export interface RtpServer {
  /**
   * Opens a port for a call; whose sound comes there is told to the leg later.
   * @throws AppError `media.noPort`
   */
  open(family: RtpFamily, id: TrackId, events: RtpLegEvents): Promise<RtpLeg>;
}

const GONE_AFTER_MS = 60_000;

/** Makes one; it holds nothing but what its legs hold. */
export function createRtpServer(options: RtpServerOptions): RtpServer {
  const { host, publicAddress = null, clock, newSeed, goneAfterMs = GONE_AFTER_MS } = options;
  const ports = new RtpPorts({ host, range: options.ports, share: options.share });
  return {
    async open(family, id, events) {
      const socket = await ports.open(family);
      const address = advertisedAddressOf(host, publicAddress, family);
      return new RtpLeg({ id, socket, address, events, clock, newSeed, goneAfterMs });
    },
  };
}
