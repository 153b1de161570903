import type { EngineEvent } from '@callwright/protocol';

/** Whether an event says that a command came to nothing: refused (`ack` that is not ok), or failed later (`error`). */
export const isRefusalOf = (event: EngineEvent, commandId: string): boolean =>
  ((event.event === 'ack' && !event.ok) || event.event === 'error') && event.commandId === commandId;

/** The same for a command and a playback that share one id: whichever the call names, it came to nothing. */
export const isFailureOf = (event: EngineEvent, id: string): boolean =>
  isRefusalOf(event, id) || (event.event === 'error' && event.playId === id);
