import { SERVER_TRACK, type SessionEvent, type SessionEventName, type TrackId, trackId } from '@callwright/protocol';
import type { Dialect } from './messages.js';

/** Playback track as live clients know it. */
const LIVE_SERVER_TRACK = 'server-side-track';

/** Events that only the canonical dialect has words for. */
const canonicalOnly: ReadonlySet<SessionEventName> = new Set([
  'session',
  'mediaReady',
  'ack',
  'gatherResult',
  'referStatus',
  'recordStatus',
  'dtmfSent',
]);

/** Live clients' names for the same events (spec 0 §4). */
const liveNames: Partial<Record<SessionEventName, string>> = {
  startSpeaking: 'speaking',
  transcriptionDelta: 'asrDelta',
  transcriptionFinal: 'asrFinal',
};

/** An event as this client reads it, or null when its dialect has no word for it. */
export const formatEvent = (event: SessionEvent, dialect: Dialect): string | null => {
  if (dialect === 'callwright') return JSON.stringify(event);
  if (canonicalOnly.has(event.event)) return null;
  // The wire knows one event a key, at its start.
  if (event.event === 'dtmf' && event.phase === 'end') return null;
  return JSON.stringify(dialect === 'live' ? liveForm(event) : seedForm(event));
};

const seedForm = (event: SessionEvent): object => ({ ...event, ...playbackFields(event) });

const liveForm = (event: SessionEvent): object => ({
  ...seedForm(event),
  event: liveNames[event.event] ?? event.event,
  ...('trackId' in event && event.trackId === SERVER_TRACK ? { trackId: LIVE_SERVER_TRACK } : {}),
});

// Spec 0 §4 calls a playback's length `duration`, and where it was cut off `current` of `totalDuration`.
const playbackFields = (event: SessionEvent): object => {
  if (event.event === 'trackEnd') return { duration: event.durationMs };
  if (event.event === 'interruption') return { current: event.positionMs, totalDuration: event.totalMs ?? 0 };
  return {};
};

/** A track id as a client of this dialect writes it, as ours. */
export const parseTrackId = (written: TrackId | undefined, dialect: Dialect): TrackId | undefined =>
  dialect === 'live' && written === trackId.parse(LIVE_SERVER_TRACK) ? SERVER_TRACK : written;
