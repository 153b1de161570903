import type { CommandOf, Effect, EngineEvent, SessionEventOf } from '@callwright/protocol';
import { isFailureOf, isRefusalOf } from './failure.js';
import {
  asrCommandId,
  interrupt,
  promptCommandId,
  promptOf,
  startListening,
  stopListening,
} from './gather-commands.js';
import { type KeysOffer, keysOffer } from './gather-keys-offer.js';

/**
 * `gather` made of simpler commands, for protocols that do not have it. A pure reducer like the engine: a call that
 * cannot hand `gather` to the far side runs this one beside the flow, so that a flow never sees the difference.
 *
 * Its host shows it every event of the call that came after it began, and carries out its effects in order. Its timers
 * are its own: their ids mean something to this reducer only, and no flow hears of them. It relies on each playback
 * ending in `trackEnd` or `error`. Of a `secret` question it sees the keys as they are: its host conceals what it reports.
 */
export type GatherState = {
  readonly command: CommandOf<'gather'>;
  /** `prompt`: our words play. `waiting`: for a first sign. `answering`: the caller speaks or types. */
  readonly phase: 'prompt' | 'waiting' | 'answering';
  readonly digits: string;
  /** Whether the recogniser runs for this gather. */
  readonly listening: boolean;
  /** The recogniser failed and keys alone must do. */
  readonly deaf: boolean;
  /** Whether the caller is speaking, heard or not. */
  readonly speaking: boolean;
  /** The one timer that runs. */
  readonly timerId: string | null;
  /** Timers started so far: makes their ids unique, so that one that fired too late is known as stale. */
  readonly timerCount: number;
};

/** What is known of the answer; the caller of the reducer makes it a `gatherResult`. */
export type GatherOutcome = Omit<SessionEventOf<'gatherResult'>, 'event' | 'timestamp' | 'commandId' | 'gatherId'>;

/** Next state and effects; with an `outcome` it is over. */
export type GatherStep = {
  readonly state: GatherState;
  readonly effects: readonly GatherEffect[];
  readonly outcome?: GatherOutcome;
};
/** What gathering wants done. */
export type GatherEffect = Extract<Effect, { effect: 'command' | 'startTimer' | 'stopTimer' }>;

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_INTER_DIGIT_MS = 3_000;
const DEFAULT_SPEECH_TIMEOUT_MS = 15_000;
/** After the caller fell silent, the recogniser has this long to say what it was. */
const RECOGNITION_TIMEOUT_MS = 5_000;
/** As many keys as the command can ask for. */
const MAX_DIGITS = 64;

/** Begins: says the prompt, or waits at once. */
export const startGather = (command: CommandOf<'gather'>): GatherStep => {
  const state: GatherState = {
    command,
    phase: 'prompt',
    digits: '',
    listening: false,
    deaf: false,
    speaking: false,
    timerId: null,
    timerCount: 0,
  };
  if (!command.prompt) return awaitAnswer(state, []);
  const listening = hears(command, 'speech') && (mayStop(command, 'speech') || mayStop(command, 'words'));
  const effects = [...(listening ? [startListening(command)] : []), promptOf(command, command.prompt)];
  return { state: { ...state, listening }, effects };
};

/** Goes on by one event; those of no interest change nothing. */
export const continueGather = (state: GatherState, event: EngineEvent): GatherStep => {
  switch (event.event) {
    case 'trackEnd':
      return event.playId === state.command.gatherId && state.phase === 'prompt' ? awaitAnswer(state, []) : same(state);
    case 'dtmf':
      return event.phase === 'start' ? takeDigit(state, event.digit) : same(state);
    case 'startSpeaking':
      return takeSpeechStart({ ...state, speaking: true });
    case 'silence':
      return takeSilence({ ...state, speaking: false });
    case 'transcriptionDelta':
      return event.text !== '' && isStoppedByWords(state) ? awaitSpeech(state, quiet(state)) : same(state);
    case 'transcriptionFinal':
      return takeSpeech(state, event);
    case 'ack':
    case 'error':
      return takeFailure(state, event);
    case 'timerFired':
      return event.timerId === state.timerId ? takeTimer(state) : same(state);
    default:
      return same(state);
  }
};

