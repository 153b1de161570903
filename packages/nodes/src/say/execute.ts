import { defineNode } from '@callwright/flow-engine';
import { awaitPlayback, bargeInOf, speak } from '../shared/playback.js';
import { definition, type SayConfig } from './definition.js';

/** Speaks the text; leaves when it has been heard, was interrupted, or could not be said. */
export const node = defineNode<SayConfig, null>({
  definition,
  enter({ text, mayInterrupt }, context) {
    const words = context.say(text);
    return words === ''
      ? { next: 'exit', exit: 'done' }
      : { next: 'wait', local: null, effects: [speak(words, bargeInOf(mayInterrupt), context)] };
  },
  on: (event, _local, _config, { visitId }) => awaitPlayback(event, visitId),
});
