import { defineNode, type NodeEffect } from '@callwright/flow-engine';
import { definition, type HangupConfig } from './definition.js';

/** Says its last words, then hangs up; the call's own `hangup` event ends the flow. */
export const node = defineNode<HangupConfig, null>({
  definition,
  enter({ text, reason }, { render, visitId, settings }) {
    const words = render(text).trim();
    if (words === '') return { next: 'wait', local: null, effects: [hangUp(reason)] };
    const speaker = settings.speaker ? { speaker: settings.speaker } : {};
    const option = { language: settings.language };
    return {
      next: 'wait',
      local: null,
      effects: [{ effect: 'command', command: { command: 'tts', text: words, playId: visitId, option, ...speaker } }],
    };
  },
  on: (event, _local, { reason }, { visitId }) => ({
    next: 'wait',
    local: null,
    effects: event.event === 'trackEnd' && event.playId === visitId ? [hangUp(reason)] : [],
  }),
});

const hangUp = (reason: string): NodeEffect => ({
  effect: 'command',
  command: { command: 'hangup', reason: reason || 'completed', initiator: 'system' },
});
