import { AppError, type SoundStatistics } from '@callwright/protocol';
import type { OpenedRtpPort, RtpAgreement } from '../link/rtp-agreement.js';

const names = { opus: 'opus', pcmu: 'PCMU', pcma: 'PCMA', g722: 'G722', l16: 'L16' } as const;
const BROWSER = { codec: 'opus', rateHz: 16_000 } as const;

/** A leg of plain RTP in memory: what was agreed on for it, and no packets. */
export class FakeRtp {
  #isOpen = false;
  #agreement: RtpAgreement | null = null;
  #rateHz: number | null = null;

  /** @throws AppError `call.alreadyInvited` when there is a port already */
  open(): OpenedRtpPort {
    if (this.#isOpen) throw new AppError('call.alreadyInvited', 'The call has a port already.');
    this.#isOpen = true;
    return { address: '127.0.0.1', port: 20_000, ssrc: 1 };
  }

  /** @returns whether it is confirmed for the first time @throws AppError `protocol.unsupported` without a port */
  update(agreement: RtpAgreement): boolean {
    if (!this.#isOpen) throw new AppError('protocol.unsupported', 'The call has no port for sound.');
    const wasConfirmed = this.#agreement?.phase === 'confirmed';
    this.#rateHz ??= agreement.codec === 'pcmu' || agreement.codec === 'pcma' ? 8000 : 16_000;
    this.#agreement = wasConfirmed ? { ...agreement, phase: 'confirmed' } : agreement;
    return !wasConfirmed && agreement.phase === 'confirmed';
  }

  get agreement(): RtpAgreement | null {
    return this.#agreement;
  }

  /** What sound comes in; of a browser where nothing else was agreed on. */
  get format(): { readonly codec: string; readonly rateHz: number } {
    if (this.#agreement === null || this.#rateHz === null) return BROWSER;
    return { codec: names[this.#agreement.codec], rateHz: this.#rateHz };
  }

  /** Whether what the far end says is awaited: not while it is on hold. */
  get isHeard(): boolean {
    const direction = this.#agreement?.direction ?? 'sendrecv';
    return direction === 'sendrecv' || direction === 'recvonly';
  }

  /** Null before anything was agreed on. */
  get statistics(): SoundStatistics | null {
    if (this.#agreement === null) return null;
    const none = { lost: 0, late: 0, concealedMs: 0, strangers: 0, foreign: 0, jitterMs: 0, delayMs: 0 };
    const untold = { rttMs: null, farLost: null, farJitterMs: null };
    const isEncrypted = this.#agreement.srtp !== null;
    return { by: 'rtp', codec: this.format.codec, isEncrypted, sent: 100, received: 100, ...none, ...untold, mos: 4.4 };
  }
}
