import { toAppError } from '@callwright/protocol';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { RtpAgreement } from '../../../link/rtp-agreement.js';
import type { Log } from '../../../platform/logging.js';
import { TAKOS_OPUS, type TakosLine, type TakosProducer, type TakosSeat } from '../ports.js';

/** What the sound of a bot is made of. */
export type BotSoundParts = {
  readonly seat: TakosSeat;
  readonly stream: SoundStream;
  /** Where the stream's socket is bound; what it advertises is for those elsewhere. */
  readonly soundHost: string;
  readonly log: Log;
};

type Voice = { readonly ssrc: number; readonly close: () => void };

/**
 * Voice and ears of a bot: one line between the media worker and a leg of plain RTP. What the bot says is one source on it;
 * every participant's sound comes as a source of its own, and the leg hears those it is told of together: the recogniser,
 * the keys and the recording get all of them as one caller. Changes are made one after the other.
 */
export class BotSound {
  readonly #parts: BotSoundParts;
  readonly #voices = new Map<string, Voice>();
  readonly #wanted = new Set<string>();
  #line: TakosLine | null = null;
  #phase: RtpAgreement['phase'] = 'early';
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(parts: BotSoundParts) {
    this.#parts = parts;
  }

  /** Joins the two, and makes the bot's voice known to the room. @throws AppError what either says */
  async open(): Promise<void> {
    const { seat, stream, soundHost } = this.#parts;
    const line = await seat.openLine();
    this.#line = line;
    if (this.#isClosed) line.close();
    const { port, ssrc } = await stream.openRtp('ip4');
    await line.connect({ host: soundHost, port });
    await this.#agree();
    await line.speak(ssrc);
  }

  /** The call may begin. */
  begin(): Promise<void> {
    this.#phase = 'confirmed';
    return this.#do(() => this.#agree());
  }

  /** A participant's sound is heard from now on; picture is not. */
  hear({ producerId, kind }: TakosProducer): void {
    if (kind !== 'audio' || this.#wanted.has(producerId)) return;
    this.#wanted.add(producerId);
    void this.#do(async () => {
      if (!this.#wanted.has(producerId) || this.#line === null) return;
      this.#voices.set(producerId, await this.#line.hear(producerId));
      await this.#agree();
    });
  }

  /** It is heard no more. */
  ignore({ producerId }: TakosProducer): void {
    if (!this.#wanted.delete(producerId)) return;
    void this.#do(async () => {
      this.#voices.get(producerId)?.close();
      if (this.#voices.delete(producerId)) await this.#agree();
    });
  }

  /** Waits for what is under way. Idempotent; never throws. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#line?.close();
    await this.#work;
  }

  // A participant who cannot be heard (gone again meanwhile) does not take the others with them.
  #do(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#isClosed) return;
      try {
        await work();
      } catch (error) {
        // The last ones go while the call ends.
        const isOver = this.#isClosed || toAppError(error).code === 'call.ended';
        if (!isOver) this.#parts.log.warn({ error: String(error) }, 'sound of a takos room not changed');
      }
    });
    return this.#work;
  }

  async #agree(): Promise<void> {
    if (this.#line === null || this.#isClosed) return;
    const { host, port } = this.#line.local;
    await this.#parts.stream.updateRtp({
      codec: 'opus',
      payloadTypes: { sound: TAKOS_OPUS.payloadType },
      remote: { address: host, port },
      direction: 'sendrecv',
      srtp: null,
      isRtcpMuxed: true,
      sources: [...this.#voices.values()].map(({ ssrc }) => ssrc),
      phase: this.#phase,
    });
  }
}
