import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallId } from '@callwright/protocol';
import type { Connection } from './connection.js';

/** Calls whose clients may come back with another socket: by the id of the call, and the same token. */
export class HeldCalls {
  readonly #calls = new Map<CallId, { readonly connection: Connection; readonly proof: Buffer }>();

  /** Calls there are to come back to. */
  get count(): number {
    return this.#calls.size;
  }

  /** Keeps a call for whoever shows the same token. @returns what forgets it again */
  hold(callId: CallId, credential: string | null, connection: Connection): () => void {
    if (credential === null) return () => undefined;
    const held = { connection, proof: proofOf(credential) };
    this.#calls.set(callId, held);
    return () => {
      if (this.#calls.get(callId) === held) this.#calls.delete(callId);
    };
  }

  /** The call somebody comes back to; null when there is none, or none of theirs. */
  find(callId: CallId, credential: string | null): Connection | null {
    const held = this.#calls.get(callId);
    const isTheirs = held && credential !== null && timingSafeEqual(held.proof, proofOf(credential));
    return isTheirs ? held.connection : null;
  }

  /** Nobody is waited for any more. */
  close(): void {
    for (const { connection } of this.#calls.values()) connection.leave();
  }
}

const proofOf = (credential: string): Buffer => createHash('sha256').update(credential).digest();
