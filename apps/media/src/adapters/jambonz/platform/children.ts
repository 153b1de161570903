import type { CallSession } from '../../../calls/call-session.js';

/** Somebody who was dialled and has answered. */
export type Child = {
  readonly call: CallSession;
  /** Whether they end with the call that called them. */
  readonly bind: (isBound: boolean) => void;
};

/** Whom a call has dialled: one at a time. */
export class Children {
  #child: Child | null = null;
  #screen: ((child: Child) => Promise<boolean>) | null = null;
  #dialId: string | null = null;

  /** The one that answered; null when there is none. */
  get current(): Child | null {
    return this.#child;
  }

  /** The dial they were called by. */
  get dialId(): string | null {
    return this.#dialId;
  }

  /** A dial begins. @param screen asked of whoever answers before they are joined: whether they may be */
  expect(dialId: string, screen: (child: Child) => Promise<boolean>): void {
    this.#dialId = dialId;
    this.#screen = screen;
  }

  /** Somebody has answered. @returns whether they are to be joined */
  async meet(child: Child): Promise<boolean> {
    this.#child = child;
    void child.call.ended.then(() => {
      if (this.#child === child) this.#child = null;
    });
    return (await this.#screen?.(child)) ?? true;
  }

  /** The dial is over. */
  forget(): void {
    this.#child = null;
    this.#screen = null;
    this.#dialId = null;
  }
}
