import type { Command, CommandName, CommandOf, EngineEvent, JournalLine, Json, NodeId } from '@callwright/protocol';
import type { FlowInstance } from '../instance.js';
import type { FlowProgram } from '../program.js';
import type { SimulatedCall } from './simulated-call.js';
import type { SeenRequest } from './simulated-services.js';

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
  /** How the flow marked the call for reports. */
  readonly tags: Readonly<Record<string, string>>;
  readonly outcome: string | null;
  /** What web services received, secrets and all: not a part of the journal. */
  readonly requests: readonly SeenRequest[];
  /** What was handed over to be sent. */
  readonly messages: readonly CommandOf<'message'>[];
  /** Reason of the call's end, as its `hangup` says. */
  readonly reason: string;
  /** From its arrival to its hangup. */
  readonly durationMs: number;
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

/** What there is to know of a call, as far as it has gone. */
export const recordOf = (program: FlowProgram, call: SimulatedCall): CallRecord => {
  const { journal, instance, model, requests } = call;
  const seen: Seen = { path: [], exits: [], heard: [], messages: [] };
  for (const line of journal) lookAt(line, seen);
  const last = journal.findLast((line) => line.kind === 'event' && line.event.event === 'hangup');
  const hangup = last?.kind === 'event' && last.event.event === 'hangup' ? last.event : null;
  return {
    program,
    journal,
    instance,
    ...seen,
    vars: instance.vars,
    tags: model.tags,
    outcome: model.outcome,
    requests,
    reason: hangup?.reason ?? '',
    durationMs: last?.atMs ?? 0,
  };
};

type Seen = {
  readonly path: NodeId[];
  readonly exits: string[];
  readonly heard: string[];
  readonly messages: CommandOf<'message'>[];
};

// In one pass: records of simulated calls are made by the thousand.
const lookAt = (line: JournalLine, { path, exits, heard, messages }: Seen): void => {
  if (line.kind === 'effect') {
    if (line.effect.effect === 'stepEntered') path.push(line.effect.nodeId);
    if (line.effect.effect === 'stepLeft') exits.push(`${line.effect.nodeId}.${line.effect.exit}`);
  }
  const command = commandIn(line);
  if (command?.command === 'tts') heard.push(command.text);
  if (command?.command === 'play') heard.push(command.url);
  if (command?.command === 'message') messages.push(command);
};
