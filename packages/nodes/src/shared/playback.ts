import { isFailureOf, type LocalText, type NodeContext, type NodeEffect, type NodeStep } from '@callwright/flow-engine';
import type { BargeIn, EngineEvent } from '@callwright/protocol';

/** What stops a playback that may be interrupted. */
export const bargeInOf = (mayInterrupt: boolean): BargeIn => (mayInterrupt ? ['speech', 'keys'] : []);

/** Whether a text has no words in any language. */
export const isWordless = (text: LocalText): boolean =>
  typeof text === 'string' ? text.trim() === '' : Object.values(text).every((words) => words.trim() === '');

/** A text in few words, for a card on the canvas: the first of its languages. */
export const summaryOf = (text: LocalText): string =>
  typeof text === 'string' ? text : (Object.values(text)[0] ?? '');

/** Says something in the language and voice now spoken. Command and playback are named by the visit. */
export const speak = (text: string, bargeIn: BargeIn, { visitId, voice }: NodeContext): NodeEffect => ({
  effect: 'command',
  command: {
    command: 'tts',
    text,
    playId: visitId,
    commandId: visitId,
    bargeIn,
    option: { language: voice.language },
    ...speakerOf(voice),
  },
});

/** The voice now spoken, if one is named. */
export const speakerOf = ({ speaker }: NodeContext['voice']): { readonly speaker?: string } =>
  speaker === undefined ? {} : { speaker };

/**
 * How a playback of this name ended, if the event tells: `done` when it was heard or interrupted, `failed` when it
 * could not be played. The call owes one of the two for every playback.
 */
export const playbackEnd = (event: EngineEvent, playId: string): 'done' | 'failed' | null => {
  if (event.event === 'trackEnd' && event.playId === playId) return 'done';
  return isFailureOf(event, playId) ? 'failed' : null;
};

/** Waits for a playback's end and leaves by it. */
export const awaitPlayback = (event: EngineEvent, playId: string): NodeStep<null> => {
  const exit = playbackEnd(event, playId);
  return exit ? { next: 'exit', exit } : { next: 'wait', local: null };
};
