import type { Effect, EngineEvent, JournalLine } from '@callwright/protocol';

/** What a call waits for in its present step. `sinceMs` counts from when the call arrived. */
export type Waiting = {
  readonly for: 'speaking' | 'asking' | 'listening' | 'ringing' | 'queued' | 'connected';
  readonly sinceMs: number;
};

/** What the call waits for just now, read from its journal; null when nothing is known to be under way. */
export const waitsFor = (lines: readonly JournalLine[]): Waiting | null => {
  let waiting: Waiting | null = null;
  for (const line of lines) {
    if (line.kind === 'effect') waiting = afterEffect(waiting, line.effect, line.atMs);
    if (line.kind === 'event') waiting = afterEvent(waiting, line.event, line.atMs);
  }
  return waiting;
};

const afterEvent = (waiting: Waiting | null, event: EngineEvent, sinceMs: number): Waiting | null => {
  switch (event.event) {
    case 'trackEnd':
      // The prompt of a question comes first; what follows it is the listening.
      return waiting?.for === 'asking' ? { for: 'listening', sinceMs } : waiting;
    case 'referStatus':
    case 'dialResult':
      return event.status === 'answered' && waiting?.for === 'ringing' ? { for: 'connected', sinceMs } : waiting;
    case 'queueResult':
      return event.status === 'answered' ? { for: 'connected', sinceMs } : waiting;
    case 'hangup':
      return null;
    default:
      return waiting;
  }
};

const afterEffect = (waiting: Waiting | null, effect: Effect, sinceMs: number): Waiting | null => {
  if (effect.effect === 'stepEntered' || effect.effect === 'flowFinished') return null;
  if (effect.effect !== 'command') return waiting;
  switch (effect.command.command) {
    case 'gather':
      return { for: effect.command.prompt ? 'asking' : 'listening', sinceMs };
    case 'tts':
    case 'play':
      // Who waits in line is told how long it takes now and then, and goes on waiting.
      return waiting?.for === 'queued' ? waiting : { for: 'speaking', sinceMs };
    case 'enqueue':
      return { for: 'queued', sinceMs };
    case 'refer':
    case 'dial':
      return { for: 'ringing', sinceMs };
    default:
      return waiting;
  }
};
