import type { FlowProgram } from '../program.js';
import type { FlowScript, ScriptAct, ScriptGiven } from '../script/script.js';
import { type PathDifference, pathDifference } from './path-difference.js';
import type { ScriptOptions } from './script-call.js';
import { type ScriptProblem, ScriptRun } from './script-run.js';
import { type SimulatorState, stateOf } from './simulator-state.js';

/** What came of an act: where the call stands, or why it could not be done, which leaves the call as it was. */
export type Done = { readonly state: SimulatorState; readonly problem: string | null };

/** What became of a call whose flow was changed under it. */
export type Restarted = {
  readonly state: SimulatorState;
  /** Where the way of the call first differs from before; null when it is the same. */
  readonly difference: PathDifference | null;
  /** The first act that cannot be done any more; it and those after it are kept, to be gone forward to. */
  readonly problem: ScriptProblem | null;
};

/**
 * A call one can play with: the engine and its runner as in a live call, driven by the acts of a script, with a clock
 * that only moves when it is told. It keeps nothing but what was done, and goes anywhere in time by doing that again:
 * a call takes less than a millisecond.
 */
export class Simulator {
  readonly #given: ScriptGiven;
  readonly #options: ScriptOptions;
  #program: FlowProgram;
  #acts: readonly ScriptAct[];
  #position: number;
  #run: ScriptRun;

  /** @param script what to begin with: all its acts are done, as far as they can be */
  constructor(program: FlowProgram, script: FlowScript, options: ScriptOptions = {}) {
    this.#program = program;
    this.#given = script.given;
    // Going back past the acts of code must not make it run.
    this.#options = script.when.some((act) => 'code' in act) ? { ...options, runCode: undefined } : options;
    this.#acts = script.when;
    this.#run = this.#runTo(script.when.length);
    this.#position = this.#run.doneAtMs.length;
    if (this.#run.problem !== null) this.#run = this.#runTo(this.#position);
  }

  /** Where the call stands. */
  get state(): SimulatorState {
    return stateOf(this.#run.call, this.#run.record);
  }

  /** What was done, also what has been taken back. */
  get acts(): readonly ScriptAct[] {
    return this.#acts;
  }

  /** How many acts are done; the others have been taken back. */
  get position(): number {
    return this.#position;
  }

  /** What cannot be so before the call, as a time that is none; null when nothing is wrong. */
  get problem(): string | null {
    return this.#run.problem?.message ?? null;
  }

  /** When each act was done with, in ms since the call arrived. */
  get doneAtMs(): readonly number[] {
    return this.#run.doneAtMs;
  }

  /**
   * Does something, which forgets what has been taken back. What cannot be done changes nothing. `fails` is of what the act
   * before it leads to.
   */
  do(act: ScriptAct): Done {
    const acts = [...this.#acts.slice(0, this.#position), act];
    const run = new ScriptRun(this.#program, { given: this.#given, when: acts }, this.#options);
    if (run.problem !== null) return { state: this.state, problem: run.problem.message };
    this.#acts = acts;
    this.#position = acts.length;
    this.#run = run;
    return { state: this.state, problem: null };
  }

  /** Takes the last act back; it can be gone forward to. */
  back(): SimulatorState {
    return this.goTo(this.#position - 1);
  }

  /** Does again what was taken back last, if that can be done. */
  forward(): SimulatorState {
    return this.goTo(this.#position + 1);
  }

  /** Goes to where so many acts are done, no further than there are and can be done. */
  goTo(position: number): SimulatorState {
    const run = this.#runTo(Math.max(0, Math.min(position, this.#acts.length)));
    this.#position = run.doneAtMs.length;
    this.#run = run.problem === null ? run : this.#runTo(this.#position);
    return this.state;
  }

  /** Lets the caller listen until the call is over. */
  finish(): Done {
    const run = this.#runTo(this.#position);
    const problem = run.finish();
    const silentMs = run.call.clock.monotonicMs() - this.#run.call.clock.monotonicMs();
    if (problem !== null) return { state: this.state, problem: problem.message };
    return silentMs === 0 ? { state: this.state, problem: null } : this.do({ isSilent: silentMs });
  }

  /**
   * Another call that was the same up to a moment: what was done before is done, then it is quiet until then.
   * @param atMs since the call arrived; what was under way then is left out
   */
  forkAt(atMs: number): Simulator {
    const kept = this.#run.doneAtMs.filter((doneAtMs) => doneAtMs <= atMs).length;
    const silentMs = atMs - (this.#run.doneAtMs[kept - 1] ?? 0);
    const acts = this.#acts.slice(0, kept);
    const when = silentMs > 0 ? [...acts, { isSilent: silentMs }] : acts;
    return new Simulator(this.#program, { given: this.#given, when }, this.#options);
  }

  /** Another call that was the same until so many acts were done. */
  fork(position: number = this.#position): Simulator {
    const when = this.#acts.slice(0, position);
    return new Simulator(this.#program, { given: this.#given, when }, this.#options);
  }

  /** Makes the same call with a changed flow, and says where it first goes another way. */
  restart(program: FlowProgram): Restarted {
    const before = this.#run.record;
    this.#program = program;
    const run = this.#runTo(this.#position);
    this.#position = run.doneAtMs.length;
    this.#run = run.problem === null ? run : this.#runTo(this.#position);
    return { state: this.state, difference: pathDifference(before.journal, run.record.journal), problem: run.problem };
  }

  /** What was done, as a script: a flow test keeps it. */
  toScript(): FlowScript {
    return { given: this.#given, when: this.#acts.slice(0, this.#position) };
  }

  #runTo(position: number): ScriptRun {
    const script = { given: this.#given, when: this.#acts.slice(0, position) };
    return new ScriptRun(this.#program, script, this.#options);
  }
}
