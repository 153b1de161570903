import type { Clock, Timer } from '../../../platform/clock.js';
import type { ContentType } from '../content-type.js';
import type { AppSays, PlatformMessage } from '../messages.js';
import { Pace } from './pace.js';

/** What a player is made of. */
export type PlayerParts = {
  readonly contentType: ContentType;
  /** Sends a message; false when it must wait for {@link Player.goOn}. */
  readonly say: (message: AppSays) => boolean;
  readonly newId: () => string;
  readonly clock: Clock;
};

const BLOCK_MS = 20;
/** What is sent at once when a playback begins, so that the network may be late by that much. */
const LEAD_BLOCKS = 5;
/** Silence outside of a playback after which what was heard is over. */
const SILENT_BLOCKS = 10;
/** Blocks that wait while the far side is full: two seconds; beyond, the oldest go. */
const MAX_WAITING_BLOCKS = 100;
const MAX_ID_LENGTH = 100;

/** One playback as the far side sees it. */
type Segment = {
  readonly id: string;
  /** Whether our own side says when it ends; else it ends with silence. */
  readonly isTrack: boolean;
  blockCount: number;
  sequence: number;
  silentCount: number;
};

type Block = { readonly bytes: Uint8Array; readonly segment: Segment; readonly isLast: boolean };

/**
 * Makes PlayAudio of our voice, which comes in blocks of 20 ms without end: pieces are sent only while something is to be
 * heard. A playback (`trackStart` to `trackEnd`) is one segment of one id; what is heard beside playbacks (somebody the
 * caller talks with, tones) is one segment from the first sound to 200 ms of silence. The last piece says that it is the
 * last, so one block is always held back. Never more than 500 ms are sent ahead of what the far side has played.
 */
export class Player {
  readonly #parts: PlayerParts;
  readonly #pace: Pace;
  readonly #waiting: Block[] = [];
  /** Segments sent to their end, of which the far side has not said that they have been heard. */
  readonly #unheard = new Set<string>();
  #segment: Segment | null = null;
  #held: Uint8Array | null = null;
  #timer: Timer | null = null;
  #isFull = false;
  #isClosed = false;
  #droppedCount = 0;
  #drained: (() => void)[] = [];

  constructor(parts: PlayerParts) {
    this.#parts = parts;
    this.#pace = new Pace(parts.clock);
  }

  /** Blocks that were left out since the far side did not take them in time. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Whether something is being said of which the end has not come. */
  get isSpeaking(): boolean {
    return this.#segment?.isTrack === true;
  }

