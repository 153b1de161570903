import type { FlowProgram, FlowScript } from '@callwright/flow-engine';
import {
  endOf,
  type FlowTest,
  type ScriptOptions,
  Simulator,
  type SimulatorState,
} from '@callwright/flow-engine/simulator';
import type { JournalLine, Json } from '@callwright/protocol';
import type { Paint } from '../paint.js';
import { describeAct } from '../words/describe-script.js';
import type { FindFlow } from '../words/line-words.js';
import { clock, logLines, waitingLines } from './call-log.js';
import { parseLine, SIMULATOR_HELP, type SimulatorLine } from './parse-line.js';

/** What came of a typed line. */
export type Answered = {
  readonly lines: readonly string[];
  /** Whether it could not be done. */
  readonly isProblem: boolean;
  readonly isOver: boolean;
  /** A test that is to be kept. */
  readonly test?: FlowTest;
};

/** Somebody playing with calls of one flow, line by line. */
export class SimulateSession {
  readonly #findFlow: FindFlow;
  readonly #paint: Paint;
  readonly #calls: Simulator[];
  #current = 0;

  /** @param script what to begin with */
  constructor(
    program: FlowProgram,
    script: FlowScript,
    { findFlow, paint, ...options }: ScriptOptions & { readonly findFlow: FindFlow; readonly paint: Paint },
  ) {
    this.#findFlow = findFlow;
    this.#paint = paint;
    this.#calls = [new Simulator(program, script, options)];
  }

  /** What happened so far, and what the call waits for. */
  get opening(): readonly string[] {
    return [...this.#log(0), ...this.#waiting()];
  }

  /** Why the script it began with could not be carried out; null when it was. */
  get problem(): string | null {
    const { problem, position, acts } = this.#call;
    if (problem !== null) return problem;
    const undone = acts[position];
    return undone === undefined ? null : `This could not be done: ${describeAct(undone).words}.`;
  }

  /** Everything that happened in the call one is in. */
  get journal(): readonly JournalLine[] {
    return this.#call.state.journal;
  }

  /** Does what a line says. */
  answer(text: string): Answered {
    const line = parseLine(text);
    switch (line.kind) {
      case 'nothing':
        return said([]);
      case 'quit':
        return { lines: [], isProblem: false, isOver: true };
      case 'problem':
        return this.#refused(line.message);
      case 'save':
        return { ...said([]), test: this.#testOf(line.name) };
      case 'show':
        return said(this.#show(line.what));
      case 'act':
      case 'listen':
        return this.#go(line);
      case 'move':
      case 'fork':
      case 'call':
        return this.#travel(line);
    }
  }

  get #call(): Simulator {
    const call = this.#calls[this.#current];
    if (!call) throw new Error('There is no such call.');
    return call;
  }

  #go(line: Extract<SimulatorLine, { readonly kind: 'act' | 'listen' }>): Answered {
    const before = this.#call.state.journal.length;
    const { problem } = line.kind === 'act' ? this.#call.do(line.act) : this.#call.finish();
    if (problem !== null) return this.#refused(problem);
    const lines = [...this.#log(before), ...this.#waiting()];
    return said(lines.length === 0 ? [this.#paint('dim', UNDER_WAY)] : lines);
  }

  #travel(line: Extract<SimulatorLine, { readonly kind: 'move' | 'fork' | 'call' }>): Answered {
    if (line.kind === 'fork') {
      this.#calls.push(this.#call.fork());
      this.#current = this.#calls.length - 1;
    } else if (line.kind === 'move') this.#call.goTo(this.#call.position + line.by);
    else if (line.number >= 1 && line.number <= this.#calls.length) this.#current = line.number - 1;
    else return this.#refused(`There are ${this.#calls.length} calls.`);
    return said(this.#show('state'));
  }

  #refused(message: string): Answered {
    return { lines: [this.#paint('red', message)], isProblem: true, isOver: false };
  }

  #show(what: Extract<SimulatorLine, { readonly kind: 'show' }>['what']): readonly string[] {
    const { state } = this.#call;
    switch (what) {
      case 'help':
        return [SIMULATOR_HELP];
      case 'vars':
        return Object.entries(state.variables).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
      case 'path':
        return [state.record.path.join(' → ')];
      case 'acts':
        return this.#actLines();
      case 'state':
        return this.#stateLines(state);
    }
  }

  #stateLines({ atMs, step, subflow, hears }: SimulatorState): readonly string[] {
    const { position, acts } = this.#call;
    const where = step === null ? 'over' : `in ${subflow === null ? '' : `${subflow} / `}${step}`;
    const heard = hears === null ? '' : `, hears "${hears}"`;
    const what = `call ${this.#current + 1} of ${this.#calls.length}, after ${position} of ${acts.length} acts`;
    return [`${clock(atMs)}  ${what}: ${where}${heard}`, ...this.#waiting()];
  }

  #actLines(): readonly string[] {
    const { acts, position } = this.#call;
    return acts.map((act: Json, nth) => `${nth < position ? ' ' : '·'} ${nth + 1}. ${describeAct(act).words}`);
  }

  #log(from: number): readonly string[] {
    return logLines(this.#call.state.journal.slice(from), this.#findFlow, this.#paint);
  }

  #waiting(): readonly string[] {
    return waitingLines(this.#call.state, this.#paint);
  }

  // A call that is not over is a beginning.
  #testOf(name: string): FlowTest {
    const { record, isOver } = this.#call.state;
    const path = isOver ? [...record.path] : { startsWith: [...record.path] };
    const { given, when } = this.#call.toScript();
    // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
    return { name, given, when: [...when], then: { path, ...(isOver ? { ended: endOf(record) } : {}) } };
  }
}

const UNDER_WAY = 'nothing yet: it comes when time passes (silence 1, listen)';
const said = (lines: readonly string[]): Answered => ({ lines, isProblem: false, isOver: false });
