import { checkFlow } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import type { FlowDefinition, FlowProblem } from '@callwright/protocol';

/** A flow to be checked; plain data, so that a worker can be asked. */
export type CheckRequest = {
  readonly id: number;
  readonly flow: FlowDefinition;
  /** The flows it may call, by key, itself among them; null while they are not known. */
  readonly library: readonly (readonly [string, FlowDefinition])[] | null;
};
/** What was found. */
export type CheckAnswer = { readonly id: number; readonly problems: readonly FlowProblem[] };

/** Proves a flow. In a large one that takes a while: away from the page that is drawn. */
export const answerCheck = ({ id, flow, library }: CheckRequest): CheckAnswer => ({
  id,
  problems: checkFlow(flow, definitions, library === null ? {} : { library: new Map(library) }),
});