  /** 20 ms of our voice, in the order of the wire. @param isSilent nothing is to be heard in them */
  hear(bytes: Uint8Array, isSilent: boolean): void {
    if (this.#isClosed || (!this.#segment && isSilent)) return;
    const segment = this.#segment ?? this.#begin(`voice-${this.#parts.newId()}`, false);
    segment.silentCount = isSilent ? segment.silentCount + 1 : 0;
    if (this.#held) this.#queue(this.#held, segment, false);
    this.#held = bytes;
    segment.blockCount += 1;
    if (!segment.isTrack && segment.silentCount >= SILENT_BLOCKS) this.#finish();
    this.#send();
  }

  /** A playback begins. */
  trackStart(playId: string | undefined): void {
    this.#finish();
    this.#begin(`${(playId ?? 'play').slice(0, MAX_ID_LENGTH)}-${this.#parts.newId()}`, true);
  }

  /** A playback has run to its end. */
  trackEnd(): void {
    this.#finish();
    this.#send();
  }

  /** What was sent is not to be heard any more. */
  clear(): void {
    const id = this.#segment?.id ?? [...this.#unheard].at(-1);
    this.#waiting.length = 0;
    this.#held = null;
    this.#segment = null;
    this.#unheard.clear();
    this.#pace.clear();
    this.#timer?.cancel();
    if (id !== undefined) this.#parts.say({ clearAudioBuffer: { id } });
    this.#wakeDrained();
  }

  /** What the far side says of what it plays. */
  receive(message: PlatformMessage): void {
    switch (message.payload) {
      case 'notifyPlaybackCompletedData':
        this.#unheard.delete(message.notifyPlaybackCompletedData.id);
        break;
      case 'notifyAudioClearedData':
        this.#pace.clear();
        break;
      case 'notifyBuffer':
        if (message.notifyBuffer.bufferType === 'Audio') this.#pace.measure(message.notifyBuffer);
        break;
      case 'notifyError':
        // The seed names two causes: a buffer that is full, or a wrong content type, which ours never is.
        this.#pace.holdOff();
        break;
    }
    this.#wakeDrained();
    this.#send();
  }

  /** The connection takes more again. */
  goOn(): void {
    this.#isFull = false;
    this.#send();
  }

  /** Resolves when everything said has been heard, as far as the far side tells; at once when nothing waits. */
  drained(): Promise<void> {
    if (this.#isDrained) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** How long what was sent takes to be heard, in ms, as far as is known. */
  get aheadMs(): number {
    return this.#pace.aheadMs + this.#waiting.length * BLOCK_MS;
  }

  /** Nothing more is sent. May be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.#unheard.clear();
    this.#timer?.cancel();
    this.#wakeDrained();
  }

  get #isDrained(): boolean {
    return this.#unheard.size === 0 && this.#waiting.length === 0;
  }

  #wakeDrained(): void {
    if (this.#isDrained) for (const wake of this.#drained.splice(0)) wake();
  }

  #begin(id: string, isTrack: boolean): Segment {
    this.#segment = { id, isTrack, blockCount: 0, sequence: 0, silentCount: 0 };
    return this.#segment;
  }

  #finish(): void {
    if (this.#segment && this.#held) this.#queue(this.#held, this.#segment, true);
    this.#held = null;
    this.#segment = null;
  }

  #queue(bytes: Uint8Array, segment: Segment, isLast: boolean): void {
    this.#waiting.push({ bytes, segment, isLast });
    if (this.#waiting.length <= MAX_WAITING_BLOCKS) return;
    // The last of a segment stays: without it the far side would never tell that it has been heard.
    const oldest = this.#waiting.findIndex((block) => !block.isLast);
    this.#waiting.splice(Math.max(0, oldest), 1);
    this.#droppedCount += 1;
  }

  #send(): void {
    while (!this.#isFull && !this.#isClosed) {
      const [first] = this.#waiting;
      // A segment begins with a little sound in hand.
      if (!first || (first.segment.sequence === 0 && this.#countOf(first.segment) < LEAD_BLOCKS)) return;
      const blocks = first.segment.sequence === 0 ? this.#takeLead(first.segment) : [first];
      if (!this.#pace.hasRoom(blocks.length * BLOCK_MS)) {
        this.#waitForRoom();
        return;
      }
      this.#waiting.splice(0, blocks.length);
      this.#play(blocks, first.segment);
    }
  }

  /** How many blocks of a segment wait; of one that has ended, enough. */
  #countOf(segment: Segment): number {
    const blocks = this.#waiting.filter((block) => block.segment === segment);
    return blocks.at(-1)?.isLast ? LEAD_BLOCKS : blocks.length;
  }

  #takeLead(segment: Segment): readonly Block[] {
    return this.#waiting.slice(0, LEAD_BLOCKS).filter((block) => block.segment === segment);
  }

  #play(blocks: readonly Block[], segment: Segment): void {
    const isLast = blocks.at(-1)?.isLast === true;
    segment.sequence += 1;
    if (isLast) this.#unheard.add(segment.id);
    this.#pace.sent(blocks.length * BLOCK_MS);
    const audioData =
      blocks.length === 1 && blocks[0] ? blocks[0].bytes : Buffer.concat(blocks.map(({ bytes }) => bytes));
    const { id, sequence } = segment;
    const { contentType } = this.#parts;
    const isTaken = this.#parts.say({
      audioData: { id, audioData, contentType, sequenceNum: sequence, lastMessage: isLast },
    });
    if (this.#pace.isQuestionDue) this.#parts.say({ queryBuffer: { bufferType: 'Audio' } });
    this.#isFull = !isTaken;
  }

  #waitForRoom(): void {
    this.#timer?.cancel();
    this.#timer = this.#parts.clock.startTimer(BLOCK_MS, () => this.#send());
  }
}
