import type { CallInput } from './call-model.js';
import { stopPlayback } from './model-playback.js';
import type { EventBody, ModelTurn } from './model-turn.js';

/** The caller presses a key, or lets it go. What begins while a secret is asked for is secret to its end. */
export const press = (turn: ModelTurn, { digit, phase, durationMs }: Extract<CallInput, { input: 'key' }>): void => {
  const pressed: EventBody = {
    event: 'dtmf',
    trackId: turn.callerTrack,
    digit,
    phase,
    ...(phase === 'end' ? { durationMs } : {}),
  };
  const isSecret = phase === 'start' ? turn.model.gather?.command.secret === true : turn.model.isKeySecret;
  if (isSecret !== turn.model.isKeySecret) turn.set({ isKeySecret: isSecret });
  if (phase === 'start') bargeIn(turn, 'keys', () => turn.report(pressed, isSecret));
  else turn.report(pressed, isSecret);
};

/** The caller begins to speak. Who does while still speaking goes on with the later words. */
export const beginSpeaking = (turn: ModelTurn, { text, durationMs }: Extract<CallInput, { input: 'speech' }>): void => {
  if (turn.model.isCallerMuted) return;
  const isHeard = turn.model.ears.isOn;
  turn.set({ utterance: { text, startedAtMs: turn.nowMs, durationMs, isEnded: false, isHeard } });
  turn.stopTimer('recognition');
  turn.startTimer('endOfTurn', durationMs + turn.world.endOfTurnMs);
  const startTime = turn.sinceStart(turn.nowMs);
  bargeIn(turn, 'speech', () => turn.report({ event: 'startSpeaking', trackId: turn.callerTrack, startTime }));
};

/**
 * Stops what plays if it may be stopped so: executed where the sound is, then reported; whether before its cause or after
 * it is up to the world.
 */
export const bargeIn = (turn: ModelTurn, how: 'keys' | 'speech' | 'words', reportCause: () => void): void => {
  const isFirst = turn.world.reportsCause === 'first';
  if (isFirst) reportCause();
  if (turn.model.playback?.command.bargeIn?.includes(how)) stopPlayback(turn, how);
  if (!isFirst) reportCause();
};
