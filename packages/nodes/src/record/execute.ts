import { defineNode, isRefusalOf } from '@callwright/flow-engine';
import { definition, type RecordConfig } from './definition.js';

/** A recorder answers at once; one that does not is gone. */
const ANSWER_MS = 2_000;

/** Asks for the change and goes on when the recorder has answered. */
export const node = defineNode<RecordConfig, null>({
  definition,
  enter: ({ action }, { visitId }) => ({
    next: 'wait',
    local: null,
    effects: [
      { effect: 'command', command: { command: 'record', action, recordId: visitId, commandId: visitId } },
      { effect: 'startTimer', timerId: 'answer', afterMs: ANSWER_MS },
    ],
  }),
  on(event, _local, _config, { visitId }) {
    if (event.event === 'timerFired' || isRefusalOf(event, visitId)) return { next: 'exit', exit: 'failed' };
    if (event.event !== 'recordStatus' || event.recordId !== visitId) return { next: 'wait', local: null };
    return { next: 'exit', exit: event.status === 'failed' ? 'failed' : 'done' };
  },
});
