import {
  type AppError,
  type CallOption,
  type CallParty,
  type Command,
  type CommandOf,
  type EngineEvent,
  SERVER_TRACK,
  type SessionEvent,
  type SessionEventOf,
  trackId,
} from '@callwright/protocol';
import { isoTime } from '../platform/calendar.js';
import type { CallLeg } from './call-leg.js';

/** Why and by whom a call ended. */
export type CallEnding = {
  readonly reason: string;
  readonly initiator: SessionEventOf<'hangup'>['initiator'];
  /** Whether something went wrong; not to be told from the reason, which its author words. */
  readonly hasFailed?: boolean;
  /** What a far side that has not been answered is told: a SIP status. */
  readonly code?: number | undefined;
  /** Of the request that ends the call, where its protocol has any. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** Why a `hangup` ends the call, and by whom: spec 0 §4. A caller who gives no reason has simply hung up. */
export const endingOf = ({ reason, initiator: by, code, headers }: CommandOf<'hangup'>): CallEnding => {
  const initiator = by === 'caller' || by === 'callee' || by === 'api' ? by : 'system';
  return {
    reason: reason ?? (initiator === 'caller' ? 'caller' : 'completed'),
    initiator,
    code,
    ...(headers && { headers }),
  };
};

/** Errors by which the sound of a call tells that it is over, whoever it was that noticed. */
const soundSenders: ReadonlySet<string> = new Set(['media', 'rtc', 'stream']);

/** How a call ends because of what has happened in it; null when it goes on. */
export const endingAfter = (event: SessionEvent): CallEnding | null => {
  if (event.event === 'inactivity') return { reason: 'inactivityTimeout', initiator: 'system' };
  if (event.event !== 'error' || !soundSenders.has(event.sender)) return null;
  if (event.code === 'media.timeout') return { reason: 'transport', initiator: 'caller' };
  return event.code === 'media.soundLost' ? { reason: 'failed', initiator: 'system', hasFailed: true } : null;
};

/** Whether the far side may hear of an event: what the engine's own timers and effects led to is nothing of its. */
export const isOfCall = (event: EngineEvent): event is SessionEvent =>
  !['flowStarted', 'timerFired', 'httpResult', 'codeResult'].includes(event.event);

/** First event of every call. */
export const sessionEvent = (leg: CallLeg, timestamp: number): SessionEvent => ({
  event: 'session',
  timestamp,
  protocol: leg.protocol,
  direction: leg.direction,
  from: leg.from,
  to: leg.to,
  capabilities: [...leg.capabilities],
});

/** A command was taken on. */
export const ackEvent = ({ command, commandId }: Command, timestamp: number): SessionEvent => ({
  event: 'ack',
  timestamp,
  command,
  ok: true,
  ...(commandId === undefined ? {} : { commandId }),
});

/** A message is safe: the api finds it in the journal, which is never lost, and sends it. */
export const queuedEvent = ({ messageId }: CommandOf<'message'>, timestamp: number): SessionEvent => ({
  event: 'messageResult',
  messageId,
  status: 'queued',
  timestamp,
});

/** Somebody said something, by the word of a client. */
export const historyEvent = ({ speaker, text }: CommandOf<'history'>, timestamp: number): SessionEvent => ({
  event: 'addHistory',
  timestamp,
  sender: 'client',
  speaker,
  text,
});

/** A command came to nothing; told by its own id, and by that of the playback or gather it began. */
export const refusalEvent = (command: Command, error: AppError, timestamp: number): SessionEvent => {
  const playId = 'playId' in command ? command.playId : 'gatherId' in command ? command.gatherId : undefined;
  return {
    ...problemEvent(command.command, error, timestamp),
    trackId: SERVER_TRACK,
    ...(command.commandId === undefined ? {} : { commandId: command.commandId }),
    ...(playId === undefined ? {} : { playId }),
  };
};

/** Something went wrong; what we did not foresee is nobody's business but the log's. */
export const problemEvent = (
  sender: string,
  { code, message }: AppError,
  timestamp: number,
): SessionEventOf<'error'> => ({
  event: 'error',
  timestamp,
  sender,
  error: code === 'internal' ? 'Something went wrong.' : message,
  code,
});

/** The last event of every call. Times in ms since the epoch. */
export const hangupEvent = (
  leg: CallLeg,
  { reason, initiator }: CallEnding,
  { startedAtMs, answeredAtMs, rangAtMs, endedAtMs, extra }: CallTimes,
): SessionEvent => ({
  event: 'hangup',
  timestamp: endedAtMs,
  trackId: trackId.parse(leg.callId),
  reason,
  initiator,
  startTime: isoTime(startedAtMs),
  ...(answeredAtMs === null ? {} : { answerTime: isoTime(answeredAtMs) }),
  ...(rangAtMs === null ? {} : { ringingTime: isoTime(rangAtMs) }),
  hangupTime: isoTime(endedAtMs),
  from: partyOf(leg.from),
  to: partyOf(leg.to),
  ...(extra && { extra }),
});

/** What is known of a call at its end. `extra`: what its client is told again. */
export type CallTimes = {
  readonly startedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly rangAtMs: number | null;
  readonly endedAtMs: number;
  readonly extra: Readonly<Record<string, string>> | null;
};

/** RFC 3261 §19.1: `sip:user@host`, with or without a name and brackets around it; anything else is its own name. */
const ADDRESS = /sips?:(?<username>[^@;>\s]*)@(?<realm>[^;>\s]*)/i;

const partyOf = (source: string): CallParty => {
  const { username, realm } = ADDRESS.exec(source)?.groups ?? {};
  return { username: username ?? source, ...(realm === undefined ? {} : { realm }), source };
};

/** What goes back to a client at the end: its own `extra`, and the headers of the call it wanted to be told. */
export const extraOf = (
  { extra, sip }: CallOption,
  headers: CallLeg['headers'],
): Readonly<Record<string, string>> | null => {
  const wanted = new Set((sip?.extractHeaders ?? []).map((name) => name.toLowerCase()));
  const extracted = Object.entries(headers).filter(([name]) => wanted.has(name.toLowerCase()));
  const all = { ...extra, ...Object.fromEntries(extracted) };
  return Object.keys(all).length === 0 ? null : all;
};
