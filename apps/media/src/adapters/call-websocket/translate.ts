import { type Command, SERVER_TRACK, type SessionEvent, type TrackId, trackId } from '@callwright/protocol';
import { canonicalOnly, failureOf, liveForm } from './live-form.js';
import type { Wording } from './messages.js';

/** An event as this client reads it, or null when its dialect has no word for it. */
export const formatEvent = (event: SessionEvent, wording: Wording): string | null => {
  if (wording.dialect === 'callwright') return JSON.stringify(event);
  // The wire knows one event a key, at its start.
  if (event.event === 'dtmf' && event.phase === 'end') return null;
  if (wording.dialect === 'live') {
    const form = liveForm(event, wording);
    return form && JSON.stringify(form);
  }
  const told = failureOf(event) ?? event;
  return canonicalOnly.has(told.event) ? null : JSON.stringify({ ...told, ...playbackFields(told) });
};

/** A track id as this client writes it, as ours. */
export const parseTrackId = (written: TrackId | undefined, { dialect, serverTrack }: Wording): TrackId | undefined =>
  dialect === 'live' && written === trackId.parse(serverTrack) ? SERVER_TRACK : written;

/** A command as we mean it: tracks by our names, and what a dialect means when it says nothing. */
export const ourCommand = (command: Command, wording: Wording): Command => {
  if ('trackId' in command) return { ...command, trackId: parseTrackId(command.trackId, wording) };
  // Spec 0 §3: with live clients the call ends with the one it was passed on to, unless they say otherwise.
  if (command.command === 'refer' && wording.dialect === 'live')
    return { ...command, options: { ...command.options, autoHangup: command.options?.autoHangup ?? true } };
  return command;
};

// Spec 0 §4 calls a playback's length `duration`, and where it was cut off `current` of `totalDuration`.
const playbackFields = (event: SessionEvent): object => {
  if (event.event === 'trackEnd') return { duration: event.durationMs };
  if (event.event === 'eou') return { complete: event.completed };
  if (event.event === 'interruption') return { current: event.positionMs, totalDuration: event.totalMs ?? 0 };
  return {};
};
