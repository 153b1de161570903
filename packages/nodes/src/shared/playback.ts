import type { NodeStep } from '@callwright/flow-engine';
import type { BargeIn, EngineEvent } from '@callwright/protocol';

/** What stops a playback that may be interrupted. */
export const bargeInOf = (mayInterrupt: boolean): BargeIn => (mayInterrupt ? ['speech', 'keys'] : []);

/** Waits for a playback's end: `done` when it ended or was interrupted, `failed` when it could not be played. */
export const awaitPlayback = (event: EngineEvent, playId: string): NodeStep<null> => {
  if (event.event === 'trackEnd' && event.playId === playId) return { next: 'exit', exit: 'done' };
  if (event.event === 'error' && event.playId === playId) return { next: 'exit', exit: 'failed' };
  return { next: 'wait', local: null };
};
