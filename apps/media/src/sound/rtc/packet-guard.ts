import type { RtpAgreement, SrtpSecret } from '../../link/rtp-agreement.js';
import { SrtpReceiver } from './srtp/srtp-receiver.js';
import { SrtpSender } from './srtp/srtp-sender.js';

/** Protects what a leg sends and opens what it gets, or lets both pass in the clear; keys may change at any time. */
export class PacketGuard {
  #secrets: RtpAgreement['srtp'] = null;
  #sender: SrtpSender | null = null;
  #receiver: SrtpReceiver | null = null;

  get isOn(): boolean {
    return this.#sender !== null;
  }

  /**
   * Takes other keys; the same again change nothing.
   * @returns whether our packets need another source from here on: its numbers have gone round, and a far end with new keys
   * cannot know how often
   * @throws AppError `media.badSdp`, with all as it was
   */
  change(secrets: RtpAgreement['srtp']): boolean {
    const before = this.#sender;
    const isSameSender = isSame(this.#secrets?.send, secrets?.send);
    const sender = isSameSender || secrets === null ? before : new SrtpSender(secrets.send);
    if (!isSame(this.#secrets?.receive, secrets?.receive))
      this.#receiver = secrets === null ? null : new SrtpReceiver(secrets.receive, this.#receiver);
    this.#sender = secrets === null ? null : sender;
    this.#secrets = secrets;
    return !isSameSender && (before?.rollovers ?? 0) > 0;
  }

  seal(packet: Uint8Array): Uint8Array {
    return this.#sender?.protect(packet) ?? packet;
  }

  sealReport(report: Uint8Array): Uint8Array {
    return this.#sender?.protectReport(report) ?? report;
  }

  /** @returns null for a packet that is not genuine */
  open(packet: Buffer): Buffer | null {
    return this.#receiver === null ? packet : this.#receiver.open(packet);
  }

  /** @returns null for a report that is not genuine */
  openReport(report: Buffer): Buffer | null {
    return this.#receiver === null ? report : this.#receiver.openReport(report);
  }
}

const isSame = (one: SrtpSecret | undefined, other: SrtpSecret | undefined): boolean =>
  one?.suite === other?.suite && one?.key === other?.key;
