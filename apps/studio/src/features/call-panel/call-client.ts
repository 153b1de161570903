import { CallAttempt, type CallSound } from './call-attempt';
import type { CallPorts, CallRequest } from './call-ports';
import { type CallSnapshot, idleSnapshot } from './call-state';

const SILENT: CallSound = { microphone: null, flow: null };

/**
 * The telephone of this browser: one call at a time, as often as wanted. Knows no page; a page subscribes to it.
 * Its functions are bound, so that they may be handed on as they are.
 */
export class CallClient {
  readonly #ports: CallPorts;
  readonly #listeners = new Set<() => void>();
  #attempt: CallAttempt | undefined;
  #snapshot: CallSnapshot = idleSnapshot;

  constructor(ports: CallPorts) {
    this.#ports = ports;
  }

  /** What there is to show; the same object until something changes. */
  readonly snapshot = (): CallSnapshot => this.#snapshot;

  /** Sound of both sides while there is any. */
  readonly sound = (): CallSound => this.#attempt?.sound ?? SILENT;

  /** @returns a function that ends the subscription */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls. A call that is under way is ended first. Resolves when the invitation is sent or has failed. */
  readonly start = (request: CallRequest): Promise<void> => {
    this.#attempt?.hangup();
    const attempt = new CallAttempt(this.#ports, request, (snapshot) => {
      if (this.#attempt === attempt) this.#show(snapshot);
    });
    this.#attempt = attempt;
    this.#show(idleSnapshot);
    return attempt.start();
  };

  readonly hangup = (): void => this.#attempt?.hangup();

  readonly setMuted = (isMuted: boolean): void => this.#attempt?.setMuted(isMuted);

  /** @returns whether the key could be sent */
  readonly pressKey = (digit: string): boolean => this.#attempt?.pressKey(digit) ?? false;

  /** Ends what is under way and forgets it; the client may be used again. */
  readonly reset = (): void => {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.hangup();
    this.#show(idleSnapshot);
  };

  #show(snapshot: CallSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of [...this.#listeners]) listener();
  }
}
