import { defineNode, type NodeContext, type NodeEffect } from '@callwright/flow-engine';
import { awaitRounds, bargeInOf, MAX_URL_LENGTH, type Rounds, roundId } from '../shared/playback.js';
import { definition, type PlayConfig } from './definition.js';

/** Plays the recording; leaves when it has been heard often enough, was interrupted, or could not be played. */
export const node = defineNode<PlayConfig, Rounds>({
  definition,
  enter(config, context) {
    const url = urlOf(config, context);
    if (url === '' || url.length > MAX_URL_LENGTH) return { next: 'exit', exit: 'failed' };
    return { next: 'wait', local: { round: 0 }, effects: [playIt(config, context, { round: 0 })] };
  },
  on: (event, { round }, config, context) =>
    awaitRounds(event, { round, times: config.times }, context, (now) => playIt(config, context, now)),
});

const urlOf = ({ url }: PlayConfig, { render }: NodeContext) => render(url).trim();

const playIt = (config: PlayConfig, context: NodeContext, now: Rounds): NodeEffect => {
  const playId = roundId(context, now);
  const { seekMs } = config;
  return {
    effect: 'command',
    command: {
      command: 'play',
      url: urlOf(config, context),
      playId,
      commandId: playId,
      bargeIn: bargeInOf(config.mayInterrupt, config.interruptedBy),
      ...(seekMs === 0 ? {} : { seekMs }),
    },
  };
};
