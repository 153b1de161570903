import type { SipCredentials, TrunkEntry, TrunkState } from '@callwright/protocol';
import {
  escapeUser,
  headerOf,
  headersOf,
  parameterOf,
  parseNameAddress,
  parseRetryAfter,
  type SipResponse,
} from '@callwright/sip';
import type { Timer } from '../../../platform/clock.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import { within } from '../doctor/within.js';
import type { SipParts } from '../sip-parts.js';
import { ask, isFromThere } from './ask.js';
import { registerQuestion } from './register-question.js';
import { registrationProblem } from './registration-problem.js';
import { RequestSeries } from './request-series.js';

type Parts = SipParts & { readonly onState: () => void };

/** Refreshed when so much of its time is over. */
const REFRESH_AT = 0.8;
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** A password that was refused is not tried again and again: that gets addresses blocked. */
const REFUSED_PAUSE_MS = 10 * 60_000;

/** Taking it back is a courtesy: a carrier that is not there is not waited for when all stops. */
const TAKE_BACK_MS = 2000;
const MOST_RETRY_SECONDS = 3600;
/** A carrier answers from no more machines than that; of more the latest count. */
const MAX_ADDRESSES = 16;

/** Tells a carrier where we are, again and again (RFC 3261 §10.2). */
export class CarrierRegistration {
  readonly #trunk: TrunkEntry;
  readonly #login: SipCredentials;
  readonly #parts: Parts;
  readonly #series: RequestSeries;
  #timer: Timer | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #gateway = 0;
  #seconds: number;
  /** Where it was granted from, and until when that holds, by `monotonicMs`. */
  readonly #grantedUntilMs = new Map<string, number>();
  #isClosed = false;
  #state: TrunkState['registration'] = { status: 'trying' };

  constructor(trunk: TrunkEntry, login: SipCredentials, parts: Parts) {
    this.#trunk = trunk;
    this.#login = login;
    this.#parts = parts;
    this.#series = new RequestSeries(parts.newId());
    this.#seconds = trunk.registerExpiresSeconds;
  }

  get state(): TrunkState['registration'] {
    return this.#state;
  }

  /** Whether it holds, and was granted from that address: calls to where we registered come from there. */
  isAnsweredFrom(address: string): boolean {
    const untilMs = this.#grantedUntilMs.get(plainAddress(address));
    return untilMs !== undefined && !this.#isClosed && this.#parts.clock.monotonicMs() < untilMs;
  }

  start(): void {
    runInBackground('register with a carrier', this.#register(), this.#parts.log);
  }

  /** Takes it back, when it holds; waits 2 s at most for the carrier to say that it knows. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timer?.cancel();
    if (this.#state.status !== 'registered') return;
    await within(this.#parts.clock, TAKE_BACK_MS, this.#ask(0));
  }

  async #register(): Promise<void> {
    const response = await this.#ask(this.#seconds);
    if (this.#isClosed) return;
    const message = response?.message ?? null;
    if (response && message && message.status < 300) this.#registered(message, response.source.address);
    else if (message?.status === 423 && this.#lengthen(message)) return this.#register();
    else this.#failed(response && isFromThere(response) ? message : null);
  }

  async #ask(seconds: number) {
    const { gateways } = this.#trunk;
    const gateway = gateways[this.#gateway % gateways.length];
    if (!gateway) return null; // A trunk has one at least.
    const question = registerQuestion(this.#trunk, gateway, this.#login, seconds);
    return ask({ ...question, series: this.#series }, this.#parts);
  }

  #registered(message: SipResponse, address: string): void {
    const { clock } = this.#parts;
    const seconds = grantedSeconds(message, escapeUser(this.#login.username)) ?? this.#seconds;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#grantedFrom(address, clock.monotonicMs() + seconds * 1000);
    this.#set({ status: 'registered', expiresAtMs: clock.nowMs() + seconds * 1000 });
    this.#again(Math.max(1, seconds * REFRESH_AT) * 1000);
  }

  // A name that leads to several machines is granted by one after the other; calls may come from all of them.
  #grantedFrom(address: string, untilMs: number): void {
    this.#grantedUntilMs.delete(plainAddress(address));
    this.#grantedUntilMs.set(plainAddress(address), untilMs);
    const [oldest] = this.#grantedUntilMs.keys();
    if (this.#grantedUntilMs.size > MAX_ADDRESSES && oldest !== undefined) this.#grantedUntilMs.delete(oldest);
  }

  // RFC 3261 §10.2.8.
  #lengthen(message: SipResponse): boolean {
    const seconds = Number(headerOf(message, 'Min-Expires'));
    if (!(seconds > this.#seconds && seconds <= 86_400)) return false;
    this.#seconds = seconds;
    return true;
  }

  #failed(message: SipResponse | null): void {
    const isRefused = message !== null && [401, 403, 404, 407].includes(message.status);
    this.#set({ status: 'failed', problem: registrationProblem(message?.status ?? null) });
    // Who was turned away is called no more; where nobody answered, the time granted goes on.
    if (isRefused) this.#grantedUntilMs.clear();
    this.#gateway += 1;
    this.#again(Math.max(isRefused ? REFUSED_PAUSE_MS : this.#pauseMs, wantedPauseMs(message)));
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #set(state: TrunkState['registration']): void {
    this.#state = state;
    this.#parts.onState();
  }

  #again(afterMs: number): void {
    this.#timer = this.#parts.clock.startTimer(afterMs, () => this.start());
  }
}

/** How long the carrier wants to be left alone (RFC 3261 §20.33), within an hour. */
const wantedPauseMs = (message: SipResponse | null): number => {
  const value = message && headerOf(message, 'Retry-After');
  return Math.min((value && parseRetryAfter(value)?.afterSeconds) || 0, MOST_RETRY_SECONDS) * 1000;
};

// A socket of both families writes addresses of IPv4 so.
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** For how long: of our own Contact, which carriers list among others. */
const grantedSeconds = (message: SipResponse, user: string): number | null => {
  const contacts = headersOf(message, 'Contact').flatMap((value) => parseNameAddress(value) ?? []);
  const own = contacts.find(({ uri }) => uri.includes(`:${user}@`)) ?? contacts[0];
  const text = (own && parameterOf(own.parameters, 'expires')) ?? headerOf(message, 'Expires');
  const seconds = Number(text);
  return text !== undefined && seconds > 0 && seconds <= 86_400 ? seconds : null;
};
