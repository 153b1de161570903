import { compileFlow, type FlowLibrary, type FlowProgram } from '@callwright/flow-engine';
import { FlowCoverage, type FlowTestResult, runFlowTest } from '@callwright/flow-engine/simulator';
import { nodeTypes } from '@callwright/nodes/executors';
import { toAppError } from '@callwright/protocol';
import type { LoadedFlow, Place } from '../files/read-flow.js';
import type { LoadedTests } from '../files/read-tests.js';
import type { RunCode } from '../files/sandbox.js';

/** How one test went; `durationMs` is what it took here, not how long the call was. */
export type CaseResult = {
  readonly name: string;
  readonly place: Place;
  readonly expectedPath: readonly string[] | null;
  readonly result: FlowTestResult;
  readonly durationMs: number;
};
/** How the tests of one file went; `unusable` says why none of them could be run. */
export type SuiteResult = {
  readonly path: string;
  readonly flow: LoadedFlow | null;
  readonly unusable: readonly string[];
  readonly cases: readonly CaseResult[];
};

/** A flow ready to run with what its tests have gone through. */
export type CoveredFlow = {
  readonly flow: LoadedFlow;
  readonly program: FlowProgram;
  readonly coverage: FlowCoverage;
};

/** What tests are run with. */
export type SuiteOptions = {
  readonly library: FlowLibrary;
  readonly runCode: RunCode | undefined;
  /** Runs only tests whose names contain it, in whatever case. */
  readonly filter: string;
  readonly nowMs: () => number;
};

/** Runs files of tests; each flow is made ready once. */
export class SuiteRunner {
  readonly #options: SuiteOptions;
  readonly #flows = new Map<string, CoveredFlow>();

  constructor(options: SuiteOptions) {
    this.#options = options;
  }

  /** Every flow that was made ready. */
  get covered(): readonly CoveredFlow[] {
    return [...this.#flows.values()];
  }

  /** Makes a flow ready. @returns why that cannot be, or the flow */
  prepare(flow: LoadedFlow): CoveredFlow | string {
    const known = this.#flows.get(flow.path);
    if (known) return known;
    try {
      const program = compileFlow(flow.file.document.flow, nodeTypes, this.#options.library);
      const fresh = { flow, program, coverage: new FlowCoverage(program) };
      this.#flows.set(flow.path, fresh);
      return fresh;
    } catch (error) {
      return `${flow.path} cannot run: ${toAppError(error).message}`;
    }
  }

  /** Runs the tests of a file. */
  run({ path, tests }: LoadedTests, flow: LoadedFlow): SuiteResult {
    const ready = this.prepare(flow);
    if (typeof ready === 'string') return { path, flow, unusable: [ready], cases: [] };
    const wanted = tests.filter(({ test }) => test.name.toLowerCase().includes(this.#options.filter.toLowerCase()));
    return { path, flow, unusable: [], cases: wanted.map((one) => this.#runCase(one, ready)) };
  }

  #runCase({ test, place }: LoadedTests['tests'][number], { program, coverage }: CoveredFlow): CaseResult {
    const { nowMs, runCode } = this.#options;
    const begunMs = nowMs();
    const result = runFlowTest(program, test, runCode === undefined ? {} : { runCode });
    const durationMs = nowMs() - begunMs;
    coverage.add(result.record.journal);
    return { name: test.name, place, expectedPath: pathIn(test.then.path), result, durationMs };
  }
}

const pathIn = (path: unknown): readonly string[] | null =>
  Array.isArray(path) && path.every((step) => typeof step === 'string') ? path : null;
