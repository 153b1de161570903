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
    tags: model.tags,
    outcome: model.outcome,
    requests,
    messages: commandsOf(journal, 'message'),
    reason: eventsOf(journal, 'hangup').at(-1)?.reason ?? '',
    durationMs: journal.findLast((line) => line.kind === 'event' && line.event.event === 'hangup')?.atMs ?? 0,
  };
};
