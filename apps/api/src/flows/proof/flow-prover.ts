import type { CheckOptions, FlowProof } from '@callwright/flow-engine';
import type { FlowDocument } from '@callwright/protocol';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { sha256Hex } from '../../platform/crypto/keys.js';
import { Log } from '../../platform/log.js';
import { type OffThread, offThread } from '../../platform/threads/off-thread.js';
import { type ProofJob, prove } from './prove.js';

/** Proofs that are remembered; those that were not asked for longest are forgotten first. */
const MAX_REMEMBERED = 100;
/** A proof is bounded by its states and takes seconds for the largest flows. */
const PATIENCE_MS = 120_000;

/** Proves flows in a thread of its own, so that a large one holds nobody else up, and remembers what it has proved. */
@Injectable()
export class FlowProver implements OnApplicationShutdown {
  readonly #thread: OffThread<ProofJob, FlowProof>;
  readonly #remembered = new Map<string, Promise<FlowProof>>();

  constructor(clock: Clock, log: Log) {
    const entry = new URL('./proof.worker.js', import.meta.url);
    this.#thread = offThread({ name: 'proofs', entry, patienceMs: PATIENCE_MS, clock, log }, prove);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#thread.close();
  }

  /**
   * What the calls of a flow can come to.
   * @param owner whose flow it is
   * @throws AppError `api.tooManyRequests` while too many wait, `internal`
   */
  async prove(document: FlowDocument, known: CheckOptions, owner: string): Promise<FlowProof> {
    const { library = [], prompts, speech, capabilities } = known;
    const key = sha256Hex(JSON.stringify([document.flow, [...library], prompts, speech, capabilities]));
    const proof = this.#remembered.get(key) ?? this.#thread.run({ document, known }, owner);
    this.#remember(key, proof);
    try {
      return await proof;
    } catch (error) {
      this.#remembered.delete(key);
      throw error;
    }
  }

  #remember(key: string, proof: Promise<FlowProof>): void {
    // Put in again, it is the last to be forgotten.
    this.#remembered.delete(key);
    this.#remembered.set(key, proof);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }
}
