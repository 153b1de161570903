import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ContenderName } from './contender.js';

/** What a contender is and does for each of the callers, told once at its start. */
export type ContenderFacts = {
  readonly version: string;
  /** The way of each caller's call, by the caller's name. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly perCall: PerCall;
};
/**
 * Averages of a timed call. `nodeSteps`: a step of the IVR was entered, or given an event; the unit of all rates.
 * `invocations`: how often the contender ran one of its own nodes for that.
 */
export type PerCall = {
  readonly nodeSteps: number;
  readonly stepsEntered: number;
  readonly events: number;
  readonly journalLines: number;
  readonly journalBytes: number;
  readonly invocations: number;
};
/** One round of timed calls. */
export type Round = {
  readonly calls: number;
  readonly journalLines: number;
  readonly elapsedMs: number;
  readonly cpuMs: number;
};

/** A contender in a process of its own, so that none disturbs the memory or the compiled code of another. */
export class ContenderProcess {
  readonly name: ContenderName;
  readonly facts: ContenderFacts;
  readonly #child: ReturnType<typeof fork>;

  private constructor(name: ContenderName, facts: ContenderFacts, child: ReturnType<typeof fork>) {
    this.name = name;
    this.facts = facts;
    this.#child = child;
  }

  /**
   * Starts one.
   * @throws Error when its process ends before it is ready
   */
  static async start(name: ContenderName): Promise<ContenderProcess> {
    const child = fork(fileURLToPath(new URL('./contender.js', import.meta.url)), [name], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return new ContenderProcess(name, await answerOf<ContenderFacts>(child, name), child);
  }

  /** Runs timed calls for about as long as told. */
  async run(forMs: number): Promise<Round> {
    this.#child.send({ forMs });
    return answerOf<Round>(this.#child, this.name);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

const answerOf = <Answer>(child: ReturnType<typeof fork>, name: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`The process of ${name} ended early.`));
    child.once('exit', fail);
    child.once('message', (answer) => {
      child.off('exit', fail);
      resolve(answer as Answer);
    });
  });
