import type { Json } from '@callwright/protocol';
import { type CodeError, type CodeOutcome, codeLimits } from './code-outcome.js';
import { faultOf } from './faults.js';
import { Guest } from './guest.js';
import { type Engine, loadEngine, MAX_STEPS } from './load-engine.js';

/** Code to run. */
export type CodeRun = {
  /** The body of a function: what it returns is the result, as `return { total: input.price * 2 }`. */
  readonly source: string;
  /** What the code sees as `input`. */
  readonly input: Json;
  /** Steps the code may take, 1 to 2^31 - 1; default {@link codeLimits.maxSteps}, about half a second. */
  readonly maxSteps?: number;
};

/** A place where anybody's JavaScript may run. */
export type Sandbox = {
  /**
   * Runs code. The same code and input give the same outcome on every machine. Never throws because of the code.
   * @throws Error when the sandbox is closed
   */
  readonly run: (run: CodeRun) => CodeOutcome;
  /** Compiles a source without running it. @returns what is wrong with it, or null @throws Error when the sandbox is closed */
  readonly check: (source: string) => CodeError | null;
  /** Lets go of the engine. Idempotent. */
  readonly close: () => void;
};

/**
 * Loads the engine once, for any number of runs, each in a machine as new as the first. Needs nothing of Node or of a browser.
 * @throws Error when the engine cannot be loaded
 */
export async function createSandbox(): Promise<Sandbox> {
  let engine: Engine | null = await loadEngine();
  const opened = () => {
    if (!engine) throw new Error('the sandbox is closed');
    return engine;
  };
  return {
    run: (run) => runCode(opened(), run),
    check: (source) => {
      const outcome = inGuest(opened(), codeLimits.maxSteps, (guest) => {
        const compiled = compile(guest, source);
        return 'kind' in compiled ? compiled : { json: 'null' };
      });
      return outcome.ok ? null : outcome.error;
    },
    close: () => {
      engine = null;
    },
  };
}

/** What is wrong with a source before it runs, with its line; null when nothing is. */
export const codeProblem = (sandbox: Sandbox, source: string): CodeError | null => sandbox.check(source);

const runCode = (engine: Engine, { source, input, maxSteps = codeLimits.maxSteps }: CodeRun): CodeOutcome =>
  inGuest(engine, Math.max(1, Math.min(maxSteps, MAX_STEPS)), (guest) => {
    const json = JSON.stringify(input) ?? 'null';
    const problem = oversized('The input', json, codeLimits.maxInputBytes) ?? guest.setInput(json);
    if (problem) return problem;
    const compiled = compile(guest, source);
    if ('kind' in compiled) return compiled;
    const returned = guest.call(compiled.code);
    if ('kind' in returned) return returned;
    const formatted = guest.format(returned.value);
    if ('kind' in formatted) return formatted;
    return oversized('The result', formatted.json, codeLimits.maxResultBytes) ?? formatted;
  });

const compile = (guest: Guest, source: string): ReturnType<Guest['compile']> =>
  oversized('The code', source, codeLimits.maxSourceBytes) ?? guest.compile(source);

type Finished = CodeError | { readonly json: string };

/** Whatever the machine does, and in whatever state it is left, the next run finds it as new. */
function inGuest(engine: Engine, maxSteps: number, work: (guest: Guest) => Finished): CodeOutcome {
  const logs: string[] = [];
  const finished = attempt(engine, logs, maxSteps, work);
  if ('kind' in finished) return { ok: false, error: finished, logs };
  return { ok: true, value: parseResult(finished.json), logs };
}

function attempt(engine: Engine, logs: string[], maxSteps: number, work: (guest: Guest) => Finished): Finished {
  engine.reset();
  engine.setSteps(MAX_STEPS);
  const guest = new Guest(engine.quickjs, (line) => {
    if (logs.length < codeLimits.maxLogLines) logs.push(line);
  });
  engine.setSteps(maxSteps);
  try {
    return work(guest);
  } catch (fault) {
    return faultOf(fault, engine.stepsLeft() < 0);
  }
}

const parseResult = (json: string): Json => JSON.parse(json) as Json;

const encoder = new TextEncoder();
const oversized = (what: string, text: string, maxBytes: number): CodeError | null =>
  encoder.encode(text).length > maxBytes
    ? { kind: 'tooLarge', message: `${what} is larger than ${maxBytes / 1024} KB` }
    : null;
