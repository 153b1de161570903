import { defineNode, isRefusalOf, type NodeContext, type NodeStep } from '@callwright/flow-engine';
import type { EngineEvent, HttpResult, SessionEventOf } from '@callwright/protocol';
import { firstWith, nth } from '../shared/ask.js';
import { playbackEnd, speak } from '../shared/playback.js';
import { heardMessage, lastSaid, parseReply, remembered, saidMessage } from './chat.js';
import { type Conversation, NEW_CONVERSATION } from './conversation.js';
import { type AgentConfig, definition } from './definition.js';
import { MESSAGE } from './request.js';
import { askCaller, askModel, fillerId, lastWordsId, leave, questionId, requestId, takeAnswer } from './turns.js';

type Step = NodeStep<Conversation>;

/** What the model is told when it is to begin: most services want a first word of the other side. */
const BEGIN = '(The caller is on the line.)';

/** Goes back and forth between caller and model until the model leaves by a tool, or something ends it. */
export const node = defineNode<AgentConfig, Conversation>({
  definition,
  enter(config, context) {
    const greeting = context.say(config.greeting);
    if (greeting === '') return askModel({ ...NEW_CONVERSATION, history: [heardMessage(BEGIN)] }, config, context);
    const history = [saidMessage({ words: greeting, toolCalls: [] })];
    return askCaller(greeting, { ...NEW_CONVERSATION, history }, config, context);
  },
  on(event, local, config, context) {
    switch (local.stage) {
      case 'asking':
        return onAsking(event, local, config, context);
      case 'thinking':
        return onThinking(event, local, config, context);
      case 'leaving':
        return playbackEnd(event, lastWordsId(context)) === null
          ? { next: 'wait', local }
          : leave(local.exit ?? 'failed', local, config);
    }
  },
});

const onAsking = (event: EngineEvent, local: Conversation, config: AgentConfig, context: NodeContext): Step => {
  const id = questionId(local, context);
  if (isRefusalOf(event, id)) return goDeaf(local, config, context);
  if (event.event !== 'gatherResult' || event.gatherId !== id) return { next: 'wait', local };
  switch (event.reason) {
    case 'digits':
    case 'speech':
    case 'timeout':
      return heard(event, local, config, context);
    case 'error':
      return goDeaf(local, config, context);
    case 'interrupted':
      return leave('failed', local, config);
  }
};

const heard = (
  { digits = '', text = '' }: SessionEventOf<'gatherResult'>,
  local: Conversation,
  config: AgentConfig,
  context: NodeContext,
): Step => {
  const words = digits === '' ? text.trim() : `(Keys pressed: ${digits})`;
  if (words === '') return nothingHeard(local, config, context);
  const history = remembered(local.history, [heardMessage(words)]);
  return askModel({ ...local, history, turns: local.turns + 1, rounds: 0, noInputs: 0 }, config, context);
};

const nothingHeard = (local: Conversation, config: AgentConfig, context: NodeContext): Step => {
  const { defaults } = context.settings;
  if (local.noInputs >= (config.noInputRetries ?? defaults.noInputRetries)) return leave('noInput', local, config);
  const prompt = firstWith([nth(config.noInputPrompt, local.noInputs), defaults.noInputPrompt]);
  const words = context.say(prompt) || lastSaid(local.history);
  return askCaller(words, { ...local, noInputs: local.noInputs + 1 }, config, context);
};

// Who cannot be heard has keys, once more.
const goDeaf = (local: Conversation, config: AgentConfig, context: NodeContext): Step =>
  local.isDeaf || !config.acceptsSpeech
    ? leave('failed', local, config)
    : askCaller(lastSaid(local.history), { ...local, isDeaf: true }, config, context);

const onThinking = (event: EngineEvent, local: Conversation, config: AgentConfig, context: NodeContext): Step => {
  if (event.event === 'timerFired')
    return event.timerId === 'filler' ? fill(local, config, context) : leave('failed', local, config);
  if (local.isFilling && playbackEnd(event, fillerId(local, context)) !== null) {
    const quiet = { ...local, isFilling: false, held: null };
    return local.held === null ? { next: 'wait', local: quiet } : takeAnswer(local.held.reply, quiet, config, context);
  }
  if (local.held !== null || event.event !== 'httpResult' || event.requestId !== requestId(local, context))
    return { next: 'wait', local };
  return answered(event, local, config, context);
};

const fill = (local: Conversation, { fillerText }: AgentConfig, context: NodeContext): Step => {
  const named = { ...context, visitId: fillerId(local, context) };
  return {
    next: 'wait',
    local: { ...local, isFilling: true },
    effects: [speak(context.say(fillerText), [], named)],
  };
};

// Words under way are said to their end.
const answered = (result: HttpResult, local: Conversation, config: AgentConfig, context: NodeContext): Step => {
  const { status, values } = result;
  if (status === null || status < 200 || status > 299) return leave('failed', local, config);
  const reply = parseReply(values[MESSAGE]);
  if (!local.isFilling) return takeAnswer(reply, local, config, context);
  return { next: 'wait', local: { ...local, held: { reply } }, effects: [{ effect: 'stopTimer', timerId: 'watch' }] };
};
