import type { CheckOptions, FlowProof } from '@callwright/flow-engine';
import type { FlowDocument } from '@callwright/protocol';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { sha256Hex } from '../../platform/crypto/keys.js';
import { Log } from '../../platform/log.js';
import { proofOf } from '../flow-facts.js';
import { ProofThread } from './proof-thread.js';

/** Proofs that are remembered; those that were not asked for longest are forgotten first. */
const MAX_REMEMBERED = 100;
// Node runs no TypeScript in a thread: what runs from source proves where it is asked.
const isSource = import.meta.url.endsWith('.ts');

/** Proves flows in a thread of its own, so that a large one holds nobody else up, and remembers what it has proved. */
@Injectable()
export class FlowProver implements OnApplicationShutdown {
  readonly #thread: ProofThread | null;
  readonly #remembered = new Map<string, Promise<FlowProof>>();

  constructor(clock: Clock, log: Log) {
    this.#thread = isSource ? null : new ProofThread(new URL('./proof.worker.js', import.meta.url), clock, log);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#thread?.close();
  }

  /** What the calls of a flow can come to. @throws AppError `api.tooManyRequests` while too many wait, `internal` */
  async prove(document: FlowDocument, known: CheckOptions): Promise<FlowProof> {
    const key = sha256Hex(JSON.stringify([document.flow, [...(known.library ?? [])], known.prompts]));
    const proof = this.#remembered.get(key) ?? this.#work(document, known);
    this.#remember(key, proof);
    try {
      return await proof;
    } catch (error) {
      this.#remembered.delete(key);
      throw error;
    }
  }

  async #work(document: FlowDocument, known: CheckOptions): Promise<FlowProof> {
    return this.#thread ? this.#thread.prove({ document, known }) : proofOf(document, known);
  }

  #remember(key: string, proof: Promise<FlowProof>): void {
    // Put in again, it is the last to be forgotten.
    this.#remembered.delete(key);
    this.#remembered.set(key, proof);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }
}
