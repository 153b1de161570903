import type {
  Command,
  CommandName,
  CommandOf,
  EngineEvent,
  FlowDefinition,
  JournalLine,
  Json,
  NodeId,
} from '@callwright/protocol';
import type { FlowInstance } from '../instance.js';
import type { NodeType } from '../node-type.js';
import { compileFlow, type FlowLibrary, type FlowProgram } from '../program.js';
import { ScriptedCaller } from './scripted-caller.js';
import { type CallParts, SimulatedCall } from './simulated-call.js';
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

/** How a call went. */
export type CallRecord = {
  readonly program: FlowProgram;
  readonly journal: readonly JournalLine[];
  /** The flow as it was left. */
  readonly instance: FlowInstance;
  /** Steps in the order they were entered. */
  readonly path: readonly NodeId[];
  /** Ways taken out of steps, as `step.exit`. */
  readonly exits: readonly string[];
  /** What began to play: words and urls, in order. */
  readonly heard: readonly string[];
  readonly vars: Readonly<Record<string, Json>>;
  /** Reason of the call's end, as its `hangup` says. */
  readonly reason: string;
  /** From its arrival to its hangup. */
  readonly durationMs: number;
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

/** The commands of one name that were carried out, in order: the flow's, and those its questions are made of. */
export const commandsOf = <Name extends CommandName>(
  journal: readonly JournalLine[],
  name: Name,
): readonly CommandOf<Name>[] =>
  journal.flatMap((line) => {
    const command = commandIn(line);
    return command?.command === name ? [command as CommandOf<Name>] : [];
  });

/** The events of one name, in order. */
export const eventsOf = <Name extends EngineEvent['event']>(
  journal: readonly JournalLine[],
  name: Name,
): readonly Extract<EngineEvent, { event: Name }>[] =>
  journal.flatMap((line) =>
    line.kind === 'event' && line.event.event === name ? [line.event as Extract<EngineEvent, { event: Name }>] : [],
  );

const commandIn = (line: JournalLine): Command | null => {
  if (line.kind === 'command') return line.command;
  return line.kind === 'effect' && line.effect.effect === 'command' ? line.effect.command : null;
};

const recordOf = (program: FlowProgram, { journal, instance }: SimulatedCall): CallRecord => {
  const effects = journal.flatMap((line) => (line.kind === 'effect' ? [line.effect] : []));
  return {
    program,
    journal,
    instance,
    path: effects.flatMap((effect) => (effect.effect === 'stepEntered' ? [effect.nodeId] : [])),
    exits: effects.flatMap((effect) => (effect.effect === 'stepLeft' ? [`${effect.nodeId}.${effect.exit}`] : [])),
    heard: journal.flatMap((line) => {
      const command = commandIn(line);
      if (command?.command === 'tts') return [command.text];
      return command?.command === 'play' ? [command.url] : [];
    }),
    vars: instance.vars,
    reason: eventsOf(journal, 'hangup').at(-1)?.reason ?? '',
    durationMs: journal.findLast((line) => line.kind === 'event' && line.event.event === 'hangup')?.atMs ?? 0,
  };
};
