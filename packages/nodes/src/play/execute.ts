import { defineNode } from '@callwright/flow-engine';
import { awaitPlayback, bargeInOf } from '../shared/playback.js';
import { definition, type PlayConfig } from './definition.js';

/** Plays the recording; leaves when it has been heard, was interrupted, or could not be played. */
export const node = defineNode<PlayConfig, null>({
  definition,
  enter: ({ url, mayInterrupt }, { render, visitId }) => ({
    next: 'wait',
    local: null,
    effects: [
      {
        effect: 'command',
        command: { command: 'play', url: render(url).trim(), playId: visitId, bargeIn: bargeInOf(mayInterrupt) },
      },
    ],
  }),
  on: (event, _local, _config, { visitId }) => awaitPlayback(event, visitId),
});
