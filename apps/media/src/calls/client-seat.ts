import type { SessionEvent } from '@callwright/protocol';
import type { CallClient } from './call-client.js';

/** Events that are kept for a client who has not come yet; a call that only rings has few. The oldest go first. */
const MAX_KEPT = 200;

/** The place of a client who comes late, or never: what they have missed they are told when they come. */
export class ClientSeat implements CallClient {
  /** Never aborted: a call need not end with its client. */
  readonly signal = new AbortController().signal;
  #kept: SessionEvent[] = [];
  #client: CallClient | null = null;
  #isEmpty = true;

  /** Whether nobody has come yet. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** Gives the place to a client; once. */
  take(client: CallClient): void {
    this.#isEmpty = false;
    this.#client = client;
    for (const event of this.#kept.splice(0)) client.send(event);
  }

  /** Nobody comes any more, or the client has gone. */
  leave(): void {
    this.#isEmpty = false;
    this.#kept = [];
    this.#client = null;
  }

  send(event: SessionEvent): void {
    this.#client?.send(event);
    if (!this.#isEmpty) return;
    this.#kept.push(event);
    if (this.#kept.length > MAX_KEPT) this.#kept.shift();
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }
}
