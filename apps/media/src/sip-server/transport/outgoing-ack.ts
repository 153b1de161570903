import type { ClientListener, OutgoingRequest, SentAck } from '../ports.js';
import { type OutgoingSurroundings, type ReadyRequest, waysOf } from './outgoing-path.js';

/** An ACK for a 2xx, which has no transaction (RFC 3261 §13.2.2.4). */
export class OutgoingAck implements SentAck {
  readonly #outgoing: OutgoingRequest;
  readonly #around: OutgoingSurroundings;
  readonly #onSent: ClientListener['onSent'];
  #sent?: ReadyRequest;
  #isSearching = false;

  constructor(outgoing: OutgoingRequest, around: OutgoingSurroundings, onSent?: ClientListener['onSent']) {
    this.#outgoing = outgoing;
    this.#around = around;
    this.#onSent = onSent;
  }

  resend(): void {
    if (this.#sent) this.#send(this.#sent);
    else void this.run();
  }

  /** Finds a way and sends. Never rejects: a 2xx whose ACK got lost is repeated, and asks for it again. */
  async run(): Promise<void> {
    if (this.#isSearching) return;
    this.#isSearching = true;
    for await (const way of waysOf(this.#outgoing, this.#around)) {
      const ready = await way().catch(() => undefined);
      if (!ready || ready === 'tooLarge') continue;
      this.#sent = ready;
      this.#onSent?.(ready.request, ready.path);
      this.#send(ready);
      break;
    }
    this.#isSearching = false;
  }

  #send({ request, path }: ReadyRequest): void {
    this.#around.sender.send(request, path, () => {
      // The way has gone; the next repetition looks for another.
      this.#sent = undefined;
    });
  }
}
