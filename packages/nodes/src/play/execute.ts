import { defineNode } from '@callwright/flow-engine';
import { awaitPlayback, bargeInOf } from '../shared/playback.js';
import { definition, type PlayConfig } from './definition.js';

/** As long as the command's `url` may be. */
const MAX_URL_LENGTH = 2_048;

/** Plays the recording; leaves when it has been heard, was interrupted, or could not be played. */
export const node = defineNode<PlayConfig, null>({
  definition,
  enter(config, { render, visitId }) {
    const url = render(config.url).trim();
    if (url === '' || url.length > MAX_URL_LENGTH) return { next: 'exit', exit: 'failed' };
    const bargeIn = bargeInOf(config.mayInterrupt);
    return {
      next: 'wait',
      local: null,
      effects: [{ effect: 'command', command: { command: 'play', url, playId: visitId, commandId: visitId, bargeIn } }],
    };
  },
  on: (event, _local, _config, { visitId }) => awaitPlayback(event, visitId),
});
