import { defineNode } from '@callwright/flow-engine';
import { awaitPlayback, bargeInOf } from '../shared/playback.js';
import { definition, type SayConfig } from './definition.js';

/** Speaks the text; leaves when it has been heard, was interrupted, or could not be said. */
export const node = defineNode<SayConfig, null>({
  definition,
  enter({ text, mayInterrupt }, { render, visitId, settings }) {
    const words = render(text).trim();
    if (words === '') return { next: 'exit', exit: 'done' };
    return {
      next: 'wait',
      local: null,
      effects: [
        {
          effect: 'command',
          command: {
            command: 'tts',
            text: words,
            playId: visitId,
            bargeIn: bargeInOf(mayInterrupt),
            option: { language: settings.language },
            ...(settings.speaker ? { speaker: settings.speaker } : {}),
          },
        },
      ],
    };
  },
  on: (event, _local, _config, { visitId }) => awaitPlayback(event, visitId),
});