/** Calls it off: nothing is left listening. */
export const cancelGather = (state: GatherState): GatherStep => finish(state, { reason: 'interrupted' });

const same = (state: GatherState): GatherStep => ({ state, effects: [] });
// What is secret is never said aloud: a recogniser, and its transcript, would hear it.
const hears = ({ input, secret }: CommandOf<'gather'>, how: 'dtmf' | 'speech') =>
  input.includes(how) && !(how === 'speech' && secret === true);
const mayStop = ({ bargeIn = [] }: CommandOf<'gather'>, how: 'speech' | 'words' | 'keys') => bargeIn.includes(how);
/** The question is being said, and of what the caller says only words that are understood stop it. */
const isStoppedByWords = ({ command, phase, listening, digits }: GatherState) =>
  phase === 'prompt' && listening && digits === '' && mayStop(command, 'words') && !mayStop(command, 'speech');
const hearsKeys = ({ command, phase }: GatherState) =>
  hears(command, 'dtmf') && (phase !== 'prompt' || mayStop(command, 'keys'));
const isAnsweringInWords = ({ phase, digits }: GatherState) => phase === 'answering' && digits === '';

// There is one timer at a time; starting one ends the other.
const withTimer = (
  state: GatherState,
  name: string,
  afterMs: number,
  before: readonly GatherEffect[] = [],
): GatherStep => {
  const timerCount = state.timerCount + 1;
  const timerId = `${name}.${timerCount}`;
  return {
    state: { ...state, timerId, timerCount },
    effects: [...before, ...stopTimer(state), { effect: 'startTimer', timerId, afterMs }],
  };
};
// An answer under way stopped the question where it plays, unless it began before the question did.
const quiet = ({ phase }: GatherState): GatherEffect[] => (phase === 'prompt' ? [interrupt()] : []);
const stopTimer = ({ timerId }: GatherState): GatherEffect[] =>
  timerId === null ? [] : [{ effect: 'stopTimer', timerId }];

// Who began to speak before we were done asking is answering already.
const awaitAnswer = (before: GatherState, effects: readonly GatherEffect[]): GatherStep => {
  const begins = hears(before.command, 'speech') && !before.deaf && !before.listening;
  const state = { ...before, listening: before.listening || begins };
  const heard = begins ? [...effects, startListening(state.command)] : effects;
  if (state.listening && state.speaking) return awaitSpeech(state, heard);
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = state.command;
  return withTimer({ ...state, phase: 'waiting' }, 'noInput', timeoutMs, heard);
};

const awaitSpeech = (state: GatherState, effects: readonly GatherEffect[]): GatherStep => {
  const { speechTimeoutMs = DEFAULT_SPEECH_TIMEOUT_MS } = state.command;
  return withTimer({ ...state, phase: 'answering' }, 'speech', speechTimeoutMs, effects);
};

const takeDigit = (state: GatherState, digit: string): GatherStep => {
  const { command } = state;
  if (!hearsKeys(state)) return same(state);
  if (digit === command.finishOnKey) return finishDigits(state);
  const next: GatherState = { ...state, digits: state.digits + digit };
  if (isComplete(next)) return finishDigits(next);
  const { interDigitMs = DEFAULT_INTER_DIGIT_MS } = command;
  return withTimer({ ...next, phase: 'answering' }, 'interDigit', interDigitMs, quiet(state));
};

// Keys of choices end the gather as soon as no longer choice begins with them.
const isComplete = ({ command, digits }: GatherState): boolean => {
  const { choices = [], maxDigits, minDigits, finishOnKey } = command;
  const keys = choices.flatMap((choice) => choice.keys ?? []);
  if (keys.length > 0) return !keys.some((key) => key.length > digits.length && key.startsWith(digits));
  const isOpenEnded = minDigits !== undefined || finishOnKey !== undefined;
  return digits.length >= (maxDigits ?? (isOpenEnded ? MAX_DIGITS : 1));
};

