import type { CodeOutcome } from '@callwright/flow-engine/simulator';
import type { Json } from '@callwright/protocol';
import { createSandbox } from '@callwright/sandbox';
import type { LoadedFlow } from './read-flow.js';

/** Runs authors' code as a live call does. */
export type RunCode = (source: string, input: Json) => CodeOutcome;

/** What runs the code of some flows; undefined when none of them has any: the sandbox takes a moment to load. */
export const codeRunner = async (flows: readonly LoadedFlow[]): Promise<RunCode | undefined> => {
  if (!flows.some(({ file }) => file.document.flow.nodes.some(({ type }) => type === 'code'))) return undefined;
  const sandbox = await createSandbox();
  return (source, input) => {
    const outcome = sandbox.run({ source, input });
    if (outcome.ok) return { ok: true, value: outcome.value };
    const { message, line } = outcome.error;
    return { ok: false, error: line === undefined ? message : `${message} (line ${line})` };
  };
};
