import { defineNode, isRefusalOf, type NodeContext, type NodeEffect, type NodeStep } from '@callwright/flow-engine';
import type { EngineEvent, Json, SessionEventOf } from '@callwright/protocol';
import { giveUp } from '../shared/connection.js';
import { musicOf } from '../shared/music.js';
import { sayWith } from '../shared/own-words.js';
import { speak } from '../shared/playback.js';
import { definition, type QueueConfig } from './definition.js';

/** Where the caller is: in line, asked whether to be called back, or with an agent. */
type Phase = 'waiting' | 'confirming' | 'talking';
type Local = {
  readonly phase: Phase;
  readonly sinceMs: number;
  readonly position: number | null;
  readonly estimatedWaitMs: number | null;
  /** Texts said so far: names the next. */
  readonly spoken: number;
  readonly agent: string | null;
  readonly answeredAtMs: number | null;
};

/** As long as the name of a queue may be. */
const MAX_QUEUE_LENGTH = 128;
/** The queue has its own watchdog; ours is for a queue that forgot. */
const GRACE_MS = 5_000;
/** So long may a caller think about being called back. */
const CONFIRM_MS = 15_000;
const MS_PER_MINUTE = 60_000;

/** Lets the caller wait, tells how long it takes, and follows what becomes of it. */
export const node = defineNode<QueueConfig, Local>({
  definition,
  enter(config, context) {
    const { render, visitId, nowMs } = context;
    const local = { ...FIRST, sinceMs: nowMs };
    const queue = render(config.queue).trim();
    if (queue === '' || queue.length > MAX_QUEUE_LENGTH) return leave('failed', local, config, context);
    const { priority, maxWaitMs } = config;
    const ways = { priority, maxWaitMs, ...musicOf(render(config.music)) };
    return {
      next: 'wait',
      local,
      effects: [
        { effect: 'command', command: { command: 'enqueue', queueId: visitId, commandId: visitId, queue, ...ways } },
        { effect: 'startTimer', timerId: 'watch', afterMs: maxWaitMs + GRACE_MS },
        ...nextAnnouncement(config),
      ],
    };
  },
  on(event, local, config, context) {
    const { visitId } = context;
    if (isRefusalOf(event, visitId)) return leave('failed', local, config, context);
    switch (event.event) {
      case 'timerFired':
        return takeTimer(event.timerId, local, config, context);
      case 'dtmf':
        return isCallbackKey(event, local, config) ? takeKey(local, config, context) : { next: 'wait', local };
      case 'queueResult':
        return event.queueId === visitId ? follow(event, local, config, context) : { next: 'wait', local };
      default:
        return { next: 'wait', local };
    }
  },
});

const FIRST: Omit<Local, 'sinceMs'> = {
  phase: 'waiting',
  position: null,
  estimatedWaitMs: null,
  spoken: 0,
  agent: null,
  answeredAtMs: null,
};

const takeTimer = (timerId: string, local: Local, config: QueueConfig, context: NodeContext): NodeStep<Local> => {
  if (timerId === 'watch') {
    const step = leave('timeout', local, config, context);
    return { ...step, effects: [giveUp(context.visitId)] };
  }
  if (timerId === 'confirm') return { next: 'wait', local: { ...local, phase: 'waiting' } };
  const step = local.phase === 'waiting' ? announce(local, config, context) : { local, effects: [] };
  return { next: 'wait', local: step.local, effects: [...step.effects, ...nextAnnouncement(config)] };
};

const nextAnnouncement = ({ announceEveryMs }: QueueConfig): NodeEffect[] =>
  announceEveryMs === 0 ? [] : [{ effect: 'startTimer', timerId: 'announce', afterMs: announceEveryMs }];

const follow = (
  event: SessionEventOf<'queueResult'>,
  before: Local,
  config: QueueConfig,
  context: NodeContext,
): NodeStep<Local> => {
  switch (event.status) {
    case 'waiting': {
      const { position = null, estimatedWaitMs = null } = event;
      const local = { ...before, position, estimatedWaitMs };
      const isFirst = before.position === null && position !== null;
      if (!isFirst || !config.announcesAtOnce || before.phase !== 'waiting') return { next: 'wait', local };
      return { next: 'wait', ...announce(local, config, context) };
    }
    case 'answered':
      return {
        next: 'wait',
        local: { ...before, phase: 'talking', agent: event.agent ?? null, answeredAtMs: context.nowMs },
        effects: ['watch', 'announce', 'confirm'].map((timerId) => ({ effect: 'stopTimer', timerId })),
      };
    // Somebody took the caller out of the queue; no exit is for that.
    case 'left':
      return leave('failed', before, config, context);
    case 'ended':
    case 'timeout':
    case 'full':
    case 'failed':
      return leave(event.status, before, config, context);
  }
};

// Without a place there is nothing to tell yet.
const announce = (local: Local, { announcement }: QueueConfig, context: NodeContext) => {
  const { position, estimatedWaitMs } = local;
  if (position === null) return { local, effects: [] };
  const minutes = estimatedWaitMs === null ? null : Math.max(1, Math.ceil(estimatedWaitMs / MS_PER_MINUTE));
  return sayNext(sayWith(announcement, { position, minutes }, context), local, context);
};

const sayNext = (words: string, local: Local, context: NodeContext) => {
  if (words === '') return { local, effects: [] };
  const named = { ...context, visitId: `${context.visitId}.${local.spoken}` };
  return { local: { ...local, spoken: local.spoken + 1 }, effects: [speak(words, [], named)] };
};

const isCallbackKey = (event: Extract<EngineEvent, { event: 'dtmf' }>, { phase }: Local, config: QueueConfig) =>
  event.phase === 'start' && event.digit === config.callbackKey && phase !== 'talking';

const takeKey = (local: Local, config: QueueConfig, context: NodeContext): NodeStep<Local> => {
  const number = context.render(config.callbackNumber).trim();
  const question = sayWith(config.callbackQuestion, { number, key: config.callbackKey }, context);
  if (local.phase === 'waiting' && question !== '') {
    const asked = sayNext(question, { ...local, phase: 'confirming' }, context);
    const timer: NodeEffect = { effect: 'startTimer', timerId: 'confirm', afterMs: CONFIRM_MS };
    return { next: 'wait', local: asked.local, effects: [...asked.effects, timer] };
  }
  const step = leave('callback', local, config, context);
  const set = config.saveNumberAs === '' ? step.set : { ...step.set, [config.saveNumberAs]: number };
  return { ...step, set, effects: [giveUp(context.visitId)] };
};

const leave = (
  exit: 'ended' | 'callback' | 'timeout' | 'full' | 'failed',
  { sinceMs, agent, answeredAtMs }: Local,
  { saveAs }: QueueConfig,
  { nowMs }: NodeContext,
): Extract<NodeStep<Local>, { next: 'exit' }> => {
  if (saveAs === '') return { next: 'exit', exit };
  const value: Json = {
    status: exit,
    agent,
    waitedMs: (answeredAtMs ?? nowMs) - sinceMs,
    talkedMs: answeredAtMs === null ? 0 : nowMs - answeredAtMs,
  };
  return { next: 'exit', exit, set: { [saveAs]: value } };
};
