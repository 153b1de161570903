import type { RtpAddress } from './rtp-socket.js';

/** A source silent for so long may be replaced by another. */
export const LATCH_SILENCE_MS = 2000;
/** Of the address and port that signalling names. */
const BEST_FIT = 3;
/** How long a source that is not where signalling says has to have been heard before keys are taken from it. */
export const KEY_TRUST_MS = 250;

/**
 * Decides whose packets are the far end's, and so where ours go (symmetric RTP, RFC 4961): the first source that makes sense
 * is kept, and everybody else is turned away. Another may take its place
 * - after 2 s of silence,
 * - when signalling names another address than before. A re-INVITE that repeats the address is no reason: session timers
 *   send one every few minutes, and a source that speaks would be up for grabs each time,
 * - when it fits what signalling says better: the address and port it names before the same address with another port, that
 *   before the address its signalling came from, and that before any other. So who sprays packets at our ports before the far
 *   end speaks does not keep its call, not even where the far end is behind a translator of addresses and names one that
 *   nobody can reach: its sound mostly comes by the way its signalling came. Where it does not, being first is all it has.
 */
export class RtpLatch {
  #signalled: RtpAddress | null = null;
  #caller: string | null = null;
  #source: RtpAddress | null = null;
  #heardAtMs = 0;
  #latchedAtMs = 0;

  /** Where our packets go; null until that is known. */
  get remote(): RtpAddress | null {
    return this.#source ?? this.#signalled;
  }

  /** Somebody has been heard since signalling named another address. */
  get isLatched(): boolean {
    return this.#source !== null;
  }

  /**
   * Where the far end is by its signalling; null leaves all as it was.
   * @param caller address its signalling came from
   */
  signal(remote: RtpAddress | null, caller: string | null = null): void {
    this.#caller = caller ?? this.#caller;
    if (remote === null) return;
    if (this.#signalled !== null && isThere(this.#signalled, remote.address, remote.port)) return;
    this.#signalled = remote;
    this.#source = null;
  }

  /** Whoever was heard last has as much time as if that had been now: nobody was listened to meanwhile. */
  resume(atMs: number): void {
    this.#heardAtMs = atMs;
  }

  /** Whether a packet from there may be the far end's. */
  admits(address: string, port: number, atMs: number): boolean {
    const source = this.#source;
    // Nothing can be sent to port 0.
    if (port === 0) return false;
    if (source === null || isThere(source, address, port)) return true;
    return (
      atMs - this.#heardAtMs >= LATCH_SILENCE_MS || this.#fit(address, port) > this.#fit(source.address, source.port)
    );
  }

  /** Whether that is whose packets are heard. */
  isSource(address: string, port: number): boolean {
    return this.#source !== null && isThere(this.#source, address, port);
  }

  /** A packet from there made sense. */
  take(address: string, port: number, atMs: number): void {
    this.#heardAtMs = atMs;
    if (this.isSource(address, port)) return;
    this.#source = { address, port };
    this.#latchedAtMs = atMs;
  }

  /**
   * Whether keys from there count. Sound of a stranger who was first is a moment's noise, but a key chooses: who is not where
   * signalling says presses none before the far end has had the time to be heard.
   */
  believesKeys(address: string, port: number, atMs: number): boolean {
    if (this.#fit(address, port) === BEST_FIT) return true;
    return this.isSource(address, port) && atMs - this.#latchedAtMs >= KEY_TRUST_MS;
  }

  #fit(address: string, port: number): number {
    if (address === this.#signalled?.address) return port === this.#signalled.port ? BEST_FIT : 2;
    return address === this.#caller ? 1 : 0;
  }
}

const isThere = (one: RtpAddress, address: string, port: number): boolean =>
  one.port === port && one.address === address;
