import { defineNode } from '@callwright/flow-engine';
import { definition, type TransferConfig } from './definition.js';

/** Asks for the bridge and follows it to its end. */
export const node = defineNode<TransferConfig, null>({
  definition,
  enter: ({ target, timeoutMs }, { render, visitId }) => ({
    next: 'wait',
    local: null,
    effects: [
      {
        effect: 'command',
        command: {
          command: 'refer',
          target: render(target).trim(),
          referId: visitId,
          options: { mode: 'bridge', timeoutMs },
        },
      },
      // The call has its own watchdog; this one is for a call that forgot.
      { effect: 'startTimer', timerId: 'answer', afterMs: timeoutMs + 5_000 },
    ],
  }),
  on(event, _local, _config, { visitId }) {
    if (event.event === 'timerFired') return { next: 'exit', exit: 'noAnswer' };
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
