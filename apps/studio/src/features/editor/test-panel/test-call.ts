import type { FlowProgram, FlowScript, ScriptAct } from '@callwright/flow-engine';
import {
  type PathDifference,
  type ScriptOptions,
  Simulator,
  type SimulatorState,
} from '@callwright/flow-engine/simulator';
import type { JournalLine } from '@callwright/protocol';
import { isSomebodysTurn, msToNextChange, msToNextTurn, startOfLastPlayback } from './listen-on';

/** A place in a test call one can go back to. */
export type Stop = {
  /** How many acts are done there. */
  readonly position: number;
  /** What was done to get there; null where the call begins. */
  readonly act: ScriptAct | null;
  /** Ms since the call arrived. */
  readonly atMs: number;
};

/** A test call as it is shown: plain data, made anew after everything that is done. */
export type TestCallView = {
  readonly state: SimulatorState;
  readonly stops: readonly Stop[];
  /** Which of the stops the call stands at. */
  readonly at: number;
  /** All that has happened, also what has been gone back before. */
  readonly journal: readonly JournalLine[];
  /** What is wrong with what is given before the call, or with the script it began with; null when nothing is. */
  readonly problem: string | null;
};

/** How a caller does something. */
export type Manner = {
  /** Into what is being said, half a second after it began, instead of waiting for the end of the question. */
  readonly interrupts?: boolean;
};

type Timed = Extract<
  ScriptAct,
  { readonly says: string } | { readonly presses: string } | { readonly makesNoise: true }
>;

const INTO_PROMPT_MS = 500;

/**
 * A test call in the editor. After each thing that is done it listens on by itself until somebody has to do something, so
 * that one step back is one thing taken back, with all that it led to.
 */
export class TestCall {
  readonly #simulator: Simulator;
  #stops: readonly Stop[];
  #at: number;
  #journal: readonly JournalLine[];
  #undone: string | null = null;

  private constructor(simulator: Simulator, stops: readonly Stop[], at: number, journal: readonly JournalLine[]) {
    this.#simulator = simulator;
    this.#stops = stops;
    this.#at = at;
    this.#journal = journal;
  }

  /** A call that has just come in and has listened to its first question. */
  static begin(program: FlowProgram, given: FlowScript['given'], options: ScriptOptions = {}): TestCall {
    const simulator = new Simulator(program, { given, when: [] }, options);
    const call = new TestCall(simulator, [], 0, []);
    if (simulator.problem === null) call.#listen();
    call.#stand([], null);
    return call;
  }

  /** A call that is played step by step: it stands at the beginning of its script, and goes forward through it. */
  static play(program: FlowProgram, script: FlowScript, options: ScriptOptions = {}): TestCall {
    const simulator = new Simulator(program, script, options);
    const { doneAtMs, state, acts, position } = simulator;
    const undone = acts[position];
    const stops = doneAtMs.map((atMs, nth) => ({ position: nth + 1, act: acts[nth] ?? null, atMs }));
    const journal = state.journal.slice();
    simulator.goTo(0);
    const call = new TestCall(simulator, [{ position: 0, act: null, atMs: 0 }, ...stops], 0, journal);
    call.#undone = simulator.problem ?? (undone === undefined ? null : JSON.stringify(undone));
    return call;
  }

  /** How the call stands. */
  get view(): TestCallView {
    const problem = this.#simulator.problem ?? this.#undone;
    return { state: this.#simulator.state, stops: this.#stops, at: this.#at, journal: this.#journal, problem };
  }

  /** Whether a script is being played and not over yet: there is something to go forward to. */
  get canGoForward(): boolean {
    return this.#at < this.#stops.length - 1;
  }

  /** Does something, and listens on. @returns why it could not be done, which leaves the call as it was; null when it was */
  do(act: ScriptAct, { interrupts = false }: Manner = {}): string | null {
    const kept = this.#stops.slice(0, this.#at + 1);
    const problem = interrupts && isTimed(act) ? this.#interrupt(act) : this.#simulator.do(act).problem;
    if (problem !== null) return problem;
    this.#listen();
    this.#stand(kept, act);
    return null;
  }

  /** Lets time pass until the next thing happens by itself, as a time-out. @returns whether anything will */
  skip(): boolean {
    const ms = msToNextChange(this.#simulator);
    return ms !== null && this.do({ isSilent: ms }) === null;
  }

  /** Goes to one of the stops; there is nothing beyond the first and the last. */
  goTo(stop: number): void {
    this.#at = Math.max(0, Math.min(stop, this.#stops.length - 1));
    this.#simulator.goTo(this.#stops[this.#at]?.position ?? 0);
  }

  /** Another call that was the same so far. */
  fork(): TestCall {
    const simulator = this.#simulator.fork();
    return new TestCall(simulator, this.#stops.slice(0, this.#at + 1), this.#at, simulator.state.journal.slice());
  }

  /** Makes the same call with a changed flow. @returns where it first goes another way; null when it does not */
  restart(program: FlowProgram): PathDifference | null {
    const { difference } = this.#simulator.restart(program);
    const { position, doneAtMs } = this.#simulator;
    this.#stops = this.#stops
      .filter((stop) => stop.position <= position)
      .map((stop) => ({ ...stop, atMs: doneAtMs[stop.position - 1] ?? 0 }));
    this.#at = Math.max(0, this.#stops.length - 1);
    // A silence that was long enough for the old flow may end in the middle of a new sentence.
    this.#listen();
    this.#stand(this.#stops.slice(0, -1), this.#stops.at(-1)?.act ?? null);
    return difference;
  }

  /** What was done up to here. */
  toScript(): FlowScript {
    return this.#simulator.toScript();
  }

  // What came before is listened to only as far as its last prompt.
  #interrupt(act: Timed): string | null {
    const startMs = startOfLastPlayback(this.#simulator.state.journal);
    const before = this.#simulator.position;
    const last = this.#simulator.acts[before - 1];
    const isListening = last !== undefined && 'isSilent' in last && last.isSilent !== true;
    if (startMs === null || !isListening) return this.#simulator.do({ ...act, afterMs: 0 }).problem;
    this.#simulator.goTo(before - 1);
    const afterMs = Math.max(0, startMs + INTO_PROMPT_MS - (this.#simulator.doneAtMs.at(-1) ?? 0));
    const { problem } = this.#simulator.do({ ...act, afterMs });
    if (problem !== null) this.#simulator.goTo(before);
    return problem;
  }

  #listen(): void {
    if (isSomebodysTurn(this.#simulator.state)) return;
    const ms = msToNextTurn(this.#simulator);
    if (ms === null) this.#simulator.finish();
    else if (ms > 0) this.#simulator.do({ isSilent: ms });
  }

  #stand(before: readonly Stop[], act: ScriptAct | null): void {
    const { position, state } = this.#simulator;
    this.#stops = [...before, { position, act, atMs: state.atMs }];
    this.#at = this.#stops.length - 1;
    this.#journal = state.journal.slice();
    this.#undone = null;
  }
}

const isTimed = (act: ScriptAct): act is Timed => 'says' in act || 'presses' in act || 'makesNoise' in act;
