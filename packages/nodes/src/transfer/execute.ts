import { defineNode, isRefusalOf, type NodeContext, type NodeStep } from '@callwright/flow-engine';
import type { CommandOf, SessionEventOf } from '@callwright/protocol';
import { giveUp } from '../shared/connection.js';
import { definition, type TransferConfig } from './definition.js';

/** As long as the command's `target` and `callerId` may be. */
const MAX_ADDRESS_LENGTH = 256;
/** The call has its own watchdog; ours is for a call that forgot. */
const GRACE_MS = 5_000;

const WAIT: NodeStep<null> = { next: 'wait', local: null };

/** Asks for the transfer and follows it to its end. */
export const node = defineNode<TransferConfig, null>({
  definition,
  enter(config, context) {
    const command = referTo(config, context);
    if (command === null) return { next: 'exit', exit: 'failed' };
    return {
      ...WAIT,
      effects: [
        { effect: 'command', command },
        { effect: 'startTimer', timerId: 'answer', afterMs: config.timeoutMs + GRACE_MS },
      ],
    };
  },
  on(event, _local, _config, { visitId }) {
    if (event.event === 'timerFired') return { next: 'exit', exit: 'noAnswer', effects: [giveUp(visitId)] };
    if (isRefusalOf(event, visitId)) return { next: 'exit', exit: 'failed' };
    return event.event === 'referStatus' && event.referId === visitId ? follow(event) : WAIT;
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
  };
  return { command: 'refer', target, referId: context.visitId, commandId: context.visitId, options };
};

const follow = ({ status }: SessionEventOf<'referStatus'>): NodeStep<null> => {
  switch (status) {
    case 'trying':
      return WAIT;
    case 'answered':
      return { ...WAIT, effects: [{ effect: 'stopTimer', timerId: 'answer' }] };
    case 'ended':
    case 'busy':
    case 'noAnswer':
    case 'failed':
      return { next: 'exit', exit: status };
  }
};
