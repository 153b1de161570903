import type { FlowProgram, NodeDefinition } from '@callwright/flow-engine';

/** Whether a flow, or one that it calls, has a step of a kind. */
export const hasStep = (program: FlowProgram, isOfKind: (definition: NodeDefinition) => boolean): boolean =>
  [program, ...program.subflows.values()].some(({ nodes }) =>
    [...nodes.values()].some(({ type }) => isOfKind(type.definition)),
  );
