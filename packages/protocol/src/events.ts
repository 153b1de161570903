import { z } from 'zod';
import { trackId } from './ids.js';

/** Every event carries when it happened, in ms since the epoch. */
const common = { timestamp: z.number(), commandId: z.string().optional() };
const event = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ event: z.literal(name), ...common, ...shape });
const ms = z.number().min(0);
const refusalCode = z.number().int().optional().describe('what who was called answered, as a SIP status');

/** First event of every call. */
export const sessionEvent = event('session', {
  protocol: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  capabilities: z.array(z.string()),
});
/** A call that came in and waits for `accept`, `ringing` or `reject`. */
export const incomingEvent = event('incoming', {
  trackId,
  caller: z.string(),
  callee: z.string(),
  sdp: z.string().describe('what the caller offers, without keys; empty when it is for us to offer'),
  headers: z.record(z.string(), z.string()).optional().describe('of the call, by name, where its protocol has any'),
});
/** It rings: at the far side of an outbound call, or as we told an inbound one. */
export const ringingEvent = event('ringing', { trackId, earlyMedia: z.boolean() });
/** The far side of an outbound call does not want it, or we did not want an inbound one; `hangup` follows. */
export const rejectEvent = event('reject', { trackId, reason: z.string(), code: z.number().int().optional() });
/** The call is answered; `sdp` is ours. */
export const answerEvent = event('answer', { trackId, sdp: z.string() });
/** Sound flows both ways (DTLS connected, or the first RTP packet): the clock of flow and recording starts here. */
export const mediaReadyEvent = event('mediaReady', {
  codec: z.string(),
  rateHz: z.number().int(),
});
export const startSpeakingEvent = event('startSpeaking', { trackId, startTime: ms });
/** End of a turn. `startTime` is when the silence began, `duration` how long the speech before it lasted, in ms. */
export const silenceEvent = event('silence', { trackId, startTime: ms, duration: ms });
/** The caller's turn is over; `completed` is false when they went on speaking until they were cut short. */
export const eouEvent = event('eou', { trackId, startTime: ms.optional(), completed: z.boolean() });
/** Neither side has given a sign for as long as the call allows; `hangup` follows. */
export const inactivityEvent = event('inactivity', { trackId });
/** The far side has put the call on hold, or taken it up again. */
export const holdEvent = event('hold', { trackId, onHold: z.boolean() });
/** Who answered an outbound call. For a machine there is a second one when its beep was heard, or waited for in vain. */
export const answerMachineDetectionEvent = event('answerMachineDetection', {
  trackId,
  startTime: ms,
  endTime: ms,
  result: z.enum(['human', 'machine', 'beep', 'unknown']),
  text: z.string(),
});
const transcription = {
  trackId,
  index: z.number().int().min(0),
  startTime: ms.optional(),
  endTime: ms.optional(),
  text: z.string(),
  language: z.string().optional(),
  confidence: z.number().min(0).max(1).optional(),
  words: z
    .array(z.object({ text: z.string(), startTime: ms, endTime: ms }))
    .max(500)
    .optional()
    .describe('when each word was said, where the recogniser knows'),
};
export const transcriptionDeltaEvent = event('transcriptionDelta', transcription);
/** What was understood; `text` is empty when it was none of the choices, `choice` names the one it was. */
export const transcriptionFinalEvent = event('transcriptionFinal', { ...transcription, choice: z.string().optional() });
/** One key is one digit, whichever way it came; flows act on `start`. */
export const dtmfEvent = event('dtmf', {
  trackId,
  digit: z.string().regex(/^[0-9A-D*#]$/),
  phase: z.enum(['start', 'end']),
  durationMs: ms.optional(),
  masked: z.boolean().optional().describe('part of a secret: which key it was is not told, `digit` is *'),
});
export const trackStartEvent = event('trackStart', { trackId, playId: z.string().optional() });
/** A playback ran to its end. A stopped one is reported by `interruption`, then by this. */
export const trackEndEvent = event('trackEnd', {
  trackId,
  playId: z.string().optional(),
  durationMs: ms,
  interrupted: z.boolean().optional(),
});
export const interruptionEvent = event('interruption', {
  trackId,
  playId: z.string().optional(),
  positionMs: ms,
  totalMs: ms.optional(),
  cause: z.enum(['speech', 'words', 'keys', 'command']),
});
/** Answer to `gather`, once for each. */
export const gatherResultEvent = event('gatherResult', {
  gatherId: z.string(),
  reason: z.enum(['digits', 'speech', 'timeout', 'error', 'interrupted']),
  digits: z.string().optional(),
  secret: z.string().optional().describe('reference to digits kept in the vault, instead of `digits`'),
  digitCount: z.number().int().min(0).optional().describe('how many keys the secret has'),
  text: z.string().optional(),
  choice: z.string().optional(),
  confidence: z.number().min(0).max(1).optional(),
  error: z.string().optional(),
});
/** Progress of `refer`. `ended` means the other side is done and the call is ours again. */
export const referStatusEvent = event('referStatus', {
  referId: z.string().optional(),
  status: z.enum(['trying', 'answered', 'ended', 'busy', 'rejected', 'noAnswer', 'failed']),
  target: z.string(),
  reason: z.string().optional(),
  code: refusalCode,
  startTime: ms.optional().describe('when it was begun'),
});
/** The caller's side asks to be passed on (spec 4, `transfer.request`); whoever decides does it, or not. */
export const transferRequestEvent = event('transferRequest', { target: z.string().min(1).max(256) });
export const recordStatusEvent = event('recordStatus', {
  recordId: z.string().optional(),
  of: z.enum(['call', 'message', 'room']).optional(),
  status: z.enum(['started', 'paused', 'resumed', 'stopped', 'failed']),
  durationMs: ms.optional().describe('how long a message is, when it has stopped'),
});
/** Progress of `dial`. All but `trying` and `answered` are its end. */
export const dialResultEvent = event('dialResult', {
  dialId: z.string(),
  status: z.enum(['trying', 'answered', 'ended', 'busy', 'rejected', 'noAnswer', 'failed', 'cancelled']),
  target: z.string().optional().describe('who answered'),
  durationMs: ms.optional().describe('how long they talked'),
  reason: z.string().optional(),
  code: refusalCode,
});
/** Progress of `enqueue`. `waiting` comes again whenever the place in the queue changes; `answered` is followed by `ended`. */
export const queueResultEvent = event('queueResult', {
  queueId: z.string(),
  queue: z.string(),
  status: z.enum(['waiting', 'answered', 'ended', 'left', 'timeout', 'full', 'failed']),
  position: z.number().int().min(1).optional().describe('1 is next'),
  estimatedWaitMs: ms.optional(),
  agent: z.string().optional(),
  durationMs: ms.optional(),
  reason: z.string().optional(),
});
/** Progress of `conference`. `waiting` is for the host or for anybody else. */
export const conferenceEvent = event('conferenceEvent', {
  conferenceId: z.string(),
  room: z.string(),
  status: z.enum(['waiting', 'joined', 'left', 'ended', 'full', 'failed']),
  members: z.number().int().min(0).optional(),
  reason: z.string().optional(),
});
/** Somebody is in the same room of the far side (takos) from now on; `participants` counts the others. */
export const participantJoinEvent = event('participantJoin', {
  participant: z.string(),
  participants: z.number().int().min(0),
});
/** Somebody has left that room. What they published was told of before. */
export const participantLeaveEvent = event('participantLeave', {
  participant: z.string(),
  participants: z.number().int().min(0),
});
const published = { participant: z.string(), publicationId: z.string(), kind: z.enum(['audio', 'video']) };
/** A participant sends sound, which is heard from now on, or picture. */
export const trackPublishedEvent = event('trackPublished', published);
/** They send it no more: they are mute, or have gone. */
export const trackUnpublishedEvent = event('trackUnpublished', published);
/** Answer to `message`, once for each: it is written down and will be sent, or it cannot be. */
export const messageResultEvent = event('messageResult', {
  messageId: z.string(),
  status: z.enum(['queued', 'failed']),
  error: z.string().optional(),
});
export const dtmfSentEvent = event('dtmfSent', { dtmfId: z.string().optional(), digits: z.string() });
/** Progress of `stream`. `stopped` and `failed` are its end; the call goes on. */
export const streamStatusEvent = event('streamStatus', {
  streamId: z.string(),
  status: z.enum(['started', 'paused', 'resumed', 'stopped', 'failed']),
  reason: z.string().optional(),
});
/** What was to be played before this mark has been heard, or was dropped. */
export const markEvent = event('mark', {
  streamId: z.string(),
  name: z.string(),
  end: z.enum(['played', 'cleared']),
});
/** Answer to `queryBuffer`; without being asked, when sound was refused because so much waits. */
export const bufferDepthEvent = event('bufferDepth', {
  streamId: z.string(),
  bufferedMs: ms,
  isFull: z.boolean().optional().describe('what came last was refused'),
});
export const playoutClearedEvent = event('playoutCleared', { streamId: z.string() });
/** How long one stage of a turn took: `key` as `ttfb.asr.<provider>`, `vad`, `tts.cache`, ... */
export const metricsEvent = event('metrics', {
  key: z.string(),
  duration: ms,
  data: z.record(z.string(), z.unknown()).optional(),
});
/** What somebody in the call said, as a client noted it by `history`. */
export const addHistoryEvent = event('addHistory', {
  sender: z.string().optional(),
  speaker: z.string(),
  text: z.string(),
});
/** A client that had lost its connection is back. `missed`: events that were not kept for it. */
export const reconnectEvent = event('reconnect', { trackId, missed: z.number().int().min(0) });
export const ackEvent = event('ack', { command: z.string(), ok: z.boolean(), error: z.string().optional() });
/** Something was refused or went wrong; the call goes on unless a `hangup` follows. */
export const errorEvent = event('error', {
  trackId: trackId.optional(),
  sender: z.string(),
  error: z.string(),
  code: z.string(),
  playId: z.string().optional(),
});
/** Who calls or is called: `source` as it is written, the rest where that is an address. */
export const callParty = z.object({ username: z.string(), realm: z.string().optional(), source: z.string() });
export type CallParty = z.infer<typeof callParty>;
/** Exactly one, and the last. Times are ISO 8601. */
export const hangupEvent = event('hangup', {
  trackId: trackId.optional(),
  reason: z.string(),
  initiator: z.enum(['caller', 'callee', 'system', 'api']),
  startTime: z.string(),
  answerTime: z.string().optional(),
  ringingTime: z.string().optional(),
  hangupTime: z.string(),
  from: callParty.optional(),
  to: callParty.optional(),
  extra: z.record(z.string(), z.string()).optional().describe('what the client of the call wanted to be told again'),
});

/** The canonical session events (specs/canonical.md §2), as far as they are built. */
export const sessionEventSchema = z.discriminatedUnion('event', [
  sessionEvent,
  incomingEvent,
  ringingEvent,
  rejectEvent,
  answerEvent,
  mediaReadyEvent,
  startSpeakingEvent,
  silenceEvent,
  eouEvent,
  inactivityEvent,
  holdEvent,
  answerMachineDetectionEvent,
  transcriptionDeltaEvent,
  transcriptionFinalEvent,
  dtmfEvent,
  trackStartEvent,
  trackEndEvent,
  interruptionEvent,
  gatherResultEvent,
  referStatusEvent,
  transferRequestEvent,
  recordStatusEvent,
  dialResultEvent,
  queueResultEvent,
  conferenceEvent,
  participantJoinEvent,
  participantLeaveEvent,
  trackPublishedEvent,
  trackUnpublishedEvent,
  messageResultEvent,
  dtmfSentEvent,
  streamStatusEvent,
  markEvent,
  bufferDepthEvent,
  playoutClearedEvent,
  metricsEvent,
  addHistoryEvent,
  reconnectEvent,
  ackEvent,
  errorEvent,
  hangupEvent,
]);
export type SessionEvent = z.infer<typeof sessionEventSchema>;
export type SessionEventName = SessionEvent['event'];
/** One event of the set by its name. */
export type SessionEventOf<Name extends SessionEventName> = Extract<SessionEvent, { event: Name }>;
