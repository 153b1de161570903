import { BLOCK_MS, formatTelephoneEvent } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import type { KeyRow } from '../stream/track.js';

/** What is sent for a key in one tick. */
export type KeyPacket = {
  readonly payload: Uint8Array;
  /** The very first of its key: it carries the marker bit. */
  readonly isFirst: boolean;
  /** Blocks since the key went down: all packets of a key carry the timestamp of its first. */
  readonly ageBlocks: number;
  /** Ticks that earlier segments of the same key have taken. */
  readonly earlierTicks: number;
};

/** Rows of keys that may wait; half a minute each at most. */
const MAX_WAITING = 16;
const PAUSE_BLOCKS = 500 / BLOCK_MS;
/** -10 dBm0, what most telephones send. */
const VOLUME = 10;
/** RFC 4733 §2.5.1.4: the end is sent three times; the copies come a block later each, so that one burst does not take all. */
const END_COPIES = 2;
/** The longest the 16 bits of the duration can say; what lasts longer goes on as a new segment (RFC 4733 §2.5.1.3). */
const LONGEST_SEGMENT = 0xffff;
const NOTHING: readonly KeyPacket[] = [];
const NO_ROWS: readonly KeyRow[] = [];

/** Presses keys as named events (RFC 4733), a block of 20 ms at a time. */
export class KeySender {
  readonly #blockTicks: number;
  readonly #waiting: KeyRow[] = [];
  #digit = 0;
  #block = 0;

  /** @param clockHz of the payload type of events */
  constructor(clockHz: number) {
    this.#blockTicks = (clockHz * BLOCK_MS) / 1000;
  }

  /** A key is down, or it is the quiet after one: nothing else may be sent. */
  get isSending(): boolean {
    return this.#waiting.length > 0;
  }

  /** Puts keys behind those that are being sent. @throws AppError `call.busy` when too many wait already */
  send(row: KeyRow): void {
    if (this.#waiting.length >= MAX_WAITING) throw new AppError('call.busy', 'Too many keys are waiting to be sent.');
    this.#waiting.push(row);
  }

  /** What to send in this tick; none while it is quiet. */
  tick(): readonly KeyPacket[] {
    const row = this.#waiting[0];
    if (row === undefined) return NOTHING;
    const digit = row.digits[this.#digit] ?? ',';
    const block = this.#block;
    const downBlocks = blocks(row.durationMs);
    this.#advance(row, digit === ',' ? PAUSE_BLOCKS : downBlocks + Math.max(END_COPIES, blocks(row.gapMs)));
    return digit === ',' || block >= downBlocks + END_COPIES ? NOTHING : this.#packets(digit, block, downBlocks);
  }

  /** Gives away what was to be sent, but for a key that is down: the far end knows of it. */
  takeAll(): readonly KeyRow[] {
    const [first, ...others] = this.#waiting.splice(0);
    const sentCount = this.#digit + (this.#block > 0 ? 1 : 0);
    this.#digit = 0;
    this.#block = 0;
    return first === undefined ? NO_ROWS : [{ ...first, digits: first.digits.slice(sentCount) }, ...others];
  }

  /** Forgets what was to be sent. */
  close(): void {
    this.#waiting.length = 0;
  }

  #advance(row: KeyRow, ofDigit: number): void {
    this.#block += 1;
    if (this.#block < ofDigit) return;
    this.#block = 0;
    this.#digit += 1;
    if (this.#digit < row.digits.length) return;
    this.#digit = 0;
    this.#waiting.shift();
    row.onSent();
  }

  #packets(digit: string, block: number, downBlocks: number): readonly KeyPacket[] {
    const ticks = Math.min(block + 1, downBlocks) * this.#blockTicks;
    const earlierTicks = Math.floor((ticks - 1) / LONGEST_SEGMENT) * LONGEST_SEGMENT;
    const isEnd = block + 1 >= downBlocks;
    const packet = (durationTicks: number, before: number, end: boolean): KeyPacket => ({
      payload: formatTelephoneEvent({ digit, isEnd: end, volume: VOLUME, durationTicks }),
      isFirst: block === 0,
      ageBlocks: block,
      earlierTicks: before,
    });
    const now = packet(ticks - earlierTicks, earlierTicks, isEnd);
    // A segment that is full says so, or the far end takes the next one for another key.
    const isNewSegment = earlierTicks > 0 && block < downBlocks && ticks - this.#blockTicks <= earlierTicks;
    return isNewSegment ? [packet(LONGEST_SEGMENT, earlierTicks - LONGEST_SEGMENT, false), now] : [now];
  }
}

const blocks = (ms: number): number => Math.ceil(ms / BLOCK_MS);
