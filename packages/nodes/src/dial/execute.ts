import { defineNode, isRefusalOf, type NodeContext, type NodeEffect, type NodeStep } from '@callwright/flow-engine';
import type { CommandOf, Json, SessionEventOf } from '@callwright/protocol';
import { giveUp } from '../shared/connection.js';
import { musicOf } from '../shared/music.js';
import { sipHeadersOf } from '../shared/sip-headers.js';
import { type DialConfig, definition } from './definition.js';

/** When it began to ring, who answered, and when. */
type Local = { readonly sinceMs: number; readonly target: string | null; readonly answeredAtMs: number | null };
type Status = 'ended' | 'busy' | 'rejected' | 'noAnswer' | 'failed';
/** What came of it: why in words, and what who was called answered, as a SIP status. */
type End = { readonly status: Status; readonly reason?: string | undefined; readonly code?: number | undefined };

/** As long as a target and `callerId` of the command may be. */
const MAX_ADDRESS_LENGTH = 256;
/** The call has its own watchdogs; ours are for a call that forgot. */
const GRACE_MS = 5_000;

/** Has the lines called and follows that to its end. */
export const node = defineNode<DialConfig, Local>({
  definition,
  enter(config, context) {
    const local: Local = { sinceMs: context.nowMs, target: null, answeredAtMs: null };
    const command = dialTo(config, context);
    if (command === null) return leave({ status: 'failed' }, local, config, context);
    return {
      next: 'wait',
      local,
      effects: [
        { effect: 'command', command },
        { effect: 'startTimer', timerId: 'ring', afterMs: config.timeoutMs + GRACE_MS },
      ],
    };
  },
  on(event, local, config, context) {
    const { visitId } = context;
    if (event.event === 'timerFired') {
      const step = leave({ status: local.answeredAtMs === null ? 'noAnswer' : 'ended' }, local, config, context);
      return { ...step, effects: [giveUp(visitId)] };
    }
    if (isRefusalOf(event, visitId)) return leave({ status: 'failed' }, local, config, context);
    if (event.event !== 'dialResult' || event.dialId !== visitId) return { next: 'wait', local };
    return follow(event, local, config, context);
  },
});

const follow = (
  event: SessionEventOf<'dialResult'>,
  local: Local,
  config: DialConfig,
  context: NodeContext,
): NodeStep<Local> => {
  switch (event.status) {
    case 'trying':
      return { next: 'wait', local };
    case 'answered':
      return {
        next: 'wait',
        local: { ...local, target: event.target ?? null, answeredAtMs: context.nowMs },
        effects: watchTalk(config),
      };
    case 'cancelled':
      return leave({ status: 'noAnswer' }, local, config, context);
    case 'ended':
    case 'busy':
    case 'rejected':
    case 'noAnswer':
    case 'failed':
      return leave({ ...event, status: event.status }, local, config, context);
  }
};

const watchTalk = ({ timeLimitMs }: DialConfig): NodeEffect[] => [
  { effect: 'stopTimer', timerId: 'ring' },
  ...(timeLimitMs === 0 ? [] : [{ effect: 'startTimer' as const, timerId: 'talk', afterMs: timeLimitMs + GRACE_MS }]),
];

// A target without an address is left out: a variable may well be empty.
const dialTo = (config: DialConfig, context: NodeContext): CommandOf<'dial'> | null => {
  const { render, visitId } = context;
  const { order, timeoutMs, timeLimitMs } = config;
  const targets = config.targets
    .map((one) => ({ target: render(one.target).trim(), timeoutMs: one.timeoutMs }))
    .filter(({ target }) => target !== '' && target.length <= MAX_ADDRESS_LENGTH)
    .map((one) => ({ target: one.target, ...(one.timeoutMs === null ? {} : { timeoutMs: one.timeoutMs }) }));
  const callerId = render(config.callerId).trim();
  if (targets.length === 0 || callerId.length > MAX_ADDRESS_LENGTH) return null;
  return {
    command: 'dial',
    dialId: visitId,
    commandId: visitId,
    targets,
    order,
    timeoutMs,
    ...(timeLimitMs === 0 ? {} : { timeLimitMs }),
    ...(callerId === '' ? {} : { callerId }),
    ...sipHeadersOf(config.headers, context),
    ...musicOf(render(config.music)),
  };
};

const leave = (
  { status, reason, code }: End,
  { sinceMs, target, answeredAtMs }: Local,
  { saveAs }: DialConfig,
  { nowMs }: NodeContext,
): Extract<NodeStep<Local>, { next: 'exit' }> => {
  // Whoever declines is as good as busy to the caller; what is remembered tells the two apart.
  const exit = status === 'rejected' ? 'busy' : status;
  if (saveAs === '') return { next: 'exit', exit };
  const value: Json = {
    status,
    reason: reason ?? null,
    code: code ?? null,
    target,
    rangMs: (answeredAtMs ?? nowMs) - sinceMs,
    talkedMs: answeredAtMs === null ? 0 : nowMs - answeredAtMs,
  };
  return { next: 'exit', exit, set: { [saveAs]: value } };
};
