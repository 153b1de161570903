import { isFailureOf, type NodeContext, type NodeEffect, type NodeStep } from '@callwright/flow-engine';
import type { BargeIn, EngineEvent } from '@callwright/protocol';

/** As much as one `tts` or `gather` may say. */
const MAX_SPOKEN_LENGTH = 5_000;

/** What stops a playback that may be interrupted. */
export const bargeInOf = (mayInterrupt: boolean): BargeIn => (mayInterrupt ? ['speech', 'keys'] : []);

/** A prompt with its variables filled in, ready to be said; what no command could carry is cut off. */
export const spokenText = (template: string, { render }: NodeContext): string =>
  render(template).trim().slice(0, MAX_SPOKEN_LENGTH);

/** Says something in the flow's language and voice. Command and playback are named by the visit. */
export const speak = (text: string, bargeIn: BargeIn, { visitId, settings }: NodeContext): NodeEffect => ({
  effect: 'command',
  command: {
    command: 'tts',
    text,
    playId: visitId,
    commandId: visitId,
    bargeIn,
    option: { language: settings.language },
    ...voiceOf(settings),
  },
});

/** The flow's voice, if it names one. */
export const voiceOf = ({ speaker }: NodeContext['settings']): { readonly speaker?: string } =>
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
