import { defineNode } from '@callwright/flow-engine';
import { definition, type RecordConfig } from './definition.js';

const ANSWER_MS = 2_000;

/** Asks for the change and goes on when the recorder has answered. */
export const node = defineNode<RecordConfig, null>({
  definition,
  enter: ({ action }, { visitId }) => ({
    next: 'wait',
    local: null,
    effects: [
      { effect: 'command', command: { command: 'record', action, recordId: visitId } },
      { effect: 'startTimer', timerId: 'answer', afterMs: ANSWER_MS },
    ],
  }),
  on(event, _local, _config, { visitId }) {
    if (event.event === 'timerFired') return { next: 'exit', exit: 'failed' };
    if (event.event !== 'recordStatus' || event.recordId !== visitId) return { next: 'wait', local: null };
    return { next: 'exit', exit: event.status === 'failed' ? 'failed' : 'done' };
  },
});
