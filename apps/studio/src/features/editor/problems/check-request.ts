import { abilitiesOn, checkFlow } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import type { FlowDefinition, FlowProblem, ProtocolName, SpeechCatalogue } from '@callwright/protocol';

/** A flow to be checked; plain data, so that a worker can be asked. */
export type CheckRequest = {
  readonly id: number;
  readonly flow: FlowDefinition;
  /** The flows it may call, by key, itself among them; null while they are not known. */
  readonly library: readonly (readonly [string, FlowDefinition])[] | null;
  /** Ids of the recordings that were uploaded; null while they are not known. */
  readonly prompts: readonly string[] | null;
  /** What there is to hear and to speak with; null while it is not known. */
  readonly speech: SpeechCatalogue | null;
  /** What the lines of the flow name as the way their calls come; it must work on each. */
  readonly protocols: readonly ProtocolName[];
};
/** What was found. */
export type CheckAnswer = { readonly id: number; readonly problems: readonly FlowProblem[] };

/** Proves a flow. In a large one that takes a while: away from the page that is drawn. */
export const answerCheck = ({ id, flow, library, prompts, speech, protocols }: CheckRequest): CheckAnswer => ({
  id,
  problems: checkFlow(flow, definitions, {
    ...(library && { library: new Map(library) }),
    ...(prompts && { prompts }),
    ...(speech && { speech }),
    ...(protocols.length > 0 && { capabilities: abilitiesOn(protocols) }),
  }),
});
