import { isRefusalOf, type NodeContext, type NodeEffect, type NodeStep } from '@callwright/flow-engine';
import type { Command, EngineEvent } from '@callwright/protocol';
import type { VoicemailConfig } from './definition.js';
import { type Message, recordIdOf, withWords } from './message.js';

/** A recorder answers at once; one that does not is gone. */
const ANSWER_MS = 2_000;
/** What was said last is written down within this time, or not at all. */
const LAST_WORDS_MS = 3_000;

const FAILED: NodeStep<Message> = { next: 'exit', exit: 'failed' };

/** Starts the recorder, and whoever listens for speech and writes down what is said. */
export const startRecording = (message: Message, context: NodeContext): NodeStep<Message> => {
  const recordId = recordIdOf(context, message);
  const { language } = context.voice;
  const asr: Command = {
    command: 'asr',
    action: 'start',
    commandId: `${recordId}.asr`,
    option: { language, grammar: 'free', choices: [] },
  };
  return wait({ ...message, stage: 'starting' }, [
    perform({ command: 'vad', action: 'start', commandId: `${recordId}.vad` }),
    ...(message.isTranscribed ? [perform(asr)] : []),
    perform({ command: 'record', action: 'start', of: 'message', recordId, commandId: recordId }),
    { effect: 'startTimer', timerId: 'answer', afterMs: ANSWER_MS },
  ]);
};

/** Until the recorder runs. */
export const onStarting = (
  event: EngineEvent,
  before: Message,
  config: VoicemailConfig,
  context: NodeContext,
): NodeStep<Message> => {
  const message = listen(event, before, context);
  const status = recorderStatus(event, message, context);
  if (event.event === 'timerFired' || status === 'failed') return FAILED;
  if (status !== 'started') return wait(message);
  const { isSpeaking } = message;
  return wait({ ...message, stage: 'recording', startedAtMs: context.nowMs, hasSpoken: isSpeaking }, [
    { effect: 'stopTimer', timerId: 'answer' },
    { effect: 'startTimer', timerId: 'longest', afterMs: config.maxMs },
    ...(message.hearsSilence && !isSpeaking ? awaitSilence(config) : []),
  ]);
};

/** Until the caller falls silent, presses the key, or has spoken long enough. */
export const onRecording = (
  event: EngineEvent,
  before: Message,
  config: VoicemailConfig,
  context: NodeContext,
): NodeStep<Message> => {
  const message = listen(event, before, context);
  const status = recorderStatus(event, message, context);
  if (status === 'failed') return FAILED;
  if (event.event === 'timerFired') return stopRecording(message, context);
  if (event.event === 'dtmf' && event.phase === 'start' && event.digit === config.finishOnKey)
    return stopRecording({ ...message, isFinished: true }, context);
  if (event.event === 'startSpeaking' || message.hearsSilence !== before.hearsSilence)
    return wait(message, [{ effect: 'stopTimer', timerId: 'silence' }]);
  return wait(message, event.event === 'silence' && message.hearsSilence ? awaitSilence(config) : []);
};

/** Until the recorder has stopped. @param judge goes on with the message as it is then */
export const onStopping = (
  event: EngineEvent,
  before: Message,
  context: NodeContext,
  judge: (message: Message) => NodeStep<Message>,
): NodeStep<Message> => {
  const message = listen(event, before, context);
  const status = recorderStatus(event, message, context);
  if (event.event === 'timerFired' || status === 'failed') return FAILED;
  if (event.event !== 'recordStatus' || status !== 'stopped') return wait(message);
  const stopped = { ...message, durationMs: event.durationMs ?? context.nowMs - message.startedAtMs };
  if (!stopped.isTranscribed || !stopped.awaitsWords) return quietly(stopped, judge);
  return wait({ ...stopped, stage: 'hearing' }, [
    { effect: 'stopTimer', timerId: 'answer' },
    { effect: 'startTimer', timerId: 'words', afterMs: LAST_WORDS_MS },
  ]);
};

/** Until what was said last is written down. */
export const onHearing = (
  event: EngineEvent,
  before: Message,
  context: NodeContext,
  judge: (message: Message) => NodeStep<Message>,
): NodeStep<Message> => {
  const message = listen(event, before, context);
  const isOver = event.event === 'timerFired' || !message.awaitsWords;
  return isOver ? quietly(message, judge) : wait(message);
};

const stopRecording = (message: Message, context: NodeContext): NodeStep<Message> => {
  const recordId = recordIdOf(context, message);
  const durationMs = context.nowMs - message.startedAtMs;
  return wait({ ...message, stage: 'stopping', durationMs }, [
    { effect: 'stopTimer', timerId: 'longest' },
    { effect: 'stopTimer', timerId: 'silence' },
    perform({ command: 'record', action: 'stop', of: 'message', recordId, commandId: recordId }),
    { effect: 'startTimer', timerId: 'answer', afterMs: ANSWER_MS },
  ]);
};

// The recogniser is somebody else's from here on.
const quietly = (message: Message, judge: (message: Message) => NodeStep<Message>): NodeStep<Message> =>
  after(
    [
      ...(message.isTranscribed ? [perform({ command: 'asr', action: 'stop' })] : []),
      { effect: 'stopTimer', timerId: 'answer' },
      { effect: 'stopTimer', timerId: 'words' },
    ],
    judge(message),
  );

/** The step, with something done before it. */
export const after = (effects: readonly NodeEffect[], step: NodeStep<Message>): NodeStep<Message> => ({
  ...step,
  effects: [...effects, ...(step.effects ?? [])],
});

/** Says that a message is none: empty, or taken once more. */
export const discard = (message: Message, context: NodeContext): NodeEffect =>
  perform({ command: 'record', action: 'discard', of: 'message', recordId: recordIdOf(context, message) });

const listen = (event: EngineEvent, message: Message, context: NodeContext): Message => {
  const recordId = recordIdOf(context, message);
  if (isRefusalOf(event, `${recordId}.vad`)) return { ...message, hearsSilence: false };
  if (isRefusalOf(event, `${recordId}.asr`) || (event.event === 'error' && event.sender === 'asr'))
    return { ...message, isTranscribed: false, awaitsWords: false };
  if (event.event === 'startSpeaking') return { ...message, hasSpoken: true, awaitsWords: true };
  return event.event === 'transcriptionFinal' ? withWords(message, event.text) : message;
};

const recorderStatus = (event: EngineEvent, message: Message, context: NodeContext) => {
  const recordId = recordIdOf(context, message);
  if (isRefusalOf(event, recordId)) return 'failed';
  return event.event === 'recordStatus' && event.recordId === recordId ? event.status : null;
};

const awaitSilence = ({ silenceMs }: VoicemailConfig): readonly NodeEffect[] =>
  silenceMs === 0 ? [] : [{ effect: 'startTimer', timerId: 'silence', afterMs: silenceMs }];

const wait = (message: Message, effects: readonly NodeEffect[] = []): NodeStep<Message> => ({
  next: 'wait',
  local: message,
  effects,
});
const perform = (command: Command): NodeEffect => ({ effect: 'command', command });
