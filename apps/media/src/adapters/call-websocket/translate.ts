import { SERVER_TRACK, type SessionEvent, type SessionEventName, type TrackId, trackId } from '@callwright/protocol';
import type { Wording } from './messages.js';

/** Events that only the canonical dialect has words for. */
const canonicalOnly: ReadonlySet<SessionEventName> = new Set([
  'session',
  'mediaReady',
  'ack',
  'gatherResult',
  'referStatus',
  'recordStatus',
  'dialResult',
  'queueResult',
  'conferenceEvent',
  'participantJoin',
  'participantLeave',
  'trackPublished',
  'trackUnpublished',
  'messageResult',
  'dtmfSent',
]);

/** Live clients' names for the same events (spec 0 §4). */
const liveNames: Partial<Record<SessionEventName, string>> = {
  startSpeaking: 'speaking',
  transcriptionDelta: 'asrDelta',
  transcriptionFinal: 'asrFinal',
};

/** An event as this client reads it, or null when its dialect has no word for it. */
export const formatEvent = (event: SessionEvent, wording: Wording): string | null => {
  if (wording.dialect === 'callwright') return JSON.stringify(event);
  const told = failureOf(event) ?? event;
  if (canonicalOnly.has(told.event)) return null;
  // The wire knows one event a key, at its start.
  if (told.event === 'dtmf' && told.phase === 'end') return null;
  return JSON.stringify(wording.dialect === 'live' ? liveForm(told, wording) : seedForm(told));
};

/** A track id as this client writes it, as ours. */
export const parseTrackId = (written: TrackId | undefined, { dialect, serverTrack }: Wording): TrackId | undefined =>
  dialect === 'live' && written === trackId.parse(serverTrack) ? SERVER_TRACK : written;

// What came to nothing must not come to nothing without a word: the wire's own is `error`.
const failureOf = (event: SessionEvent): SessionEvent | null => {
  const { timestamp } = event;
  if (event.event === 'referStatus' && ['busy', 'rejected', 'noAnswer', 'failed'].includes(event.status)) {
    const error = event.reason ?? `The transfer came to nothing: ${event.status}.`;
    return { event: 'error', timestamp, sender: 'refer', error, code: 'call.transferFailed' };
  }
  if (event.event === 'recordStatus' && event.status === 'failed')
    return { event: 'error', timestamp, sender: 'record', error: 'The recording failed.', code: 'internal' };
  return null;
};

const seedForm = (event: SessionEvent): object => ({ ...event, ...playbackFields(event) });

const liveForm = (event: SessionEvent, { serverTrack }: Wording): object => ({
  ...seedForm(event),
  event: liveNames[event.event] ?? event.event,
  ...('trackId' in event && event.trackId === SERVER_TRACK ? { trackId: serverTrack } : {}),
});

// Spec 0 §4 calls a playback's length `duration`, and where it was cut off `current` of `totalDuration`.
const playbackFields = (event: SessionEvent): object => {
  if (event.event === 'trackEnd') return { duration: event.durationMs };
  // Live clients read `complete` (spec 0 §4).
  if (event.event === 'eou') return { complete: event.completed };
  if (event.event === 'interruption') return { current: event.positionMs, totalDuration: event.totalMs ?? 0 };
  return {};
};
