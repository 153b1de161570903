import { compileFlow, type FlowLibrary } from '@callwright/flow-engine';
import type { ScriptOptions } from '@callwright/flow-engine/simulator';
import { nodeTypes } from '@callwright/nodes/executors';
import { AppError, type FlowDefinition } from '@callwright/protocol';
import type { Runnable } from './test-store';

/** Runs an author's code; null where it cannot be run, and somebody has to say what it gives. */
export type LoadCodeRunner = () => Promise<ScriptOptions['runCode'] | null>;

/** Makes a draft ready for test calls, or says in words why it is not. */
export const prepareDraft = async (
  flow: FlowDefinition,
  library: FlowLibrary,
  loadCodeRunner: LoadCodeRunner,
): Promise<Runnable> => {
  try {
    const program = compileFlow(flow, nodeTypes, library);
    const runCode = runsCode(flow, library) ? await loadCodeRunner() : null;
    return { program, options: runCode ? { runCode } : {} };
  } catch (error) {
    if (error instanceof AppError && error.code === 'flow.invalid') return { broken: error.message };
    throw error;
  }
};

const runsCode = (flow: FlowDefinition, library: FlowLibrary): boolean =>
  [flow, ...library.values()].some(({ nodes }) => nodes.some(({ type }) => type === 'code'));
