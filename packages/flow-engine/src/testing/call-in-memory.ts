import type { FlowDefinition } from '@callwright/protocol';
import type { NodeType } from '../node-type.js';
import { compileFlow, type FlowLibrary } from '../program.js';
import { type CallRecord, recordOf } from '../simulator/call-record.js';
import { ScriptedCaller } from '../simulator/scripted-caller.js';
import { type CallParts, SimulatedCall } from '../simulator/simulated-call.js';
import { verifyJournal } from './verify-journal.js';

/** A call to be made. */
export type CallOptions = Omit<CallParts, 'program'> & {
  readonly flow: FlowDefinition;
  readonly nodeTypes: readonly NodeType[];
  /** The flows it may call. */
  readonly library?: FlowLibrary;
  /** What the caller does; at its end the caller listens until the call is over. */
  readonly script?: (caller: ScriptedCaller, call: SimulatedCall) => void;
};

/**
 * Makes a whole call in memory, to its end, and verifies its journal: replayed, it gives the same.
 * @throws AppError `flow.invalid` when the flow does not compile; `internal` when the call never ends, the caller could
 * not do what the script says, or the journal is wrong
 */
export const callInMemory = ({ flow, nodeTypes, library, script, ...parts }: CallOptions): CallRecord => {
  const program = compileFlow(flow, nodeTypes, library);
  const call = new SimulatedCall({ program, ...parts });
  script?.(new ScriptedCaller(call), call);
  call.advanceUntil(() => call.isOver);
  verifyJournal(program, call.journal, call.instance);
  return recordOf(program, call);
};
