import type { BuiltInGrammar, CallId, Command, CommandName, CommandOf, SessionEvent } from '@callwright/protocol';
import type { GatherState } from '../../gather.js';
import type { SimulatedLine, SimulatedQueue, SimulatedRoom } from './call-world.js';

/** What plays. */
export type ModelPlayback = {
  readonly command: CommandOf<'tts' | 'play'>;
  /** The words, or the url. */
  readonly content: string;
  readonly startedAtMs: number;
  /** Where in it it began. */
  readonly seekMs: number;
  /** How long it plays; null for one that repeats until it is stopped. */
  readonly totalMs: number | null;
};

/** What the caller is saying; `text` is null for noise. */
export type ModelUtterance = {
  readonly text: string | null;
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Whether it is over and only the recogniser's answer is awaited. */
  readonly isEnded: boolean;
  /** Whether the recogniser hears it. Started in its middle, it counts from its beginning, as in our media. */
  readonly isHeard: boolean;
};

/** The recogniser. */
export type ModelEars = {
  readonly isOn: boolean;
  readonly choices: NonNullable<NonNullable<CommandOf<'asr'>['option']>['choices']>;
  readonly grammar: BuiltInGrammar | null;
  readonly language: string;
};

/** A message the caller leaves. */
export type ModelMessage = {
  /** Since when it is being recorded; null while it is paused or over. */
  readonly runsSinceMs: number | null;
  /** How long it is without what is being recorded now. */
  readonly durationMs: number;
};

/** A line that is called. */
export type ModelLine = {
  readonly target: string;
  readonly state: 'waiting' | 'ringing' | 'over';
  /** Whether it is known what it does; until then it rings. */
  readonly isTold: boolean;
  /** When whoever calls gives it up. */
  readonly untilMs: number;
  /** When it stops ringing, and what comes of it then. */
  readonly endsAtMs: number;
  readonly outcome: SimulatedLine['outcome'];
  /** How long they talk; null when that is not said. */
  readonly talkMs: number | null;
};

/** The call being passed on. */
export type ModelRefer = {
  readonly command: CommandOf<'refer'>;
  readonly line: ModelLine;
  readonly isJoined: boolean;
};

/** Other lines being called. */
export type ModelDial = {
  readonly command: CommandOf<'dial'>;
  readonly lines: readonly ModelLine[];
  readonly joined: { readonly target: string; readonly atMs: number; readonly talkMs: number } | null;
};

/** The call waiting in a queue, or taken from it by an agent. */
export type ModelQueue = {
  readonly command: CommandOf<'enqueue'>;
  /** What it does with the caller; null until that is told. */
  readonly plan: SimulatedQueue | null;
  readonly position: number;
  readonly answeredAtMs: number | null;
};

/** The call in a conference, or about to join it. */
export type ModelRoom = {
  readonly command: CommandOf<'conference'>;
  readonly state: 'asking' | 'waiting' | 'joined';
};

/** A call as far as a flow can tell: plain JSON, so that it can be kept, compared and gone on with from any point. */
export type CallModel = {
  readonly callId: CallId;
  readonly from: string;
  readonly to: string;
  readonly startedAtMs: number;
  readonly status: 'new' | 'up' | 'over';
  readonly playback: ModelPlayback | null;
  readonly gather: GatherState | null;
  readonly ears: ModelEars;
  readonly utterance: ModelUtterance | null;
  readonly utteranceCount: number;
  /** Whether the key held down is part of a secret. */
  readonly isKeySecret: boolean;
  readonly recording: 'off' | 'on' | 'paused';
  /** What the caller recorded, by its `recordId`. */
  readonly messages: Readonly<Record<string, ModelMessage>>;
  readonly isCallerMuted: boolean;
  readonly refer: ModelRefer | null;
  readonly dial: ModelDial | null;
  readonly queue: ModelQueue | null;
  readonly room: ModelRoom | null;
  /** How the call was marked for reports. */
  readonly tags: Readonly<Record<string, string>>;
  readonly outcome: string | null;
  /** How often each command was given; decides which of them go wrong. */
  readonly commandCounts: Readonly<Partial<Record<CommandName, number>>>;
};

/** What can happen to a call. `answerLine`, `answerQueue` and `answerRoom` tell what the oldest that waits for it does. */
export type CallInput =
  | { readonly input: 'arrive' }
  | { readonly input: 'command'; readonly command: Command }
  | { readonly input: 'key'; readonly digit: string; readonly phase: 'start' | 'end'; readonly durationMs?: number }
  | { readonly input: 'speech'; readonly text: string | null; readonly durationMs: number }
  /** An event the driver has handled; the gather sees it after the driver, as in a live call. */
  | { readonly input: 'event'; readonly event: SessionEvent }
  | { readonly input: 'answerLine'; readonly line: SimulatedLine }
  | { readonly input: 'answerQueue'; readonly queue: SimulatedQueue }
  | { readonly input: 'answerRoom'; readonly room: SimulatedRoom }
  | { readonly input: 'callerHangup' }
  | { readonly input: 'timer'; readonly timerId: string };

/**
 * What a call answers: events for whoever drives it, commands its own `gather` gave, and its timers. An event that
 * `isSecret` is concealed before anybody but the gather sees it.
 */
export type CallOutput =
  | { readonly output: 'event'; readonly event: SessionEvent; readonly isSecret: boolean }
  | { readonly output: 'composed'; readonly command: Command }
  | { readonly output: 'startTimer'; readonly timerId: string; readonly afterMs: number }
  | { readonly output: 'stopTimer'; readonly timerId: string };

/** A call that has not arrived yet. */
export const newCallModel = (
  { callId, from, to }: Pick<CallModel, 'callId' | 'from' | 'to'>,
  startedAtMs: number,
): CallModel => ({
  callId,
  from,
  to,
  startedAtMs,
  status: 'new',
  playback: null,
  gather: null,
  ears: { isOn: false, choices: [], grammar: null, language: '' },
  utterance: null,
  utteranceCount: 0,
  isKeySecret: false,
  recording: 'off',
  messages: {},
  isCallerMuted: false,
  refer: null,
  dial: null,
  queue: null,
  room: null,
  tags: {},
  outcome: null,
  commandCounts: {},
});

/** The question the caller is asked, or the message being taken: an id to tell one from the next; null when neither. */
export const askedNow = ({ gather, messages }: CallModel): string | null =>
  gather?.command.gatherId ?? Object.keys(messages).find((id) => messages[id]?.runsSinceMs !== null) ?? null;

/**
 * Whether it is the caller's turn: a question has been asked to its end, or a message is being taken. Music that repeats
 * is no question.
 */
export const isCallersTurn = (model: CallModel): boolean => {
  const { status, gather, playback } = model;
  if (status !== 'up' || (playback !== null && playback.totalMs !== null)) return false;
  return gather === null ? askedNow(model) !== null : gather.phase !== 'prompt';
};

/** The music a caller hears while others are awaited, unless something is said to them; null when there is none. */
export const musicOf = ({ dial, queue, room }: CallModel): string | null => {
  if (dial && !dial.joined) return dial.command.music ?? null;
  if (queue && queue.answeredAtMs === null) return queue.command.music ?? null;
  return room?.state === 'waiting' ? (room.command.music ?? null) : null;
};
