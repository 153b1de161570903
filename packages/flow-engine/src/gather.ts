import type { Command, CommandOf, Effect, EngineEvent, SessionEventOf } from '@callwright/protocol';

/**
 * `gather` made of simpler commands, for protocols that do not have it. A pure reducer like the engine: a call that
 * cannot hand `gather` to the far side runs this one beside the flow, so that a flow never sees the difference.
 */
export type GatherState = {
  readonly command: CommandOf<'gather'>;
  /** `prompt`: our words play. `waiting`: for a first sign. `answering`: the caller speaks or types. */
  readonly phase: 'prompt' | 'waiting' | 'answering';
  readonly digits: string;
  readonly listening: boolean;
};

/** What is known of the answer; the caller of the reducer makes it a `gatherResult`. */
export type GatherOutcome = Omit<SessionEventOf<'gatherResult'>, 'event' | 'timestamp' | 'commandId' | 'gatherId'>;

/** Next state and effects; with an `outcome` it is over. */
export type GatherStep = {
  readonly state: GatherState;
  readonly effects: readonly GatherEffect[];
  readonly outcome?: GatherOutcome;
};
export type GatherEffect = Extract<Effect, { effect: 'command' | 'startTimer' | 'stopTimer' }>;

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_INTER_DIGIT_MS = 3_000;
const DEFAULT_SPEECH_TIMEOUT_MS = 15_000;

/** Begins: says the prompt, or waits at once. */
export const startGather = (command: CommandOf<'gather'>): GatherStep => {
  const state: GatherState = { command, phase: 'prompt', digits: '', listening: false };
  if (!command.prompt) return awaitAnswer(state, []);
  const shared = { playId: command.gatherId, bargeIn: command.bargeIn ?? [] };
  const prompt: Command =
    'text' in command.prompt
      ? { command: 'tts', text: command.prompt.text, option: { language: command.language }, ...shared }
      : { command: 'play', url: command.prompt.url, ...shared };
  const early = hearsSpeechDuringPrompt(command) ? [startListening(command)] : [];
  return { state: { ...state, listening: early.length > 0 }, effects: [...early, perform(prompt)] };
};

/** Goes on by one event; those of no interest change nothing. */
export const continueGather = (state: GatherState, event: EngineEvent): GatherStep => {
  switch (event.event) {
    case 'trackEnd':
      return event.playId === state.command.gatherId && state.phase === 'prompt' ? awaitAnswer(state, []) : same(state);
    case 'dtmf':
      return event.phase === 'start' ? takeDigit(state, event.digit) : same(state);
    case 'startSpeaking':
      return takeSpeechStart(state);
    case 'transcriptionFinal':
      return takeSpeech(state, event);
    case 'error':
      return takeError(state, event);
    case 'timerFired':
      return takeTimer(state, event.timerId);
    default:
      return same(state);
  }
};

/** Calls it off: nothing is left listening. */
export const cancelGather = (state: GatherState): GatherStep => finish(state, { reason: 'interrupted' });

const same = (state: GatherState): GatherStep => ({ state, effects: [] });
const perform = (command: Command): GatherEffect => ({ effect: 'command', command });
const stopTimer = (timerId: string): GatherEffect => ({ effect: 'stopTimer', timerId });
const hears = (command: CommandOf<'gather'>, input: 'dtmf' | 'speech') => command.input.includes(input);
const hearsSpeechDuringPrompt = (command: CommandOf<'gather'>) =>
  hears(command, 'speech') && (command.bargeIn ?? []).includes('speech');

const startListening = ({ choices = [], language }: CommandOf<'gather'>): GatherEffect =>
  perform({
    command: 'asr',
    action: 'start',
    option: {
      language,
      choices: choices.flatMap(({ id, phrases }) => (phrases && phrases.length > 0 ? [{ id, phrases }] : [])),
    },
  });

const awaitAnswer = (state: GatherState, effects: readonly GatherEffect[]): GatherStep => {
  const listens = hears(state.command, 'speech') && !state.listening;
  return {
    state: { ...state, phase: 'waiting', listening: state.listening || listens },
    effects: [
      ...effects,
      ...(listens ? [startListening(state.command)] : []),
      { effect: 'startTimer', timerId: 'noInput', afterMs: state.command.timeoutMs ?? DEFAULT_TIMEOUT_MS },
    ],
  };
};

const takeDigit = (state: GatherState, digit: string): GatherStep => {
  const { command } = state;
  const tooEarly = state.phase === 'prompt' && !(command.bargeIn ?? []).includes('keys');
  if (!hears(command, 'dtmf') || tooEarly) return same(state);
  if (digit === command.finishOnKey) return finishDigits(state, state.digits);
  const digits = state.digits + digit;
  if (isComplete(command, digits)) return finishDigits(state, digits);
  return {
    state: { ...state, phase: 'answering', digits },
    effects: [
      stopTimer('noInput'),
      stopTimer('speech'),
      { effect: 'startTimer', timerId: 'interDigit', afterMs: command.interDigitMs ?? DEFAULT_INTER_DIGIT_MS },
    ],
  };
};

// Keys of choices end the gather as soon as no longer choice begins with them.
const isComplete = ({ choices = [], maxDigits }: CommandOf<'gather'>, digits: string): boolean => {
  const keys = choices.flatMap((choice) => choice.keys ?? []);
  if (keys.length > 0) return !keys.some((key) => key.length > digits.length && key.startsWith(digits));
  return digits.length >= (maxDigits ?? 1);
};

const finishDigits = (state: GatherState, digits: string): GatherStep => {
  const choice = state.command.choices?.find(({ keys }) => keys === digits)?.id;
  return finish(state, digits === '' ? { reason: 'timeout' } : { reason: 'digits', digits, choice });
};

const takeSpeechStart = (state: GatherState): GatherStep => {
  if (!state.listening || state.digits !== '') return same(state);
  return {
    state: { ...state, phase: 'answering' },
    effects: [
      stopTimer('noInput'),
      { effect: 'startTimer', timerId: 'speech', afterMs: state.command.speechTimeoutMs ?? DEFAULT_SPEECH_TIMEOUT_MS },
    ],
  };
};

const takeSpeech = (state: GatherState, heard: SessionEventOf<'transcriptionFinal'>): GatherStep => {
  if (!state.listening || state.digits !== '') return same(state);
  const { text, choice, confidence } = heard;
  return finish(state, { reason: 'speech', text, choice, confidence });
};

const takeError = (state: GatherState, { sender, playId, error }: SessionEventOf<'error'>): GatherStep => {
  const ours = sender === 'asr' ? state.listening : playId === state.command.gatherId;
  return ours ? finish(state, { reason: 'error', error }) : same(state);
};

const takeTimer = (state: GatherState, timerId: string): GatherStep => {
  switch (timerId) {
    case 'noInput':
      return state.phase === 'waiting' ? finish(state, { reason: 'timeout' }) : same(state);
    case 'interDigit':
      return finishDigits(state, state.digits);
    case 'speech':
      return finish(state, { reason: 'speech', text: '' });
    default:
      return same(state);
  }
};

const finish = (state: GatherState, outcome: GatherOutcome): GatherStep => ({
  state: { ...state, listening: false },
  outcome,
  effects: [
    ...['noInput', 'interDigit', 'speech'].map(stopTimer),
    ...(state.listening ? [perform({ command: 'asr', action: 'stop' })] : []),
    ...(state.phase === 'prompt' ? [perform({ command: 'interrupt' })] : []),
  ],
});
