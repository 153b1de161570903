import type { SipRequest, SipResponse } from '../message/sip-message.js';
import type { ServerEvents, ServerOutcome } from './invite-server.js';
import { isReliable, type SipPath } from './path.js';
import { NamedTimers, patienceMs } from './timers.js';
import type { TransactionSurroundings } from './wire.js';

/** The states of RFC 3261 §17.2.2. */
export type NonInviteServerState = 'trying' | 'proceeding' | 'completed' | 'terminated';

/** A request other than INVITE and ACK that we received (RFC 3261 §17.2.2). */
export class NonInviteServerTransaction {
  readonly request: SipRequest;
  readonly path: SipPath;
  readonly #with: TransactionSurroundings;
  readonly #events: ServerEvents;
  readonly #timers = new NamedTimers<'J' | 'answer'>();
  #state: NonInviteServerState = 'trying';
  #last?: SipResponse;

  /** @param request with its topmost Via stamped */
  constructor(request: SipRequest, path: SipPath, surroundings: TransactionSurroundings, events: ServerEvents) {
    this.request = request;
    this.path = path;
    this.#with = surroundings;
    this.#events = events;
  }

  get state(): NonInviteServerState {
    return this.#state;
  }

  /** The last response sent. */
  get last(): SipResponse | undefined {
    return this.#last;
  }

  /** Starts waiting for the layer above. The client gives up after 64*T1, so that is all the time there is. */
  start(): void {
    const { clock, timers } = this.#with;
    this.#timers.set(
      'answer',
      clock.startTimer(patienceMs(timers), () => this.#end('unanswered')),
    );
  }

  /** Sends a response as the state allows; false when it does not. */
  respond(response: SipResponse): boolean {
    if (this.#state !== 'trying' && this.#state !== 'proceeding') return false;
    this.#last = response;
    this.#state = response.status < 200 ? 'proceeding' : 'completed';
    this.#send(response);
    if (this.#state === 'completed') this.#complete();
    return true;
  }

  /** The request came again. */
  receiveAgain(): void {
    if (this.#last && this.#state !== 'terminated') this.#send(this.#last);
  }

  /** Ends at once without a word. */
  close(): void {
    this.#state = 'terminated';
    this.#timers.stopAll();
  }

  #complete(): void {
    this.#timers.stopAll();
    const { clock, timers } = this.#with;
    const end = (): void => this.#end('done');
    if (isReliable(this.path.protocol)) end();
    else this.#timers.set('J', clock.startTimer(patienceMs(timers), end));
  }

  #send(response: SipResponse): void {
    this.#with.send(response, this.path, () => {
      if (this.#state !== 'terminated') this.#end('transport');
    });
  }

  #end(outcome: ServerOutcome): void {
    this.close();
    this.#events.onEnd(outcome);
  }
}
