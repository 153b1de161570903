import { decodeG711, encodeG711 } from '@callwright/audio';
import type { Fork } from '../../../calls/sound-frames.js';
import type { Clock } from '../../../platform/clock.js';
import { bytesPerMs, type ContentType, formatOf, type L16Order, parseContentType } from '../content-type.js';
import { WireOrder } from '../l16-order.js';
import { type AppMessageOf, momentOf, type PlatformSays } from '../messages.js';

/** What a buffer is made of. */
export type AudioBufferParts = {
  /** Of the call. */
  readonly contentType: ContentType;
  readonly l16Order: L16Order;
  readonly fork: Pick<Fork, 'play' | 'mark' | 'clear'>;
  readonly say: (message: PlatformSays) => void;
  readonly sayError: (id: 'audioBufferOverfilled' | 'wrongContentType', message: string) => void;
  readonly clock: Clock;
};

/** Pieces that may wait; the sound has a mark for each. */
export const AUDIO_BUFFER_SIZE = 900;
/** Sound that may wait, in ms, however many pieces it is in. */
const MAX_BUFFERED_MS = 60_000;

type Entry = {
  readonly mark: string;
  readonly id: string;
  readonly isLast: boolean;
  readonly durationMs: number;
};

/** What an application has given us to play: piece after piece, told when each playback begins and when it is over. */
export class AudioBuffer {
  readonly #parts: AudioBufferParts;
  readonly #order: WireOrder;
  #entries: Entry[] = [];
  #bufferedMs = 0;
  #markCount = 0;
  #playingId: string | null = null;

  constructor(parts: AudioBufferParts) {
    this.#parts = parts;
    this.#order = new WireOrder(parts.contentType, parts.l16Order);
  }

  /** Pieces that wait or are being played. */
  get depth(): number {
    return this.#entries.length;
  }

  /** Takes a piece. What does not fit, or is written in another way than agreed, is told as an error and left out. */
  play({ id, audioData, contentType, lastMessage }: AppMessageOf<'audioData'>['audioData']): void {
    const sound = this.#ours(audioData, contentType);
    if (sound === null) {
      this.#parts.sayError('wrongContentType', `The sound of this call is ${this.#parts.contentType}.`);
      return;
    }
    const durationMs = sound.length / bytesPerMs(this.#parts.contentType);
    if (this.#entries.length >= AUDIO_BUFFER_SIZE || this.#bufferedMs + durationMs > MAX_BUFFERED_MS) {
      this.overfilled();
      return;
    }
    this.#markCount += 1;
    const entry = { mark: String(this.#markCount), id, isLast: lastMessage, durationMs };
    this.#bufferedMs += durationMs;
    this.#entries.push(entry);
    if (sound.length > 0) this.#parts.fork.play(sound);
    this.#parts.fork.mark(entry.mark);
    if (this.#entries.length === 1) this.#begin(entry);
  }

  /** Everything before a mark has been heard. */
  played(mark: string): void {
    const at = this.#entries.findIndex((entry) => entry.mark === mark);
    // What was cleared is not heard any more, whatever the sound still tells of it.
    for (const entry of this.#entries.splice(0, at + 1)) this.#end(entry);
    const [next] = this.#entries;
    if (next) this.#begin(next);
  }

  /** Drops what waits, and says so. */
  clear(id: string): void {
    this.#entries = [];
    this.#bufferedMs = 0;
    this.#playingId = null;
    this.#parts.fork.clear();
    this.#parts.say({ notifyAudioClearedData: { id, timestamp: this.#now } });
  }

  /** A piece could not be kept. */
  overfilled(): void {
    this.#parts.sayError('audioBufferOverfilled', 'The audio buffer is full; a piece was left out.');
  }

  get #now() {
    return momentOf(this.#parts.clock.nowMs());
  }

  #begin({ id }: Entry): void {
    if (id === this.#playingId) return;
    this.#playingId = id;
    this.#parts.say({ notifyPlaybackStartedData: { id, timestamp: this.#now } });
  }

  #end(entry: Entry): void {
    this.#begin(entry);
    this.#bufferedMs -= entry.durationMs;
    if (!entry.isLast) return;
    this.#playingId = null;
    this.#parts.say({ notifyPlaybackCompletedData: { id: entry.id, timestamp: this.#now } });
  }

  /** Bytes as the call's sound has them: L16 and µ-law of one rate are made of each other (spec 3 §Audio). */
  #ours(bytes: Uint8Array, written: string): Uint8Array | null {
    const { contentType } = this.#parts;
    const type = written === '' ? contentType : parseContentType(written);
    if (type === contentType) return this.#order.read(bytes);
    if (type === null || formatOf(type).rateHz !== formatOf(contentType).rateHz) return null;
    if (formatOf(contentType).codec === 'l16') return bytesOf(decodeG711('mulaw', bytes));
    return encodeG711('mulaw', samplesOf(new WireOrder(type, this.#parts.l16Order).read(bytes)));
  }
}

const bytesOf = (samples: Int16Array): Uint8Array => {
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, at) => void bytes.writeInt16LE(sample, at * 2));
  return bytes;
};

const samplesOf = (bytes: Uint8Array): Int16Array => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, at) => view.readInt16LE(at * 2));
};
