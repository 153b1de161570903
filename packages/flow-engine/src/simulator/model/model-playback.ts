import { type CommandOf, SERVER_TRACK, type SessionEventOf } from '@callwright/protocol';
import type { ModelPlayback } from './call-model.js';
import { hangUp } from './model-hangup.js';
import { messageMs } from './model-record.js';
import type { ModelTurn } from './model-turn.js';

/** How long a beep is. */
const BEEP_MS = 400;
const RECORDING = 'recording:';

/** Says something. */
export const speak = (turn: ModelTurn, command: CommandOf<'tts'>): void =>
  begin(turn, {
    command,
    content: command.text,
    startedAtMs: turn.nowMs,
    seekMs: 0,
    totalMs: Math.max(1, command.text.length) * turn.world.msPerCharacter,
  });

/** Plays a recording, a beep, or a message taken in this call. */
export const play = (turn: ModelTurn, command: CommandOf<'play'>): void => {
  const { url, loop = false, seekMs = 0, commandId, playId } = command;
  const lengthMs = lengthOf(turn, url);
  if (lengthMs === null) {
    const error = 'There is no such recording.';
    turn.report({ event: 'error', sender: 'play', error, code: 'media.promptMissing', commandId, playId });
    return;
  }
  const totalMs = loop ? null : Math.max(0, lengthMs - seekMs);
  begin(turn, { command, content: url, startedAtMs: turn.nowMs, seekMs, totalMs });
};

/** Stops what plays, if anything does. */
export const stopPlayback = (turn: ModelTurn, cause: SessionEventOf<'interruption'>['cause']): void => {
  const { playback } = turn.model;
  if (!playback) return;
  const { seekMs, command } = playback;
  const playedMs = turn.nowMs - playback.startedAtMs;
  turn.set({ playback: null });
  turn.stopTimer('playback');
  turn.report({
    event: 'interruption',
    trackId: SERVER_TRACK,
    playId: command.playId,
    positionMs: seekMs + playedMs,
    totalMs: playback.totalMs === null ? undefined : seekMs + playback.totalMs,
    cause,
  });
  endTrack(turn, playback, { durationMs: playedMs, interrupted: true });
};

/** What plays has come to its end. */
export const endPlayback = (turn: ModelTurn): void => {
  const { playback } = turn.model;
  if (!playback) return;
  turn.set({ playback: null });
  endTrack(turn, playback, { durationMs: playback.totalMs ?? 0 });
};

// The same playback goes on with more words; another takes its place.
const begin = (turn: ModelTurn, next: ModelPlayback): void => {
  const { playback } = turn.model;
  const { playId } = next.command;
  if (playback && playId !== undefined && playback.command.playId === playId) {
    const totalMs = playback.totalMs === null || next.totalMs === null ? null : playback.totalMs + next.totalMs;
    turn.set({ playback: { ...playback, content: `${playback.content} ${next.content}`, totalMs } });
    if (totalMs !== null) turn.startTimer('playback', playback.startedAtMs + totalMs - turn.nowMs);
    return;
  }
  stopPlayback(turn, 'command');
  if (turn.model.status === 'over') return;
  turn.set({ playback: next });
  if (next.totalMs !== null) turn.startTimer('playback', next.totalMs);
  turn.report({ event: 'trackStart', trackId: SERVER_TRACK, playId });
};

const endTrack = (
  turn: ModelTurn,
  { command }: ModelPlayback,
  how: Pick<SessionEventOf<'trackEnd'>, 'durationMs' | 'interrupted'>,
): void => {
  turn.report({ event: 'trackEnd', trackId: SERVER_TRACK, playId: command.playId, ...how });
  if (command.autoHangup) hangUp(turn, 'autohangup', 'system');
};

const lengthOf = (turn: ModelTurn, url: string): number | null => {
  if (url === 'tone:beep') return BEEP_MS;
  if (!url.startsWith(RECORDING)) return turn.world.playMs;
  return messageMs(turn, url.slice(RECORDING.length));
};
