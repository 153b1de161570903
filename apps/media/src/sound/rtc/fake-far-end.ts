import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { parseRtpPacket, type RtpPacket, writeRtpPacket } from '@callwright/audio';
import type { RtpAgreement } from '../../link/rtp-agreement.js';

/** The far end of a leg of plain RTP, on a loopback socket of its own; for tests. */
export class FarEnd {
  readonly received: RtpPacket[] = [];
  /** What came that is no packet of sound: reports. */
  readonly others: Uint8Array[] = [];
  /** All that came, as it came. */
  readonly raw: Buffer[] = [];
  /** What is done to packets on their way out. */
  seal: (packet: Uint8Array) => Uint8Array = (packet) => packet;
  #address = '127.0.0.1';
  #socket: Socket = createSocket('udp4');
  #sequence = 100;
  readonly #sources = new Map<number, number>();
  #timestamp = 5000;
  ssrc = 7;

  /** @returns its port */
  async open(address = '127.0.0.1'): Promise<number> {
    this.#address = address;
    if (isIPv6(address)) {
      this.#socket.close();
      this.#socket = createSocket('udp6');
    }
    this.#socket.on('message', (bytes) => {
      this.raw.push(bytes);
      const type = bytes[1] ?? 0;
      const packet = type >= 192 && type <= 223 ? null : parseRtpPacket(bytes);
      if (packet === null) this.others.push(bytes);
      else this.received.push(packet);
    });
    await new Promise<void>((resolve) => this.#socket.bind(0, address, resolve));
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
    return this.sendRaw(to, this.seal(packet));
  }

  /** Sends one packet of 20 ms as another source, numbered apart from all others. */
  sendAs(source: number, to: number, payload: Uint8Array): Promise<void> {
    const sequence = (this.#sources.get(source) ?? 0) + 1;
    this.#sources.set(source, sequence);
    const packet = new Uint8Array(12 + payload.length);
    writeRtpPacket(packet, { payloadType: 0, sequence, timestamp: sequence * 160, ssrc: source }, payload);
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
    return new Promise((resolve) =>
      this.#socket.send(bytes, to, isIPv6(this.#address) ? '::1' : '127.0.0.1', () => resolve()),
    );
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
