import { defineNode, isRefusalOf } from '@callwright/flow-engine';
import { definition, type TransferConfig } from './definition.js';

/** As long as the command's `target` may be. */
const MAX_TARGET_LENGTH = 256;
const GRACE_MS = 5_000;

/** Asks for the bridge and follows it to its end. */
export const node = defineNode<TransferConfig, null>({
  definition,
  enter(config, { render, visitId }) {
    const target = render(config.target).trim();
    if (target === '' || target.length > MAX_TARGET_LENGTH) return { next: 'exit', exit: 'failed' };
    const { timeoutMs } = config;
    const options = { mode: 'bridge' as const, timeoutMs };
    return {
      next: 'wait',
      local: null,
      effects: [
        {
          effect: 'command',
          command: { command: 'refer', target, referId: visitId, commandId: visitId, options },
        },
        // The call has its own watchdog; this one is for a call that forgot.
        { effect: 'startTimer', timerId: 'answer', afterMs: timeoutMs + GRACE_MS },
      ],
    };
  },
  on(event, _local, _config, { visitId }) {
    if (event.event === 'timerFired') return { next: 'exit', exit: 'noAnswer' };
    if (isRefusalOf(event, visitId)) return { next: 'exit', exit: 'failed' };
    if (event.event !== 'referStatus' || event.referId !== visitId) return { next: 'wait', local: null };
    switch (event.status) {
      case 'trying':
        return { next: 'wait', local: null };
      case 'answered':
        return { next: 'wait', local: null, effects: [{ effect: 'stopTimer', timerId: 'answer' }] };
      case 'ended':
      case 'busy':
      case 'noAnswer':
      case 'failed':
        return { next: 'exit', exit: event.status };
    }
  },
});
