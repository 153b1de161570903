import type { JournalLine } from '@callwright/protocol';

/** What a flow did in a call, without anything that the protocol, the machine or chance has a part in. */
export type FlowStory = {
  /** `step.exit` in order; a step the call ended in stands alone. */
  readonly path: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** What was said or played to the caller, in order, once for each time it was begun. */
  readonly prompts: readonly string[];
  /** How the flow ended. */
  readonly end: string;
  /** How often `hangup` was told, and whether it was the last event. */
  readonly hangups: number;
  readonly endsWithHangup: boolean;
};

/** All that {@link storyOfFlow} leaves out of a journal, and why. */
export const DROPPED = {
  'seq, atMs, timestamp': 'time differs from call to call',
  'callId, visitId, gatherId, playId, commandId, trackId': 'names made up for one call',
  'events before the end':
    'how a protocol tells of speech, keys and sound is its own affair; what came of them is in the path',
  'startTimer, stopTimer': 'a protocol that waits by itself needs other timers',
  'asr, vad': 'whether our own ears are needed depends on who listens',
  'variables with the words of the caller': 'a recogniser hears the sound of each codec a little differently',
  'marks of secrets': 'a secret stands in a journal by a name made up for the call',
  'times in variables': 'how long somebody waited differs from call to call',
  confidence: 'each recogniser has its own',
  'commands by call': 'what the call composes where a protocol has no gather of its own',
} as const;

/** Takes what is the flow's own out of a journal. @param heardIn variables that hold what the caller said */
export const storyOfFlow = (journal: readonly JournalLine[], heardIn: readonly string[] = []): FlowStory => {
  const effects = journal.flatMap((line) => (line.kind === 'effect' ? [line.effect] : []));
  const events = journal.flatMap((line) => (line.kind === 'event' ? [line.event.event] : []));
  const path: string[] = [];
  for (const effect of effects) {
    if (effect.effect === 'stepEntered') path.push(effect.nodeId);
    if (effect.effect === 'stepLeft') path[path.length - 1] = `${effect.nodeId}.${effect.exit}`;
  }
  const variables = Object.fromEntries(
    effects.flatMap((effect) =>
      effect.effect === 'variableSet' && !heardIn.includes(effect.name)
        ? [[effect.name, withoutTimes(withoutMarks(effect.value))]]
        : [],
    ),
  );
  const prompts = effects.flatMap((effect) => (effect.effect === 'command' ? wordsOf(effect.command) : []));
  const end = effects.flatMap(endOf).at(-1) ?? '';
  return {
    ...{ path, variables, prompts, end },
    hangups: events.filter((name) => name === 'hangup').length,
    endsWithHangup: events.at(-1) === 'hangup',
  };
};

const SECRET = /⟦[^⟧]*⟧/g;

const withoutMarks = (value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll(SECRET, '⟦secret⟧') : value;

const withoutTimes = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !name.endsWith('Ms')))
    : value;

type FlowEffect = Extract<JournalLine, { kind: 'effect' }>['effect'];

const endOf = (effect: FlowEffect): readonly string[] => {
  if (effect.effect === 'flowFinished') return [effect.reason];
  return effect.effect === 'flowFailed' ? [`failed: ${effect.code}`] : [];
};

type FlowCommand = Extract<FlowEffect, { effect: 'command' }>['command'];

const wordsOf = (command: FlowCommand): readonly string[] => {
  if (command.command === 'tts') return [command.text];
  if (command.command === 'play') return [command.url];
  if (command.command === 'gather' && command.prompt)
    return ['text' in command.prompt ? command.prompt.text : command.prompt.url];
  return [];
};
