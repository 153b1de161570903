import { defineNode, type NodeContext, type NodeEffect } from '@callwright/flow-engine';
import { awaitRounds, bargeInOf, type Rounds, roundId, speak } from '../shared/playback.js';
import { definition, type SayConfig } from './definition.js';

/** Speaks the text; leaves when it has been heard often enough, was interrupted, or could not be said. */
export const node = defineNode<SayConfig, Rounds>({
  definition,
  enter: (config, context) =>
    context.say(config.text) === ''
      ? { next: 'exit', exit: 'done' }
      : { next: 'wait', local: { round: 0 }, effects: [sayIt(config, context, { round: 0 })] },
  on: (event, { round }, config, context) =>
    awaitRounds(event, { round, times: config.times }, context, (now) => sayIt(config, context, now)),
});

const sayIt = (config: SayConfig, context: NodeContext, now: Rounds): NodeEffect => {
  const { language } = context.voice;
  const voice = config.speaker === '' ? context.voice : { language, speaker: config.speaker };
  const bargeIn = bargeInOf(config.mayInterrupt, config.interruptedBy);
  const asSaid = { visitId: roundId(context, now), voice };
  return speak(context.say(config.text), bargeIn, asSaid, config.speedPercent / 100);
};
