import type { SipRequest, SipResponse } from '../message/sip-message.js';
import { isReliable, type SipPath } from './path.js';
import { NamedTimers, patienceMs, repeat } from './timers.js';
import type { TransactionSurroundings } from './wire.js';

/** How a server transaction ended by itself. */
export type ServerOutcome = 'done' | 'noAck' | 'transport' | 'unanswered';

/** Hears of one server transaction. */
export type ServerEvents = {
  /** Terminated; nothing is called after it. Not called by `close`. */
  readonly onEnd: (outcome: ServerOutcome) => void;
};

/** The states of RFC 3261 §17.2.1 with RFC 6026 §7.1. */
export type InviteServerState = 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';

// Longer than timer C of any proxy (RFC 3261 §16.6: more than 3 minutes): a telephone may ring for long.
const RINGING_LIMIT_MS = 15 * 60_000;

// RFC 3261 §17.2.1: 100 goes out by itself when the layer above says nothing for so long.
const TRYING_AFTER_MS = 200;

/** An INVITE we received (RFC 3261 §17.2.1, RFC 6026 §7.1). */
export class InviteServerTransaction {
  readonly request: SipRequest;
  readonly path: SipPath;
  readonly #with: TransactionSurroundings;
  readonly #events: ServerEvents;
  readonly #timers = new NamedTimers<'G' | 'H' | 'I' | 'L' | 'trying' | 'ringing'>();
  #state: InviteServerState = 'proceeding';
  #last?: SipResponse;

  /** @param request with its topmost Via stamped */
  constructor(request: SipRequest, path: SipPath, surroundings: TransactionSurroundings, events: ServerEvents) {
    this.request = request;
    this.path = path;
    this.#with = surroundings;
    this.#events = events;
  }

  get state(): InviteServerState {
    return this.#state;
  }

  /** The last response sent. */
  get last(): SipResponse | undefined {
    return this.#last;
  }

  /** Starts waiting for the layer above. @param trying the 100 to send when it takes its time */
  start(trying: SipResponse): void {
    this.#timers.set(
      'trying',
      this.#with.clock.startTimer(TRYING_AFTER_MS, () => this.respond(trying)),
    );
    this.#awaitAnswer();
  }

  /** Sends a response as the state allows; false when it does not. */
  respond(response: SipResponse): boolean {
    if (this.#state === 'proceeding') return this.#respondEarly(response);
    // RFC 6026 §7.1: the layer above repeats its 2xx in Accepted.
    if (this.#state !== 'accepted' || !isSuccess(response)) return false;
    this.#send(response);
    return true;
  }

  /** The INVITE came again. */
  receiveAgain(): void {
    const isWaiting = this.#state === 'proceeding' || this.#state === 'completed';
    if (isWaiting && this.#last) this.#send(this.#last);
  }

  /** Takes an ACK with the INVITE's branch. @returns true when it is for a 2xx and goes up */
  receiveAck(): boolean {
    if (this.#state === 'completed') this.#confirm();
    return this.#state === 'accepted';
  }

  /** Ends at once without a word. */
  close(): void {
    this.#state = 'terminated';
    this.#timers.stopAll();
  }

  #respondEarly(response: SipResponse): boolean {
    this.#timers.stop('trying');
    this.#last = response;
    if (response.status < 200) this.#awaitAnswer();
    else this.#finish(response);
    this.#send(response);
    return true;
  }

  #finish(response: SipResponse): void {
    this.#timers.stopAll();
    const { clock, timers } = this.#with;
    if (isSuccess(response)) {
      this.#state = 'accepted';
      this.#timers.set(
        'L',
        clock.startTimer(patienceMs(timers), () => this.#end('done')),
      );
      return;
    }
    this.#state = 'completed';
    this.#timers.set(
      'H',
      clock.startTimer(patienceMs(timers), () => this.#end('noAck')),
    );
    if (isReliable(this.path.protocol) || isChallenge(response)) return;
    this.#timers.set(
      'G',
      repeat(clock, { firstMs: timers.t1Ms, longestMs: timers.t2Ms }, () => this.#send(response)),
    );
  }

  #confirm(): void {
    this.#state = 'confirmed';
    this.#timers.stopAll();
    const { clock, timers } = this.#with;
    const end = (): void => this.#end('done');
    if (isReliable(this.path.protocol)) end();
    else this.#timers.set('I', clock.startTimer(timers.t4Ms, end));
  }

  #awaitAnswer(): void {
    this.#timers.set(
      'ringing',
      this.#with.clock.startTimer(RINGING_LIMIT_MS, () => this.#end('unanswered')),
    );
  }

  #send(response: SipResponse): void {
    this.#with.send(response, this.path, () => {
      // RFC 6026 §7.1: only in Completed an error ends the transaction; a later response may find its way again.
      if (this.#state === 'completed') this.#end('transport');
    });
  }

  #end(outcome: ServerOutcome): void {
    this.close();
    this.#events.onEnd(outcome);
  }
}

// RFC 3261 §26.3.2.4: said once, lest who writes another's address into a datagram has us send them eleven answers.
const isChallenge = ({ status }: SipResponse): boolean => status === 401 || status === 407;
const isSuccess = ({ status }: SipResponse): boolean => status >= 200 && status < 300;
