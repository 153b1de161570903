import type { EngineEvent } from '@callwright/protocol';

/**
 * Whether an event says that what was asked for under `id` came to nothing: the call refused the command
 * (`ack` that is not ok), or it failed later (`error`). `id` is a `commandId` or a `playId`; a node that gives both
 * the same value hears of either.
 */
export const isFailureOf = (event: EngineEvent, id: string): boolean =>
  (event.event === 'ack' && !event.ok && event.commandId === id) ||
  (event.event === 'error' && (event.commandId === id || event.playId === id));
