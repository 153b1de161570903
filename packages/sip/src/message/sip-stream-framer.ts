import { type ParsedSipMessage, parseSipMessage } from './parse-sip-message.js';
import { contentLengthOf, defaultSipLimits, endOfHead, readHead, type SipLimits } from './read-head.js';
import { StreamBuffer } from './stream-buffer.js';

/**
 * What comes out of a stream: a `message` (or one to be refused), a `ping` to be answered with CRLF (RFC 5626 §4.4.1),
 * a `pong`, or `broken`: where the next message begins is lost, and the connection has to be closed once the refusal
 * (answered when it has a `request`) is sent.
 */
export type SipStreamItem =
  | { readonly item: 'message'; readonly parsed: ParsedSipMessage }
  | { readonly item: 'ping' }
  | { readonly item: 'pong' }
  | { readonly item: 'broken'; readonly parsed: ParsedSipMessage };

const CR = 13;
const LF = 10;

/**
 * Cuts a TCP or TLS stream into messages by their Content-Length (RFC 3261 §18.3). Holds at most one message of the
 * limits' size and what arrived with it; more than that breaks the stream. After `broken` everything is ignored.
 */
export class SipStreamFramer {
  readonly #limits: SipLimits;
  readonly #buffer = new StreamBuffer();
  /** Bytes of the message at the front that are looked through, and how many it needs in all, when that is known. */
  #scannedBytes = 0;
  #neededBytes = 0;
  #isAfterPong = false;
  #isBroken = false;

  /** @param limits what one message may take up */
  constructor(limits: SipLimits = defaultSipLimits) {
    this.#limits = limits;
  }

  /** Bytes waiting for the rest of their message. */
  get heldBytes(): number {
    return this.#held.length;
  }

  /** Takes what arrived and gives what is whole by now. The bytes may be used again by the caller. */
  push(bytes: Uint8Array): readonly SipStreamItem[] {
    if (this.#isBroken) return [];
    const items: SipStreamItem[] = [];
    this.#buffer.append(bytes);
    for (let item = this.#next(); item; item = this.#next()) items.push(item);
    return items;
  }

  #next(): SipStreamItem | undefined {
    const first = this.#held[0];
    if (first === undefined || this.#held.length < this.#neededBytes) return undefined;
    return first === CR ? this.#keepAlive() : this.#message();
  }

  /**
   * Two line ends are a ping, one is the answer to ours. One alone is taken for an answer at once; should it have been
   * the first half of a ping, its second half is taken for the ping.
   */
  #keepAlive(): SipStreamItem | undefined {
    const [, second, third, fourth] = this.#held;
    if (second === undefined || (third === CR && fourth === undefined)) return undefined;
    if (second !== LF) return this.#break(this.#held);
    const isWhole = third === CR && fourth === LF;
    const isPing = isWhole || this.#isAfterPong;
    this.#take(isWhole ? 4 : 2);
    this.#isAfterPong = !isPing;
    return { item: isPing ? 'ping' : 'pong' };
  }

  #message(): SipStreamItem | undefined {
    this.#isAfterPong = false;
    const end = endOfHead(this.#held, this.#scannedBytes, this.#limits.headBytes);
    // The line ends before the empty line may have arrived only in part.
    this.#scannedBytes = end < 0 ? Math.max(0, this.#held.length - 3) : end;
    if (end < 0) return this.#held.length > this.#limits.headBytes ? this.#break(this.#held) : undefined;
    const lengthBytes = contentLengthOf(readHead(this.#held.subarray(0, end), this.#limits).headers);
    const isKnown = typeof lengthBytes === 'number' && lengthBytes <= this.#limits.bodyBytes;
    if (!isKnown) return this.#break(this.#held.subarray(0, end + 4));
    this.#neededBytes = end + 4 + lengthBytes;
    if (this.#held.length < this.#neededBytes) return undefined;
    return { item: 'message', parsed: parseSipMessage(this.#take(this.#neededBytes), this.#limits) };
  }

  #take(sizeBytes: number): Uint8Array {
    this.#scannedBytes = 0;
    this.#neededBytes = 0;
    return this.#buffer.take(sizeBytes);
  }

  get #held(): Uint8Array {
    return this.#buffer.bytes;
  }

  #break(bytes: Uint8Array): SipStreamItem {
    const parsed = parseSipMessage(bytes, this.#limits);
    this.#isBroken = true;
    this.#buffer.clear();
    if (!parsed.ok) return { item: 'broken', parsed };
    const request = parsed.message.kind === 'request' ? { request: parsed.message } : {};
    return { item: 'broken', parsed: { ok: false, status: 400, problem: 'Missing Content-Length Header', ...request } };
  }
}
