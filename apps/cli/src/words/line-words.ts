import type { Command, Effect, EngineEvent, FlowDefinition, JournalLine } from '@callwright/protocol';
import { exitName, stepName } from './step-words.js';

/** A line of a journal in words: who or what it is about, and what happened. */
export type LineWords = {
  readonly about: 'hears' | 'caller' | 'step' | 'way out' | 'does' | 'world' | 'sets' | 'fails' | 'ends';
  readonly words: string;
};

/** Finds a flow by its key; null is the one the call began with. */
export type FindFlow = (subflow: string | null) => FlowDefinition | undefined;

/** What a line of a journal says to people; null for what is of no interest to them. */
export const lineWords = (line: JournalLine, findFlow: FindFlow): LineWords | null => {
  switch (line.kind) {
    case 'event':
      return eventWords(line.event);
    case 'effect':
      return effectWords(line.effect, findFlow);
    case 'command':
      return commandWords(line.command);
    case 'problem':
      return { about: 'fails', words: line.message };
  }
};

const effectWords = (effect: Effect, findFlow: FindFlow): LineWords | null => {
  switch (effect.effect) {
    case 'command':
      return commandWords(effect.command);
    case 'stepEntered':
      return { about: 'step', words: nameIn(findFlow, effect.subflow, effect.nodeId) };
    case 'stepLeft':
      return { about: 'way out', words: exitIn(findFlow, effect.subflow, effect) };
    case 'variableSet':
      return { about: 'sets', words: `${effect.name} = ${JSON.stringify(effect.value)}` };
    case 'voiceSet':
      return { about: 'sets', words: `language ${effect.language}` };
    case 'httpRequest':
      return { about: 'does', words: `${effect.request.method} ${effect.request.url}` };
    case 'runCode':
      return { about: 'does', words: 'runs code' };
    case 'stepFailed':
    case 'flowFailed':
      return { about: 'fails', words: `${effect.message} (${effect.code})` };
    case 'flowFinished':
    case 'startTimer':
    case 'stopTimer':
      return null;
  }
};

const nameIn = (findFlow: FindFlow, subflow: string | undefined, stepId: string): string => {
  const flow = findFlow(subflow ?? null);
  const name = flow ? stepName(flow, stepId) : stepId;
  const id = name === stepId ? '' : ` [${stepId}]`;
  return `${subflow === undefined ? '' : `${subflow} / `}${name}${id}`;
};

const exitIn = (
  findFlow: FindFlow,
  subflow: string | undefined,
  { nodeId, exit }: { readonly nodeId: string; readonly exit: string },
): string => {
  const flow = findFlow(subflow ?? null);
  const label = flow ? exitName(flow, nodeId, exit) : exit;
  return label === exit ? exit : `${label} [${exit}]`;
};

const commandWords = (command: Command): LineWords | null => {
  switch (command.command) {
    case 'tts':
      return { about: 'hears', words: `"${command.text}"` };
    case 'play':
      return { about: 'hears', words: command.url };
    case 'refer':
      return { about: 'does', words: `passes the call on to ${command.target}` };
    case 'dial':
      return { about: 'does', words: `calls ${command.targets.map(({ target }) => target).join(', ')}` };
    case 'enqueue':
      return { about: 'does', words: `waits in queue ${command.queue}` };
    case 'conference':
      return { about: 'does', words: `joins room ${command.room}` };
    case 'record':
      return { about: 'does', words: `${command.of === 'message' ? 'message' : 'recording'}: ${command.action}` };
    case 'dtmf':
      return { about: 'does', words: `sends keys ${command.digits}` };
    case 'message':
      return { about: 'does', words: `sends ${command.channel} to ${command.to}: ${command.text}` };
    case 'tag':
      return {
        about: 'does',
        words: `marks the call: ${[JSON.stringify(command.tags ?? {}), command.outcome ?? ''].join(' ').trim()}`,
      };
    default:
      return null;
  }
};

const eventWords = (event: EngineEvent): LineWords | null => {
  switch (event.event) {
    case 'dtmf':
      return event.phase === 'start' ? { about: 'caller', words: `presses ${event.digit}` } : null;
    case 'transcriptionFinal':
      return { about: 'caller', words: event.text === '' ? 'says what nobody understands' : `says "${event.text}"` };
    case 'gatherResult':
      return event.reason === 'timeout' ? { about: 'caller', words: 'gives no answer' } : null;
    case 'error':
      return { about: 'fails', words: `${event.error} (${event.code})` };
    case 'hangup':
      return { about: 'ends', words: `${event.reason}, by the ${event.initiator}` };
    default: {
      const words = answerWords(event);
      return words === null ? null : { about: 'world', words };
    }
  }
};

const answerWords = (event: EngineEvent): string | null => {
  switch (event.event) {
    case 'referStatus':
    case 'dialResult':
      return `line ${event.target ?? ''}: ${event.status}`;
    case 'queueResult':
      return `queue ${event.queue}: ${event.status}${event.position === undefined ? '' : `, place ${event.position}`}`;
    case 'conferenceEvent':
      return `room ${event.room}: ${event.status}`;
    case 'httpResult':
      return `answer ${event.status ?? event.error ?? ''}`;
    case 'codeResult':
      return event.ok ? 'code is done' : `code fails: ${event.error ?? ''}`;
    default:
      return null;
  }
};
