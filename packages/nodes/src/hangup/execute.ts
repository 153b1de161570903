import { defineNode, type NodeEffect } from '@callwright/flow-engine';
import { playbackEnd, speak } from '../shared/playback.js';
import { definition, type HangupConfig } from './definition.js';

/** Says its last words, then hangs up, said or not; the call's own `hangup` event ends the flow. */
export const node = defineNode<HangupConfig, null>({
  definition,
  enter({ text, reason }, context) {
    const words = context.say(text);
    return { next: 'wait', local: null, effects: [words === '' ? hangUp(reason) : speak(words, [], context)] };
  },
  on: (event, _local, { reason }, { visitId }) => ({
    next: 'wait',
    local: null,
    effects: playbackEnd(event, visitId) === null ? [] : [hangUp(reason)],
  }),
});

const hangUp = (reason: string): NodeEffect => ({
  effect: 'command',
  command: { command: 'hangup', reason: reason || 'completed', initiator: 'system' },
});
