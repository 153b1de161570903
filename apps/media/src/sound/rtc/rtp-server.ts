import type { TrackId } from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import { CallReports } from './call-reports.js';
import { createPacketAudio } from './create-packet-audio.js';
import type { Agreement } from './negotiate.js';
import { RtpLeg, type RtpLegEvents } from './rtp-leg.js';
import { type RtpPortRange, RtpPorts } from './rtp-ports.js';
import type { RtpAddress, RtpSocket } from './rtp-socket.js';

/** Where plain RTP reaches us. */
export type RtpServerOptions = {
  readonly host: string;
  readonly ports: RtpPortRange;
  /** Where in the range to begin, from 0 to 1. */
  readonly share: number;
  readonly clock: Clock;
  /** 32 bits of chance. */
  readonly newSeed: () => number;
  /** A far end that has sent nothing for so long has gone. Default 60 000. */
  readonly goneAfterMs?: number;
};

/** A call's leg and the port its far end sends to. */
export type OpenedRtp = { readonly leg: RtpLeg; readonly port: number };

/** Opens legs of plain RTP. */
export interface RtpServer {
  /**
   * Opens a port for a call.
   * @param remote where signalling says the far end is; null when it will show itself
   * @throws AppError `media.noPort`
   */
  openSocket(): Promise<RtpSocket>;
  open(
    agreement: Agreement,
    remote: RtpAddress | null,
    id: TrackId,
    events: RtpLegEvents,
    port?: RtpSocket,
  ): Promise<OpenedRtp>;
}

const GONE_AFTER_MS = 60_000;

/** Makes one; it holds nothing but what its legs hold. */
export function createRtpServer(options: RtpServerOptions): RtpServer {
  const { host, share, clock, newSeed, goneAfterMs: quietMs = GONE_AFTER_MS } = options;
  const ports = new RtpPorts({ host, range: options.ports, share });
  return {
    openSocket: () => ports.open(),
    async open(agreement, remote, id, events, port) {
      const socket = port ?? (await ports.open());
      try {
        const ssrc = newSeed() >>> 0;
        const audio = await createPacketAudio(agreement, {
          ssrc,
          sequence: newSeed(),
          timestamp: newSeed(),
          send: (packet) => leg.send(packet),
          onKey: events.onKey,
        });
        const reports = new CallReports({
          ssrc,
          cname: nameOf([newSeed(), newSeed(), newSeed()]),
          clockHz: agreement.clockHz,
          clock,
          newSeed,
          sent: () => audio.sent,
          send: (report) => leg.sendReport(report),
        });
        const leg: RtpLeg = new RtpLeg({ id, socket, audio, reports, remote, events, clock, quietMs });
        return { leg, port: socket.port };
      } catch (error) {
        socket.close();
        throw error;
      }
    },
  };
}

/** RFC 7022 §4.2: 96 bits of chance, another for each call. */
const nameOf = (seeds: readonly number[]): string =>
  seeds.map((seed) => (seed >>> 0).toString(16).padStart(8, '0')).join('');
