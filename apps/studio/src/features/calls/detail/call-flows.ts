import type { CallResource, FlowDocument, PathStep } from '@callwright/protocol';

type Flows = Pick<CallResource, 'document' | 'subflows'>;

/** The flow a step is of: the one that ran, or one it called, by its key; null where it is not known. */
export const flowOfStep = ({ document, subflows }: Flows, subflow: string | undefined): FlowDocument | null =>
  subflow === undefined ? document : (subflows.find(({ key }) => key === subflow)?.document ?? null);

/** The name of a called flow; its key where it is not known. */
export const nameOfSubflow = ({ subflows }: Pick<Flows, 'subflows'>, key: string): string =>
  subflows.find((one) => one.key === key)?.name ?? key;

/** The part of a path that lies in one flow. */
export const pathWithin = (path: readonly PathStep[], subflow: string | undefined): readonly PathStep[] =>
  path.filter((step) => step.subflow === subflow);

/** The name of a step, in whichever flow it is; its id where it is not known. */
export const nameOfStep = (call: Flows, nodeId: string, subflow: string | null | undefined): string =>
  flowOfStep(call, subflow ?? undefined)?.flow.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId;

/**
 * What a step is that nobody has drawn, of a call that is only put through: by its number's second choice, or from one phone
 * to another. Null for any other; only for calls without a flow, as in a drawn one an id may be anything.
 */
export const stepOfOurs = (nodeId: string): 'dial' | 'ended' | 'why' | 'told' | null => {
  const [kind = ''] = nodeId.split('-');
  return kind === 'dial' || kind === 'ended' || kind === 'why' || kind === 'told' ? kind : null;
};
