import type { FlowProgram } from '../program.js';
import type { FlowScript, ScriptAct } from '../script/script.js';
import { type CallRecord, recordOf } from './call-record.js';
import { NeverHappens } from './never-happens.js';
import { performAct } from './perform-act.js';
import { callOf, problemOfGiven, type ScriptOptions } from './script-call.js';
import { ScriptedCaller } from './scripted-caller.js';
import { SimulatedCall } from './simulated-call.js';

/** Something a script says that never came to be; `act` counts the acts from 0, and is null for what is given. */
export type ScriptProblem = { readonly act: number | null; readonly message: string };

/** A script carried out, as far as that was possible. */
export class ScriptRun {
  readonly call: SimulatedCall;
  /** When each act was done with, in ms since the call's arrival. */
  readonly doneAtMs: readonly number[];
  readonly problem: ScriptProblem | null;
  readonly #program: FlowProgram;

  constructor(program: FlowProgram, script: FlowScript, options: ScriptOptions) {
    this.#program = program;
    this.call = new SimulatedCall(callOf(program, script, options));
    const message = problemOfGiven(program, script);
    const { doneAtMs, problem } =
      message === null ? performAll(script.when, this.call) : { doneAtMs: [], problem: null };
    this.doneAtMs = doneAtMs;
    this.problem = message === null ? problem : { act: null, message };
  }

  /** How the call went, as far as it has gone. */
  get record(): CallRecord {
    return recordOf(this.#program, this.call);
  }

  /** Listens until the call is over. What nobody answers runs into its time-out. @returns why it had to be ended, if so */
  finish(): ScriptProblem | null {
    try {
      listen(this.call);
      return null;
    } catch (error) {
      if (!(error instanceof NeverHappens)) throw error;
      this.call.step({ input: 'callerHangup' });
      return { act: null, message: error.message };
    }
  }
}

const END = 'it came to an end';

// A command that is to fail may be given within the act before it: it is armed when the moment of that has come.
const performAll = (
  acts: readonly ScriptAct[],
  call: SimulatedCall,
): { readonly doneAtMs: readonly number[]; readonly problem: ScriptProblem | null } => {
  const doneAtMs: number[] = [];
  const atMoment = () => armAfter(acts, doneAtMs.length, call);
  const performers = { call, caller: new ScriptedCaller(call, atMoment), atMoment };
  for (const [at, act] of acts.entries()) {
    try {
      performAct(act, performers);
    } catch (error) {
      if (!(error instanceof NeverHappens)) throw error;
      return { doneAtMs, problem: { act: at, message: error.message } };
    }
    doneAtMs.push(call.clock.monotonicMs());
  }
  return { doneAtMs, problem: null };
};

const armAfter = (acts: readonly ScriptAct[], at: number, call: SimulatedCall): void => {
  for (const act of acts.slice(at + 1)) {
    if (!('fails' in act)) return;
    call.failNext(act.fails);
  }
};

// Queues without a longest wait and conferences have no time-out: left alone by everybody, they fail.
const listen = (call: SimulatedCall): void => {
  const isStuck = () => call.clock.nextDueMs === null;
  call.waitFor(() => call.isOver || isStuck(), END);
  while (!call.isOver && isStuck() && failUnanswered(call)) call.waitFor(() => call.isOver || isStuck(), END);
  call.waitFor(() => call.isOver, END);
};

const failUnanswered = (call: SimulatedCall): boolean => {
  if (call.model.queue?.plan === null) call.step({ input: 'answerQueue', queue: { outcome: 'failed' } });
  else if (call.model.room?.state === 'asking') call.step({ input: 'answerRoom', room: { outcome: 'failed' } });
  else return false;
  return true;
};
