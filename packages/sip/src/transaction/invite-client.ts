import type { SipRequest, SipResponse } from '../message/sip-message.js';
import { ackForFailure } from './made-requests.js';
import { isReliable, type SipPath } from './path.js';
import { NamedTimers, patienceMs, repeat } from './timers.js';
import type { TransactionSurroundings } from './wire.js';

/** Hears of one client transaction. */
export type ClientEvents = {
  readonly onResponse: (response: SipResponse, path: SipPath) => void;
  /** No final response came; at most once. */
  readonly onFailure: (failure: 'timeout' | 'transport') => void;
  /** Terminated; nothing is called after it. */
  readonly onEnd: () => void;
};

/** The states of RFC 3261 §17.1.1 with RFC 6026 §7.2. */
export type InviteClientState = 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated';

/** An INVITE we sent (RFC 3261 §17.1.1, RFC 6026 §7.2). */
export class InviteClientTransaction {
  readonly request: SipRequest;
  readonly path: SipPath;
  readonly #with: TransactionSurroundings;
  readonly #events: ClientEvents;
  readonly #timers = new NamedTimers<'A' | 'B' | 'D' | 'M' | 'cancelled'>();
  #state: InviteClientState = 'calling';

  /** @param request with our Via on top */
  constructor(request: SipRequest, path: SipPath, surroundings: TransactionSurroundings, events: ClientEvents) {
    this.request = request;
    this.path = path;
    this.#with = surroundings;
    this.#events = events;
  }

  get state(): InviteClientState {
    return this.#state;
  }

  /** Sends the request for the first time; once only. */
  start(): void {
    const { clock, timers } = this.#with;
    if (!isReliable(this.path.protocol)) {
      this.#timers.set(
        'A',
        repeat(clock, { firstMs: timers.t1Ms }, () => this.#sendRequest()),
      );
    }
    this.#timers.set(
      'B',
      clock.startTimer(patienceMs(timers), () => this.#fail('timeout')),
    );
    this.#sendRequest();
  }

  /** Takes a response that belongs here. */
  receive(response: SipResponse, path: SipPath): void {
    switch (this.#state) {
      case 'calling':
      case 'proceeding':
        this.#receiveEarly(response, path);
        break;
      case 'completed':
        if (response.status >= 300) this.#acknowledge(response);
        break;
      case 'accepted':
        // RFC 6026 §7.2: every 2xx goes up, repeated ones and those of other branches.
        if (isSuccess(response)) this.#events.onResponse(response, path);
        break;
      case 'terminated':
        break;
    }
  }

  /** RFC 3261 §9.1: when nothing comes within 64*T1 of the CANCEL, the transaction is taken for cancelled. */
  wasCancelled(): void {
    const { clock, timers } = this.#with;
    this.#timers.set(
      'cancelled',
      clock.startTimer(patienceMs(timers), () => this.#fail('timeout')),
    );
  }

  /**
   * The connection has gone. A server that has shown that it knows of the INVITE may open one of its own for the final
   * response (RFC 3261 §18.2.2); a browser cannot.
   */
  connectionClosed(): void {
    const canComeBack = this.path.protocol === 'tcp' || this.path.protocol === 'tls';
    if (this.#state === 'calling' || !canComeBack) this.#fail('transport');
  }

  /** Ends at once and tells only that. */
  close(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#timers.stopAll();
    this.#events.onEnd();
  }

  #receiveEarly(response: SipResponse, path: SipPath): void {
    this.#timers.stop('A', 'B');
    if (response.status < 200) this.#state = 'proceeding';
    else this.#finish(response);
    this.#events.onResponse(response, path);
    // Timer D is zero where nothing is lost.
    if (this.state === 'completed' && isReliable(this.path.protocol)) this.close();
  }

  #finish(response: SipResponse): void {
    this.#timers.stopAll();
    if (isSuccess(response)) this.#accept();
    else this.#complete(response);
  }

  #accept(): void {
    this.#state = 'accepted';
    const { clock, timers } = this.#with;
    this.#timers.set(
      'M',
      clock.startTimer(patienceMs(timers), () => this.close()),
    );
  }

  #complete(response: SipResponse): void {
    this.#state = 'completed';
    this.#acknowledge(response);
    if (isReliable(this.path.protocol)) return;
    // "At least 32 seconds" is 64*T1 with the T1 that goes with it.
    const { clock, timers } = this.#with;
    this.#timers.set(
      'D',
      clock.startTimer(patienceMs(timers), () => this.close()),
    );
  }

  #sendRequest(): void {
    this.#with.send(this.request, this.path, () => {
      if (this.#state === 'calling') this.#fail('transport');
    });
  }

  #acknowledge(response: SipResponse): void {
    this.#with.send(ackForFailure(this.request, response), this.path, () => {
      // The final response has been told; without its ACK the other side repeats it and gives up by itself.
      if (this.#state === 'completed') this.close();
    });
  }

  #fail(failure: 'timeout' | 'transport'): void {
    if (this.#state !== 'calling' && this.#state !== 'proceeding') return;
    this.#events.onFailure(failure);
    this.close();
  }
}

const isSuccess = ({ status }: SipResponse): boolean => status >= 200 && status < 300;
