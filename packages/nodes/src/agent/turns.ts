import type { NodeContext, NodeEffect, NodeStep } from '@callwright/flow-engine';
import type { BargeIn, CommandOf, Json } from '@callwright/protocol';
import { speak, speakerOf } from '../shared/playback.js';
import { type Reply, remembered, saidMessage, transcriptOf } from './chat.js';
import type { Conversation } from './conversation.js';
import type { AgentConfig } from './definition.js';
import { chatRequest } from './request.js';
import { useTools } from './tools.js';

type Step = NodeStep<Conversation>;
type Vars = Readonly<Record<string, Json>>;

/** The request has its own time-out; ours is for a client that forgot. */
const GRACE_MS = 5_000;
/** So often is a model asked before it must talk to the caller again, or leave. */
const MAX_ROUNDS = 6;

/** The name of the question the caller was asked last. */
export const questionId = ({ asked }: Conversation, { visitId }: NodeContext): string => `${visitId}.${asked}`;
/** The name of the request made last. */
export const requestId = ({ requests }: Conversation, { visitId }: NodeContext): string => `${visitId}.r${requests}`;
/** The name of the words that bridge the wait for it. */
export const fillerId = ({ requests }: Conversation, { visitId }: NodeContext): string => `${visitId}.f${requests}`;
/** The name of the model's last words. */
export const lastWordsId = ({ visitId }: NodeContext): string => `${visitId}.bye`;

/** Says something to the caller and listens. */
export const askCaller = (words: string, before: Conversation, config: AgentConfig, context: NodeContext): Step => {
  const { defaults } = context.settings;
  const local: Conversation = { ...before, stage: 'asking', asked: before.asked + 1 };
  const gatherId = questionId(local, context);
  const input = inputOf(local, config);
  const command: CommandOf<'gather'> = {
    command: 'gather',
    gatherId,
    commandId: gatherId,
    input: [...input],
    ...(input.includes('speech') ? { grammar: 'free', speechTimeoutMs: config.speechTimeoutMs } : {}),
    ...(input.includes('dtmf') ? { finishOnKey: '#' } : {}),
    ...(words === '' ? {} : { prompt: { text: words } }),
    timeoutMs: config.timeoutMs ?? defaults.timeoutMs,
    interDigitMs: config.interDigitMs ?? defaults.interDigitMs,
    language: context.voice.language,
    ...speakerOf(context.voice),
    bargeIn: bargeInTo(local, config, context),
  };
  return { next: 'wait', local, effects: [{ effect: 'command', command }] };
};

/** Asks the model for its next words. */
export const askModel = (before: Conversation, config: AgentConfig, context: NodeContext): Step => {
  if (before.rounds >= MAX_ROUNDS) return leave('failed', before, config);
  const local: Conversation = {
    ...before,
    stage: 'thinking',
    requests: before.requests + 1,
    rounds: before.rounds + 1,
  };
  const request = chatRequest(config, local, context);
  if (request === null) return leave('failed', local, config);
  const isTold = context.say(config.fillerText) !== '';
  return {
    next: 'wait',
    local,
    effects: [
      { effect: 'httpRequest', requestId: requestId(local, context), request },
      { effect: 'startTimer', timerId: 'watch', afterMs: config.requestTimeoutMs + GRACE_MS },
      ...(isTold ? [{ effect: 'startTimer' as const, timerId: 'filler', afterMs: config.fillerAfterMs }] : []),
    ],
  };
};

/** Does what the model answered: uses its tools, says its words, asks it again. Null is an answer that is none. */
export const takeAnswer = (
  reply: Reply | null,
  before: Conversation,
  config: AgentConfig,
  context: NodeContext,
): Step => {
  if (reply === null || (reply.words === '' && reply.toolCalls.length === 0)) return askModel(before, config, context);
  const { vars, settings } = context;
  const { answers, set, exit, isDone } = useTools(reply, config, { vars, variables: settings.variables });
  // What is not said is not remembered as said.
  const isSaid = reply.words !== '' && (isDone || exit !== null);
  const said = saidMessage(isSaid ? reply : { ...reply, words: '' });
  const local = { ...before, history: remembered(before.history, [said, ...answers]) };
  const knowing = { ...context, vars: { ...vars, ...set } };
  const next = (): Step => {
    if (exit !== null) return goOut({ exit, words: isSaid ? reply.words : '' }, local, config, context);
    if (!isSaid) return askModel(local, config, knowing);
    if (local.turns >= config.maxTurns) return leave('turnLimit', local, config);
    return askCaller(reply.words, local, config, context);
  };
  return withSet(set, next());
};

/** Leaves, with the conversation if it is to be remembered. */
export const leave = (exit: string, { history }: Conversation, { saveTranscriptAs: name }: AgentConfig): Step => ({
  next: 'exit',
  exit,
  ...(name === '' ? {} : { set: { [name]: transcriptOf(history) } }),
});

// Last words are said before the flow goes on.
const goOut = (
  { exit, words }: { readonly exit: string; readonly words: string },
  before: Conversation,
  config: AgentConfig,
  context: NodeContext,
): Step => {
  if (words === '') return leave(exit, before, config);
  const named = { ...context, visitId: lastWordsId(context) };
  const effects = [speak(words, bargeInTo(before, config, context), named)];
  return { next: 'wait', local: { ...before, stage: 'leaving', exit }, effects };
};

const withSet = (set: Vars, step: Step): Step => {
  const quiet: readonly NodeEffect[] = ['watch', 'filler'].map((timerId) => ({ effect: 'stopTimer', timerId }));
  if (step.next === 'exit') return { ...step, set: { ...set, ...step.set } };
  return step.next === 'wait' ? { ...step, set, effects: [...quiet, ...(step.effects ?? [])] } : step;
};

const inputOf = ({ isDeaf }: Conversation, { acceptsSpeech, acceptsKeys }: AgentConfig): readonly Input[] => {
  const hearsSpeech = acceptsSpeech && !isDeaf;
  return [...(acceptsKeys || !hearsSpeech ? (['dtmf'] as const) : []), ...(hearsSpeech ? (['speech'] as const) : [])];
};
type Input = CommandOf<'gather'>['input'][number];

const bargeInTo = (local: Conversation, config: AgentConfig, { settings }: NodeContext): BargeIn =>
  (config.mayInterrupt ?? settings.defaults.mayInterrupt)
    ? inputOf(local, config).map((input) => (input === 'dtmf' ? 'keys' : 'speech'))
    : [];
