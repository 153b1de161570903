import type { SipRequest, SipResponse } from '../message/sip-message.js';
import type { ClientEvents } from './invite-client.js';
import { isReliable, type SipPath } from './path.js';
import { NamedTimers, patienceMs, repeat } from './timers.js';
import type { TransactionSurroundings } from './wire.js';

/** The states of RFC 3261 §17.1.2. */
export type NonInviteClientState = 'trying' | 'proceeding' | 'completed' | 'terminated';

/** A request other than INVITE and ACK that we sent (RFC 3261 §17.1.2). */
export class NonInviteClientTransaction {
  readonly request: SipRequest;
  readonly path: SipPath;
  readonly #with: TransactionSurroundings;
  readonly #events: ClientEvents;
  readonly #timers = new NamedTimers<'E' | 'F' | 'K'>();
  #state: NonInviteClientState = 'trying';

  /** @param request with our Via on top */
  constructor(request: SipRequest, path: SipPath, surroundings: TransactionSurroundings, events: ClientEvents) {
    this.request = request;
    this.path = path;
    this.#with = surroundings;
    this.#events = events;
  }

  get state(): NonInviteClientState {
    return this.#state;
  }

  /** Sends the request for the first time; once only. */
  start(): void {
    const { clock, timers } = this.#with;
    this.#repeatFrom(timers.t1Ms);
    this.#timers.set(
      'F',
      clock.startTimer(patienceMs(timers), () => this.#fail('timeout')),
    );
    this.#sendRequest();
  }

  /** Takes a response that belongs here; repeated final ones are absorbed. */
  receive(response: SipResponse, path: SipPath): void {
    if (this.#state !== 'trying' && this.#state !== 'proceeding') return;
    if (response.status < 200) this.#proceed();
    else this.#complete();
    this.#events.onResponse(response, path);
    if (this.state === 'completed' && isReliable(this.path.protocol)) this.close();
  }

  /** The connection has gone, and the response with it. */
  connectionClosed(): void {
    this.#fail('transport');
  }

  /** Ends at once and tells only that. */
  close(): void {
    if (this.#state === 'terminated') return;
    this.#state = 'terminated';
    this.#timers.stopAll();
    this.#events.onEnd();
  }

  #proceed(): void {
    // §17.1.2.2: in Proceeding timer E is T2 from its next start on.
    if (this.#state === 'trying') this.#repeatFrom(this.#with.timers.t2Ms);
    this.#state = 'proceeding';
  }

  #complete(): void {
    this.#state = 'completed';
    this.#timers.stopAll();
    if (isReliable(this.path.protocol)) return;
    const { clock, timers } = this.#with;
    this.#timers.set(
      'K',
      clock.startTimer(timers.t4Ms, () => this.close()),
    );
  }

  #repeatFrom(firstMs: number): void {
    if (isReliable(this.path.protocol)) return;
    const { clock, timers } = this.#with;
    this.#timers.set(
      'E',
      repeat(clock, { firstMs, longestMs: timers.t2Ms }, () => this.#sendRequest()),
    );
  }

  #sendRequest(): void {
    this.#with.send(this.request, this.path, () => this.#fail('transport'));
  }

  #fail(failure: 'timeout' | 'transport'): void {
    if (this.#state !== 'trying' && this.#state !== 'proceeding') return;
    this.#events.onFailure(failure);
    this.close();
  }
}
