import type { SoundSocket } from './dial-socket.js';

/** Bytes a socket may have waiting before more is held back here. */
const MAX_BACKLOG_BYTES = 64_000;
/** Messages that are held back for a far side that does not read; the oldest are dropped. */
const MAX_HELD = 50;

/** Sound on its way to a far side, in messages of one length. A far side that does not read misses the oldest. */
export class OutgoingSound {
  readonly #socket: SoundSocket;
  readonly #messageBytes: number | null;
  #held: Uint8Array[] = [];
  #begun: Uint8Array;
  #begunCount = 0;
  #droppedCount = 0;

  /** @param messageBytes how long messages are; null: as they come */
  constructor(socket: SoundSocket, messageBytes: number | null) {
    this.#socket = socket;
    this.#messageBytes = messageBytes;
    this.#begun = new Uint8Array(messageBytes ?? 0);
  }

  /** Messages the far side has missed. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** @param bytes not changed afterwards */
  add(bytes: Uint8Array): void {
    if (this.#messageBytes === null) this.#send(bytes);
    else this.#cut(bytes, this.#messageBytes);
  }

  #cut(bytes: Uint8Array, messageBytes: number): void {
    for (let at = 0; at < bytes.length; ) {
      const count = Math.min(messageBytes - this.#begunCount, bytes.length - at);
      this.#begun.set(bytes.subarray(at, at + count), this.#begunCount);
      this.#begunCount += count;
      at += count;
      if (this.#begunCount < messageBytes) return;
      this.#send(this.#begun);
      this.#begun = new Uint8Array(messageBytes);
      this.#begunCount = 0;
    }
  }

  #send(message: Uint8Array): void {
    this.#held.push(message);
    if (this.#held.length > MAX_HELD) {
      this.#held.shift();
      this.#droppedCount += 1;
    }
    while (this.#held.length > 0 && this.#socket.backlogBytes() < MAX_BACKLOG_BYTES) {
      const next = this.#held.shift();
      if (next !== undefined) this.#socket.sendBytes(next);
    }
  }
}
