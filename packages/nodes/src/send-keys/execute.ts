import { defineNode, isRefusalOf } from '@callwright/flow-engine';
import { definition, type SendKeysConfig } from './definition.js';
import { keysIn } from './keys-in.js';

/** A tone and the gap after it last far less than this, and so does a pause. */
const MS_PER_KEY = 2_000;
/** Before the first key, others may still be on their way. */
const START_MS = 5_000;

/** Sends the keys and goes on when the last of them has sounded. */
export const node = defineNode<SendKeysConfig, null>({
  definition,
  enter(config, { render, visitId }) {
    const digits = keysIn(render(config.keys));
    if (digits === null) return { next: 'exit', exit: 'failed' };
    return {
      next: 'wait',
      local: null,
      effects: [
        { effect: 'command', command: { command: 'dtmf', digits, dtmfId: visitId, commandId: visitId } },
        { effect: 'startTimer', timerId: 'sent', afterMs: START_MS + digits.length * MS_PER_KEY },
      ],
    };
  },
  on(event, _local, _config, { visitId }) {
    if (event.event === 'timerFired' || isRefusalOf(event, visitId)) return { next: 'exit', exit: 'failed' };
    const isSent = event.event === 'dtmfSent' && event.dtmfId === visitId;
    return isSent ? { next: 'exit', exit: 'done' } : { next: 'wait', local: null };
  },
});
