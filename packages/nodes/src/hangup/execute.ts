import { defineNode, type NodeEffect } from '@callwright/flow-engine';
import { playbackEnd, speak } from '../shared/playback.js';
import { definition, type HangupConfig } from './definition.js';

/** Says its last words, then hangs up, said or not; the call's own `hangup` event ends the flow. */
export const node = defineNode<HangupConfig, null>({
  definition,
  enter(config, context) {
    const words = context.say(config.text);
    return { next: 'wait', local: null, effects: [words === '' ? hangUp(config) : speak(words, [], context)] };
  },
  on: (event, _local, config, { visitId }) => ({
    next: 'wait',
    local: null,
    effects: playbackEnd(event, visitId) === null ? [] : [hangUp(config)],
  }),
});

const hangUp = ({ reason, code }: HangupConfig): NodeEffect => ({
  effect: 'command',
  command: {
    command: 'hangup',
    reason: reason || 'completed',
    initiator: 'system',
    ...(code === null ? {} : { code }),
  },
});
