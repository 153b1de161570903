import { compileFlow, type FlowLibrary, type PathReplay, replayPath } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import type { FlowDefinition, JournalLine } from '@callwright/protocol';

/** A call that is over, and the flow it is to be taken through. */
export type ReplayJob = {
  readonly flow: FlowDefinition;
  readonly library: FlowLibrary;
  readonly lines: readonly JournalLine[];
};

/** Takes a call through a flow again. May take seconds. @throws AppError `flow.invalid` for a flow that cannot run */
export const replayJournal = ({ flow, library, lines }: ReplayJob): PathReplay =>
  replayPath(compileFlow(flow, nodeTypes, library), lines);
