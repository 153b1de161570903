import { SERVER_TRACK, type SessionEvent, type SessionEventName, type SessionEventOf } from '@callwright/protocol';
import { isoTime } from '../../platform/calendar.js';
import type { Wording } from './messages.js';

/** Events that only the canonical dialect has words for. */
export const canonicalOnly: ReadonlySet<SessionEventName> = new Set([
  ...(['session', 'mediaReady', 'ack', 'reconnect', 'gatherResult', 'referStatus', 'recordStatus'] as const),
  ...(['dialResult', 'queueResult', 'conferenceEvent', 'messageResult', 'dtmfSent', 'transferRequest'] as const),
  ...(['participantJoin', 'participantLeave', 'trackPublished', 'trackUnpublished'] as const),
  ...(['streamStatus', 'mark', 'bufferDepth', 'playoutCleared'] as const),
]);

/** Live clients' names for the same events (spec 0 §4). */
const liveNames: Partial<Record<SessionEventName, string>> = {
  startSpeaking: 'speaking',
  transcriptionDelta: 'asrDelta',
  transcriptionFinal: 'asrFinal',
};

/**
 * An event as live clients read it (spec 0 §4), who take every number for a whole one; null when they have no word for it.
 */
export const liveForm = (event: SessionEvent, wording: Wording): object | null => {
  const isEither = event.event === 'recordStatus' || event.event === 'streamStatus';
  const told = isEither ? failureOf(event) : event;
  if (told === null) return null;
  const { callTrack: trackId } = wording;
  const { timestamp } = told;
  if (told.event === 'referStatus') return whole({ trackId, timestamp, ...referForm(told) });
  if (told.event === 'ack') return echoOf(told, wording);
  if (canonicalOnly.has(told.event)) return null;
  return whole({
    ...told,
    ...trackFieldOf(told, wording),
    event: liveNames[told.event] ?? told.event,
    ...fieldsOf(told),
  });
};

/** What came to nothing must not come to nothing without a word: the wire's own is `error`. Null: nothing has. */
export const failureOf = (event: SessionEvent): SessionEventOf<'error'> | null => {
  const { timestamp } = event;
  if (event.event === 'referStatus' && failed.has(event.status)) {
    const error = event.reason ?? `The transfer came to nothing: ${event.status}.`;
    return { event: 'error', timestamp, sender: 'refer', error, code: 'call.transferFailed' };
  }
  if (event.event === 'recordStatus' && event.status === 'failed')
    return { event: 'error', timestamp, sender: 'record', error: 'The recording failed.', code: 'internal' };
  if (event.event === 'streamStatus' && event.status === 'failed')
    return { event: 'error', timestamp, sender: event.streamId, error: event.reason ?? '', code: 'http.network' };
  return null;
};

const failed: ReadonlySet<string> = new Set(['busy', 'rejected', 'noAnswer', 'failed']);
/** They are about the call, where nothing else is named. */
const needsTrack: ReadonlySet<SessionEventName> = new Set(['error', 'hangup']);

const trackFieldOf = (event: SessionEvent, wording: Wording): object => {
  if ('trackId' in event && event.trackId !== undefined) return { trackId: trackOf(event.trackId, wording) };
  const { callTrack: trackId } = wording;
  return trackId !== undefined && needsTrack.has(event.event) ? { trackId } : {};
};

const trackOf = (id: string, { serverTrack }: Wording): string => (id === SERVER_TRACK ? serverTrack : id);

const fieldsOf = (event: SessionEvent): object => {
  switch (event.event) {
    case 'trackEnd':
      // The number of our stream in RTP means nothing to a client that knows it by its track.
      return { duration: event.durationMs, ssrc: 0 };
    case 'eou':
      return { complete: event.completed };
    case 'interruption':
      return { current: event.positionMs, position: event.positionMs, totalDuration: event.totalMs ?? 0 };
    case 'error':
      // Theirs is a number; ours stands beside it.
      return { code: statusOf(event.code), errorCode: event.code };
    case 'hangup':
      return { initiator: event.initiator === 'api' ? 'system' : event.initiator };
    default:
      return {};
  }
};

/** RFC 3261 §21: what each kind of error is nearest to. */
const statuses: Readonly<Record<string, number>> = {
  'auth.required': 401,
  'auth.expired': 401,
  'auth.forbidden': 403,
  'auth.badOrigin': 403,
  'call.notAllowed': 403,
  'call.notDriver': 403,
  'call.unknownEndpoint': 404,
  'flow.notFound': 404,
  'media.promptMissing': 404,
  'media.timeout': 408,
  'speech.timeout': 408,
  'api.conflict': 409,
  'api.tooManyRequests': 429,
  'call.unreachable': 480,
  'call.ended': 481,
  'call.busy': 486,
  'media.badSdp': 488,
  'media.noCommonCodec': 488,
  'protocol.unsupported': 501,
  'media.noWorker': 503,
  'media.soundLost': 503,
};
const statusOf = (code: string): number => statuses[code] ?? (code.startsWith('protocol.') ? 400 : 500);

const referCodes: Readonly<Record<string, number>> = { busy: 486, rejected: 603, noAnswer: 408, failed: 480 };

// Spec 0 §3: a call that is passed on rings, answers and ends as the first one does, and is told from it by `refer`.
const referForm = ({ status, reason, startTime, timestamp }: SessionEventOf<'referStatus'>): object => {
  if (status === 'trying') return { event: 'ringing', earlyMedia: false, refer: true };
  if (status === 'answered') return { event: 'answer', sdp: '', refer: true };
  if (status === 'ended') {
    const times = { startTime: isoTime(startTime ?? timestamp), hangupTime: isoTime(timestamp) };
    return { event: 'hangup', reason: 'callee', initiator: 'callee', ...times, refer: true };
  }
  const told = status === 'noAnswer' ? 'Timeout when refer' : (reason ?? `The transfer came to nothing: ${status}.`);
  return { event: 'reject', reason: told, code: referCodes[status], refer: true };
};

// Spec 0 §4: who interrupts hears of it.
const echoOf = ({ command, ok, timestamp }: SessionEventOf<'ack'>, wording: Wording): object | null =>
  command === 'interrupt' && ok
    ? { event: 'interrupt', trackId: wording.callTrack, timestamp, receiver: wording.serverTrack }
    : null;

const whole = (fields: object): object =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'number' && name !== 'confidence' ? Math.round(value) : value,
    ]),
  );
