import { defineNode, isRefusalOf, type NodeContext, type NodeStep } from '@callwright/flow-engine';
import type { CommandOf, Json, SessionEventOf } from '@callwright/protocol';
import { giveUp } from '../shared/connection.js';
import { sipHeadersOf } from '../shared/sip-headers.js';
import { definition, type TransferConfig } from './definition.js';

/** As long as the command's `target` and `callerId` may be. */
const MAX_ADDRESS_LENGTH = 256;
/** The call has its own watchdog; ours is for a call that forgot. */
const GRACE_MS = 5_000;

/** Since when it rings, and when the other side answered. */
type Local = { readonly sinceMs: number; readonly answeredAtMs: number | null };
type Status = 'ended' | 'busy' | 'rejected' | 'noAnswer' | 'failed';
/** What came of it: why in words, and what who was called answered, as a SIP status. */
type End = { readonly status: Status; readonly reason?: string | undefined; readonly code?: number | undefined };

/** Asks for the transfer and follows it to its end. */
export const node = defineNode<TransferConfig, Local>({
  definition,
  enter(config, context) {
    const local: Local = { sinceMs: context.nowMs, answeredAtMs: null };
    const command = referTo(config, context);
    if (command === null) return leave({ status: 'failed' }, local, config, context);
    return {
      next: 'wait',
      local,
      effects: [
        { effect: 'command', command },
        { effect: 'startTimer', timerId: 'answer', afterMs: config.timeoutMs + GRACE_MS },
      ],
    };
  },
  on(event, local, config, context) {
    const { visitId } = context;
    if (event.event === 'timerFired')
      return { ...leave({ status: 'noAnswer' }, local, config, context), effects: [giveUp(visitId)] };
    if (isRefusalOf(event, visitId)) return leave({ status: 'failed' }, local, config, context);
    if (event.event !== 'referStatus' || event.referId !== visitId) return { next: 'wait', local };
    return follow(event, local, config, context);
  },
});

const referTo = (config: TransferConfig, context: NodeContext): CommandOf<'refer'> | null => {
  const { mode, timeoutMs } = config;
  const target = context.render(config.target).trim();
  const callerId = context.render(config.callerId).trim();
  if (target === '' || target.length > MAX_ADDRESS_LENGTH || callerId.length > MAX_ADDRESS_LENGTH) return null;
  const announce = mode === 'attended' ? context.say(config.announce) : '';
  const options = {
    mode,
    timeoutMs,
    ...(announce === '' ? {} : { announce }),
    ...(callerId === '' ? {} : { callerId }),
    ...sipHeadersOf(config.headers, context),
  };
  return { command: 'refer', target, referId: context.visitId, commandId: context.visitId, options };
};

const follow = (
  { status, reason, code }: SessionEventOf<'referStatus'>,
  local: Local,
  config: TransferConfig,
  context: NodeContext,
): NodeStep<Local> => {
  switch (status) {
    case 'trying':
      return { next: 'wait', local };
    case 'answered':
      return {
        next: 'wait',
        local: { ...local, answeredAtMs: context.nowMs },
        effects: [{ effect: 'stopTimer', timerId: 'answer' }],
      };
    case 'ended':
    case 'busy':
    case 'rejected':
    case 'noAnswer':
    case 'failed':
      return leave({ status, reason, code }, local, config, context);
  }
};

const leave = (
  { status, reason, code }: End,
  { sinceMs, answeredAtMs }: Local,
  { saveAs }: TransferConfig,
  { nowMs }: NodeContext,
): Extract<NodeStep<Local>, { next: 'exit' }> => {
  // Whoever declines is as good as busy to the caller; what is remembered tells the two apart.
  const exit = status === 'rejected' ? 'busy' : status;
  if (saveAs === '') return { next: 'exit', exit };
  const value: Json = {
    status,
    reason: reason ?? null,
    code: code ?? null,
    rangMs: (answeredAtMs ?? nowMs) - sinceMs,
    talkedMs: answeredAtMs === null ? 0 : nowMs - answeredAtMs,
  };
  return { next: 'exit', exit, set: { [saveAs]: value } };
};
