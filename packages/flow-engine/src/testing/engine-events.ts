import { type EngineEvent, SERVER_TRACK, trackId } from '@callwright/protocol';

/** The caller's track. */
export const caller = trackId.parse('c-1');
/** When it all happens. */
export const at = { timestamp: 1000 };
/** The flow begins; what it is given. */
export const started: EngineEvent = { event: 'flowStarted', input: { name: 'Ada' }, ...at };
/** The caller is gone. */
export const hangup: EngineEvent = {
  event: 'hangup',
  reason: 'completed',
  initiator: 'caller',
  startTime: '2025-01-06T09:00:00.000Z',
  hangupTime: '2025-01-06T09:01:00.000Z',
  ...at,
};
/** A key that is pressed. */
export const key = (digit: string): EngineEvent => ({ event: 'dtmf', trackId: caller, digit, phase: 'start', ...at });
/** A playback that has come to its end. */
export const played = (playId: string): EngineEvent => ({
  event: 'trackEnd',
  trackId: SERVER_TRACK,
  playId,
  durationMs: 1,
  ...at,
});
/** A timer that has run out. */
export const fired = (timerId: string): EngineEvent => ({ event: 'timerFired', timerId, ...at });
/** What came of a question; without a choice, nothing came. */
export const answered = (gatherId: string, choice?: string): EngineEvent =>
  choice === undefined
    ? { event: 'gatherResult', gatherId, reason: 'timeout', ...at }
    : { event: 'gatherResult', gatherId, reason: 'digits', digits: '1', choice, ...at };
