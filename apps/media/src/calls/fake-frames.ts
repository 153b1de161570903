import { AppError, type SoundStatistics } from '@callwright/protocol';
import { type FrameOptions, isFrameFormat } from '../link/frame-format.js';
import type { OnFrames } from './sound-frames.js';

const names = { pcmu: 'PCMU', pcma: 'PCMA', g722: 'G722', l16: 'L16' } as const;

/** A caller in memory whose sound comes and goes as bytes: what came is kept, and a test says what goes. */
export class FakeFrames {
  /** What its connection brought, in order. */
  readonly heard: Uint8Array[] = [];
  readonly options: FrameOptions;
  readonly #onFrames: OnFrames;
  #sentCount = 0;
  #isOver = false;

  /** @throws AppError `media.noCommonCodec` */
  constructor(options: FrameOptions, onFrames: OnFrames) {
    if (!isFrameFormat(options)) throw new AppError('media.noCommonCodec', 'Sound cannot be written in this format.');
    this.options = options;
    this.#onFrames = onFrames;
  }

  get format(): { readonly codec: string; readonly rateHz: number } {
    const { codec, rateHz } = this.options;
    return { codec: names[codec], rateHz: rateHz === 8000 ? 8000 : 16_000 };
  }

  hear(bytes: Uint8Array): void {
    if (!this.#isOver) this.heard.push(Uint8Array.from(bytes));
  }

  /** Gives its connection what the caller hears. */
  gives(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#sentCount += 1;
    this.#onFrames(Uint8Array.from(bytes));
  }

  get statistics(): SoundStatistics {
    const none = { lost: 0, late: 0, concealedMs: 0, strangers: 0, foreign: 0, jitterMs: 0, delayMs: 0 };
    const untold = { rttMs: null, farLost: null, farJitterMs: null };
    const counts = { sent: this.#sentCount, received: this.heard.length };
    const { isEncrypted = false } = this.options;
    return { by: 'frames', codec: this.format.codec, isEncrypted, ...counts, ...none, ...untold, mos: 4.4 };
  }

  close(): void {
    this.#isOver = true;
  }
}
