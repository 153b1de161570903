import { createSocket, type Socket } from 'node:dgram';
import { parseRtpPacket, type RtpPacket, writeRtpPacket } from '@callwright/audio';
import type { RtpAgreement } from '../../link/rtp-agreement.js';

/** The far end of a leg of plain RTP, on a loopback socket of its own; for tests. */
export class FarEnd {
  readonly received: RtpPacket[] = [];
  readonly #socket: Socket = createSocket('udp4');
  #sequence = 100;
  #timestamp = 5000;
  ssrc = 7;

  /** @returns its port */
  async open(): Promise<number> {
    this.#socket.on('message', (bytes) => {
      const packet = parseRtpPacket(bytes);
      if (packet !== null) this.received.push(packet);
    });
    await new Promise<void>((resolve) => this.#socket.bind(0, '127.0.0.1', resolve));
    return this.#socket.address().port;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends one packet; `ticks` is how long it lasts. */
  send(to: number, payload: Uint8Array, ticks = 160, payloadType = 0): Promise<void> {
    const packet = new Uint8Array(12 + payload.length);
    const header = { payloadType, sequence: this.#sequence++, timestamp: this.#timestamp, ssrc: this.ssrc };
    writeRtpPacket(packet, header, payload);
    this.#timestamp += ticks;
    return this.sendRaw(to, packet);
  }

  /** Loses a packet that lasts so many ticks. */
  skip(ticks: number): void {
    this.#sequence += 1;
    this.#timestamp += ticks;
  }

  /** Goes on as another source, with other numbers. */
  startOver(ssrc: number): void {
    this.ssrc = ssrc;
    this.#sequence = 40_000;
    this.#timestamp = 1_000_000;
  }

  /** Sends any bytes. */
  sendRaw(to: number, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#socket.send(bytes, to, '127.0.0.1', () => resolve()));
  }

  close(): void {
    this.#socket.close();
  }
}

/** What is agreed on with a far end that speaks PCMU in the clear and shows itself, but for what a test says. */
export const plainRtp = (other: Partial<RtpAgreement>): RtpAgreement => ({
  codec: 'pcmu',
  payloadTypes: { sound: 0 },
  remote: null,
  direction: 'sendrecv',
  srtp: null,
  isRtcpMuxed: false,
  phase: 'confirmed',
  ...other,
});
