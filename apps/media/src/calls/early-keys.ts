import type { EngineEvent } from '@callwright/protocol';

/** What keys wait for, and where they go then. */
export type EarlyKeysPorts = {
  /** Whoever decides has not begun. */
  readonly isWaiting: () => boolean;
  readonly post: (event: EngineEvent) => void;
};

/** More keys than this are kept of nobody; the rest is dropped. */
const MAX_KEPT = 100;

/** What a caller presses before anybody could act on it: kept until whoever decides in the call has begun. */
export class EarlyKeys {
  readonly #ports: EarlyKeysPorts;
  #kept: EngineEvent[] = [];

  constructor(ports: EarlyKeysPorts) {
    this.#ports = ports;
  }

  /** @returns whether the event is to wait; it comes again by `post` */
  keeps(event: EngineEvent): boolean {
    if (event.event !== 'dtmf' || !this.#ports.isWaiting()) return false;
    if (this.#kept.length < MAX_KEPT) this.#kept.push(event);
    return true;
  }

  /** Hands over what was kept, in order, if nobody waits any more. */
  release(): void {
    if (this.#kept.length === 0 || this.#ports.isWaiting()) return;
    for (const event of this.#kept.splice(0)) this.#ports.post(event);
  }
}
