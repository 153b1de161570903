import type { Effect, JournalLine } from '@callwright/protocol';

/** What a call waits for in its present step. `sinceMs` counts from when the call arrived. */
export type Waiting = {
  readonly for: 'speaking' | 'asking' | 'listening' | 'ringing' | 'connected';
  readonly sinceMs: number;
};

/** What the call waits for just now, read from its journal; null when nothing is known to be under way. */
export const waitsFor = (lines: readonly JournalLine[]): Waiting | null => {
  let waiting: Waiting | null = null;
  for (const line of lines) {
    if (line.kind === 'effect') waiting = afterEffect(waiting, line.effect, line.atMs);
    if (line.kind !== 'event') continue;
    // The prompt of a question comes first; what follows it is the listening.
    if (line.event.event === 'trackEnd' && waiting?.for === 'asking')
      waiting = { for: 'listening', sinceMs: line.atMs };
    if (line.event.event === 'referStatus' && line.event.status === 'answered' && waiting?.for === 'ringing')
      waiting = { for: 'connected', sinceMs: line.atMs };
    if (line.event.event === 'hangup') waiting = null;
  }
  return waiting;
};

const afterEffect = (waiting: Waiting | null, effect: Effect, sinceMs: number): Waiting | null => {
  if (effect.effect === 'stepEntered' || effect.effect === 'flowFinished') return null;
  if (effect.effect !== 'command') return waiting;
  switch (effect.command.command) {
    case 'gather':
      return { for: effect.command.prompt ? 'asking' : 'listening', sinceMs };
    case 'tts':
    case 'play':
      return { for: 'speaking', sinceMs };
    case 'refer':
      return { for: 'ringing', sinceMs };
    default:
      return waiting;
  }
};