const finishDigits = (state: GatherState): GatherStep => {
  const { digits, command } = state;
  if (digits === '') return finish(state, { reason: 'timeout' });
  if (digits.length < (command.minDigits ?? 1)) return finish(state, { reason: 'timeout', digits });
  const choice = command.choices?.find(({ keys }) => keys === digits)?.id;
  return finish(state, { reason: 'digits', digits, ...(choice === undefined ? {} : { choice }) });
};

const takeSpeechStart = (state: GatherState): GatherStep =>
  state.listening && state.digits === '' && !isStoppedByWords(state) ? awaitSpeech(state, quiet(state)) : same(state);

const takeSilence = (state: GatherState): GatherStep =>
  isAnsweringInWords(state) ? withTimer(state, 'recognition', RECOGNITION_TIMEOUT_MS) : same(state);

const takeSpeech = (state: GatherState, heard: SessionEventOf<'transcriptionFinal'>): GatherStep => {
  if (!state.listening || state.digits !== '') return same(state);
  // A cough that stopped nothing is no answer either.
  if (heard.text === '' && isStoppedByWords(state)) return same(state);
  const { text, choice, confidence } = heard;
  return finish(state, {
    reason: 'speech',
    text,
    ...(choice === undefined ? {} : { choice }),
    ...(confidence === undefined ? {} : { confidence }),
  });
};

const takeFailure = (state: GatherState, event: SessionEventOf<'ack' | 'error'>): GatherStep => {
  const { command, listening } = state;
  const isOfPrompt =
    state.phase === 'prompt' && (isFailureOf(event, command.gatherId) || isRefusalOf(event, promptCommandId(command)));
  const isOfAsr =
    listening && (isRefusalOf(event, asrCommandId(command)) || (event.event === 'error' && event.sender === 'asr'));
  if (isOfPrompt) return finish(state, failed(event));
  if (!isOfAsr) return same(state);
  if (canDoWithKeys(command)) return goOnWithKeys(state);
  const offer = keysOffer(command);
  return offer ? askForKeys(state, offer) : finish(state, failed(event));
};

const failed = ({ error }: SessionEventOf<'ack' | 'error'>): GatherOutcome => ({
  reason: 'error',
  ...(error === undefined ? {} : { error }),
});

// A recogniser that fails does not take the keypad with it.
const canDoWithKeys = (command: CommandOf<'gather'>) =>
  hears(command, 'dtmf') && (!command.choices?.length || command.choices.some(({ keys }) => keys !== undefined));

const goOnWithKeys = (state: GatherState): GatherStep => {
  const deaf: GatherState = { ...state, listening: false, deaf: true };
  return isAnsweringInWords(state) ? awaitAnswer(deaf, [stopListening()]) : { state: deaf, effects: [stopListening()] };
};

// The keys are offered behind what is being asked, or by asking on.
const askForKeys = (before: GatherState, { command, text }: KeysOffer): GatherStep => ({
  state: { ...before, command, phase: 'prompt', listening: false, deaf: true, timerId: null },
  effects: [stopListening(), ...stopTimer(before), promptOf(command, { text })],
});

const takeTimer = (before: GatherState): GatherStep => {
  const state: GatherState = { ...before, timerId: null };
  if (state.phase === 'waiting') return finish(state, { reason: 'timeout' });
  return state.digits === '' ? finish(state, { reason: 'speech', text: '' }) : finishDigits(state);
};

const finish = (state: GatherState, outcome: GatherOutcome): GatherStep => ({
  state: { ...state, listening: false, timerId: null },
  outcome,
  effects: [...stopTimer(state), ...(state.listening ? [stopListening()] : []), ...quiet(state)],
});
