import { timestampAfter } from './sequence.js';

/** Payload of a named telephone event (RFC 4733 §2.3). */
export type TelephoneEvent = {
  readonly digit: string;
  readonly isEnd: boolean;
  /** 0 to 63: dB below full scale, sign dropped. */
  readonly volume: number;
  /** In ticks of the payload type's clock, since the event's timestamp. */
  readonly durationTicks: number;
};

/** A key went down or up. `durationMs` is known at its end. */
export type KeyChange = { readonly digit: string; readonly phase: 'start' | 'end'; readonly durationMs?: number };

// RFC 4733 §3.2, table 3: events 0 to 15.
const DIGITS = '0123456789*#ABCD';

/** Reads an event; null for what is no key (a flash, a tone) or too short. */
export function parseTelephoneEvent(payload: Uint8Array): TelephoneEvent | null {
  if (payload.length < 4) return null;
  const digit = DIGITS[payload[0] ?? 255];
  if (digit === undefined) return null;
  const flags = payload[1] ?? 0;
  return {
    digit,
    isEnd: flags >> 7 === 1,
    volume: flags & 0x3f,
    durationTicks: ((payload[2] ?? 0) << 8) | (payload[3] ?? 0),
  };
}

/** Writes the payload of one key; the inverse of {@link parseTelephoneEvent}. */
export function formatTelephoneEvent(event: TelephoneEvent): Uint8Array {
  const code = DIGITS.indexOf(event.digit);
  const flags = (event.isEnd ? 0x80 : 0) | (event.volume & 0x3f);
  return Uint8Array.of(code, flags, (event.durationTicks >> 8) & 0xff, event.durationTicks & 0xff);
}

/**
 * Turns the packets of one sender into exactly one `start` and one `end` per key, whatever was lost, repeated or
 * reordered on the way.
 */
export class KeyTracker {
  readonly #clockHz: number;
  readonly #onKey: (change: KeyChange) => void;
  #current: HeldKey | null = null;
  /** Timestamps of the last keys that ended; a late copy of one of them is no new key. */
  readonly #ended: number[] = [];
  #quietBlocks = 0;

  /** @param clockHz clock of the payload type, 8000 unless the offer says 48000 */
  constructor(clockHz: number, onKey: (change: KeyChange) => void) {
    this.#clockHz = clockHz;
    this.#onKey = onKey;
  }

  /** Takes the payload of one packet with the RTP timestamp it carried: that is what tells keys apart. */
  take(payload: Uint8Array, timestamp: number): void {
    const event = parseTelephoneEvent(payload);
    if (event === null || this.#ended.includes(timestamp)) return;
    this.#quietBlocks = 0;
    if (this.#current !== null && continues(this.#current, event, timestamp))
      this.#startSegment(this.#current, timestamp);
    if (this.#current !== null && this.#current.timestamp !== timestamp) this.#finish();
    if (this.#current === null) {
      this.#current = { digit: event.digit, timestamp, earlierTicks: 0, segmentTicks: 0 };
      this.#onKey({ digit: event.digit, phase: 'start' });
    }
    this.#current.segmentTicks = Math.max(this.#current.segmentTicks, event.durationTicks);
    if (event.isEnd) this.#finish();
  }

  /** To be called every 20 ms: a key whose end packets were all lost ends when nothing has come for a while. */
  tick(): void {
    if (this.#current === null) return;
    this.#quietBlocks += 1;
    // Senders report a held key every 20 to 50 ms; three reports missing mean that its end was lost.
    if (this.#quietBlocks >= 8) this.#finish();
  }

  #startSegment(key: HeldKey, timestamp: number): void {
    this.#remember(key.timestamp);
    key.timestamp = timestamp;
    key.earlierTicks += key.segmentTicks;
    key.segmentTicks = 0;
  }

  #finish(): void {
    const key = this.#current;
    if (key === null) return;
    this.#current = null;
    this.#remember(key.timestamp);
    const durationMs = Math.round(((key.earlierTicks + key.segmentTicks) * 1000) / this.#clockHz);
    this.#onKey({ digit: key.digit, phase: 'end', durationMs });
  }

  #remember(timestamp: number): void {
    this.#ended.push(timestamp);
    if (this.#ended.length > 8) this.#ended.shift();
  }
}

/** A key that is down. `timestamp` is that of its present segment. */
type HeldKey = { readonly digit: string; timestamp: number; earlierTicks: number; segmentTicks: number };

/** RFC 4733 §2.5.1.3: a key held longer than the duration field can say goes on as a segment right behind the last. */
const continues = (key: HeldKey, event: TelephoneEvent, timestamp: number): boolean =>
  event.digit === key.digit && key.segmentTicks === 0xffff && timestamp === timestampAfter(key.timestamp, 0xffff);
