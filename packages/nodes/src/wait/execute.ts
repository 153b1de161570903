import { defineNode, isFailureOf, type NodeContext, type NodeEffect } from '@callwright/flow-engine';
import { MAX_URL_LENGTH } from '../shared/playback.js';
import { definition, type WaitConfig } from './definition.js';

/** Waits as long as it is set to, or until a key is pressed where that ends it; then stops the music. */
export const node = defineNode<WaitConfig, null>({
  definition,
  enter(config, context) {
    const music = config.sound === 'music' ? context.render(config.music).trim() : null;
    if (music === '' || (music !== null && music.length > MAX_URL_LENGTH)) return { next: 'exit', exit: 'failed' };
    const timer: NodeEffect = { effect: 'startTimer', timerId: 'wait', afterMs: config.waitMs };
    return { next: 'wait', local: null, effects: music === null ? [timer] : [play(music, context), timer] };
  },
  on(event, _local, config, { visitId }) {
    if (event.event === 'timerFired') return { next: 'exit', exit: 'done', effects: quiet(config) };
    if (event.event === 'dtmf' && event.phase === 'start' && config.endsOnKey)
      return { next: 'exit', exit: 'key', effects: quiet(config) };
    if (config.sound === 'music' && isFailureOf(event, visitId)) return { next: 'exit', exit: 'failed' };
    return { next: 'wait', local: null };
  },
});

const play = (url: string, { visitId }: NodeContext): NodeEffect => ({
  effect: 'command',
  command: { command: 'play', url, playId: visitId, commandId: visitId, loop: true, bargeIn: [] },
});

const quiet = ({ sound }: WaitConfig): readonly NodeEffect[] =>
  sound === 'music' ? [{ effect: 'command', command: { command: 'interrupt' } }] : [];
