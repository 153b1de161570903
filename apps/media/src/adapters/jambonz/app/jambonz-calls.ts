import {
  type AckReply,
  ackReply,
  awaitsAck,
  type CallInfo,
  type CommandReply,
  type Data,
  type Handshake,
  type HookMessage,
  isData,
  readCallInfo,
  repliesOf,
  type Session,
  type Verb,
} from '@callwright/jambonz-server';
import { type AppError, type CallId, callId, type ErrorCode, toAppError } from '@callwright/protocol';
import type { SentDials } from '../../../calls/telephone.js';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';
import type { Log } from '../../../platform/logging.js';
import type { OnCall } from '../../protocol-adapter.js';
import { type CallerPorts, jambonzCaller } from './callers.js';
import { FAREWELL, JambonzCall } from './jambonz-call.js';
import type { Waiting } from './verb-line.js';

/** What calls are made of. */
export type JambonzCallsParts = CallerPorts & {
  readonly onCall: OnCall;
  /** Whom the far side of a call may dial by its own means. @throws AppError `call.ended`, `call.unreachable` */
  readonly sentBy: (callId: CallId) => SentDials;
  /** Told of everything that is refused, with its code; for the counts. */
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

/** A call that begins, by whatever transport. */
export type Arrival = {
  readonly line: string;
  readonly credentials: Handshake['credentials'];
  /** Where jambonz has found us; empty: it did not say. */
  readonly origin: string;
  readonly data: Data;
  readonly session: Session | null;
};

/** RFC 3261 §21: what a caller is told whose call cannot begin. */
const codes: Partial<Record<ErrorCode, readonly [status: number, reason: string]>> = {
  'auth.required': [403, 'Forbidden'],
  'auth.expired': [403, 'Forbidden'],
  'auth.forbidden': [403, 'Forbidden'],
  'call.unknownEndpoint': [404, 'Not Found'],
  'flow.notFound': [480, 'Temporarily Unavailable'],
  'call.busy': [486, 'Busy Here'],
};

/** The calls jambonz has brought us, by line and `call_sid`: whichever socket or webhook a message comes by. */
export class JambonzCalls {
  readonly #parts: JambonzCallsParts;
  readonly #calls = new Map<string, JambonzCall>();
  readonly #bySoundKey = new Map<string, JambonzCall>();
  /** Whose messages come by which socket. */
  readonly #bySession = new Map<Session, Set<string>>();

  constructor(parts: JambonzCallsParts) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#calls.size;
  }

  /** The call whose sound comes by this key. */
  bySoundKey(key: string): JambonzCall | undefined {
    return this.#bySoundKey.get(key);
  }

  /** A call of a line; absent: there is none. */
  find(line: string, callSid: string): JambonzCall | undefined {
    return this.#calls.get(keyOf(line, callSid));
  }

  /** Ends every call: nothing can come for it any more. */
  close(): void {
    for (const call of this.#calls.values()) call.vanish();
  }

  /** A message of a hook socket. */
  take(message: HookMessage, session: Session) {
    const line = session.handshake.params.line ?? '';
    const waiting = awaitsAck(message) ? once((verbs) => answer(session, message.msgid, verbs)) : null;
    const { kind, callSid, data, hook } = message;
    switch (kind) {
      case 'SessionNew':
      case 'SessionAdulting':
      case 'SessionReconnect':
        return this.#welcome({ message, session, line, waiting: waiting ?? ignore });
      case 'SessionRedirect':
      case 'VerbHook':
      case 'DialConfirm':
        return this.#asked(line, callSid, { hook, data, waiting: waiting ?? ignore });
      case 'CallStatus':
        return this.status(line, callSid, data);
      case 'JambonzError':
        return this.find(line, callSid)?.fail(data);
      case 'VerbStatus':
        return this.find(line, callSid)?.verbStatus(data);
      case 'LlmToolCall':
        return this.find(line, callSid)?.refuseTool(data);
      case 'TtsTokensResult':
        return this.find(line, callSid)?.tokensTaken(data);
      case 'QueueStatus':
      case 'LlmEvent':
      case 'TtsStreamingEvent':
        // Of verbs that only `native` gives, and no flow can act on them.
        return this.find(line, callSid)?.pass(kind);
    }
  }

  /** A socket has closed: its calls wait for another, or are over. */
  lose(session: Session, code: number): void {
    const keys = this.#bySession.get(session) ?? [];
    this.#bySession.delete(session);
    for (const key of keys) this.#calls.get(key)?.detach(session, code);
  }

  /** How a call stands, or one that was dialled for it. */
  status(line: string, callSid: string, data: Data): void {
    const info = readCallInfo(data);
    const own = this.find(line, callSid);
    if (own && (info.callSid === '' || info.callSid === callSid)) own.status(info, false);
    else if (own) own.status(info, true);
    else if (info.parentCallSid !== undefined) this.find(line, info.parentCallSid)?.status(info, true);
  }

  /**
   * Begins a call. Its first verbs answer `waiting`.
   * @param callSid as jambonz names it
   */
  begin(callSid: string, { line, credentials, data, session, origin }: Arrival, waiting: Waiting): void {
    const { clock, newId, log, onCall, sentBy } = this.#parts;
    const info: CallInfo = { ...readCallInfo(data), callSid };
    try {
      const { principal, isKnownByPrincipal } = jambonzCaller(line, credentials, this.#parts);
      const key = keyOf(line, callSid);
      const soundKey = newId();
      const id = callId.parse(`j-${newId()}`);
      const call = new JambonzCall({
        ...{ callId: id, info, soundKey, clock, log: log.child({ callId: id }) },
        to: isKnownByPrincipal && info.to !== '' ? info.to : line,
        base: `/jambonz/${encodeURIComponent(line)}`,
        isWebhook: session === null,
        origin,
        sent: () => sentBy(id),
        onClosed: () => this.#forget(key, soundKey, call),
      });
      this.#calls.set(key, call);
      this.#bySoundKey.set(soundKey, call);
      if (session) this.#attach(call, key, session);
      call.ask(undefined, {}, waiting);
      // It is forgotten, and its socket closed, when it has been told.
      onCall(call.leg, principal).catch((error: unknown) => call.refuse(this.#refused(info, toAppError(error))));
    } catch (error) {
      waiting(this.#refused(info, toAppError(error)));
      session?.close();
    }
  }

  /** A hook, a redirect or a question before a dialled leg is joined. */
  ask(line: string, callSid: string, { hook, data, waiting }: Asked): void {
    const call = this.find(line, callSid);
    if (call) call.ask(hook, data, waiting);
    else waiting(FAREWELL);
  }

  // The leg that is dialled answers in its own name; what asks for it is ours.
  #asked(line: string, callSid: string, asked: Asked): void {
    const parent = readCallInfo(asked.data).parentCallSid;
    const isOfParent = !this.find(line, callSid) && parent !== undefined;
    this.ask(line, isOfParent ? parent : callSid, asked);
  }

  #welcome({ message, session, line, waiting }: Welcomed): void {
    const { callSid, data } = message;
    const key = keyOf(line, callSid);
    const known = this.#calls.get(key);
    const { credentials, origin } = session.handshake;
    if (known && !known.isOver) {
      // The same call once more is the call that comes back: what has not been said waits for this.
      this.#attach(known, key, session);
      known.ask(undefined, {}, waiting);
      return;
    }
    const told = message.kind === 'SessionAdulting' ? adulting(data) : data;
    this.begin(callSid, { line, credentials, origin, data: told, session }, waiting);
  }

  #attach(call: JambonzCall, key: string, session: Session): void {
    const keys = this.#bySession.get(session) ?? new Set();
    this.#bySession.set(session, keys.add(key));
    call.attach(session);
  }

  #refused({ direction }: CallInfo, error: AppError): readonly Verb[] {
    const { onRefused, log } = this.#parts;
    onRefused(error.code);
    if (error.code === 'internal') log.error({ error: String(error.cause ?? error) }, 'call could not be taken in');
    if (direction === 'outbound') return FAREWELL;
    const [status, reason] = codes[error.code] ?? [480, 'Temporarily Unavailable'];
    return [{ verb: 'sip:decline', status, reason }];
  }

  // A socket that has no call any more is closed: jambonz hangs up by itself before that.
  #forget(key: string, soundKey: string, call: JambonzCall): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key);
    this.#bySoundKey.delete(soundKey);
    for (const [session, keys] of this.#bySession) {
      if (!keys.delete(key) || keys.size > 0) continue;
      this.#bySession.delete(session);
      session.close();
    }
  }
}

/** A message that asks what is next. */
export type Asked = { readonly hook: string | undefined; readonly data: Data; readonly waiting: Waiting };
type Welcomed = {
  readonly message: HookMessage;
  readonly session: Session;
  readonly line: string;
  readonly waiting: Waiting;
};

const keyOf = (line: string, callSid: string): string => JSON.stringify([line, callSid]);
const ignore: Waiting = () => undefined;

/** An answer counts once. */
const once = (waiting: Waiting): Waiting => {
  let isAnswered = false;
  return (verbs) => {
    if (!isAnswered) waiting(verbs);
    isAnswered = true;
  };
};

const answer = (session: Session, msgid: string, verbs: readonly Verb[]): void => {
  for (const reply of repliesTo(msgid, verbs)) session.text(reply);
};

// A verb that is too long to be sent must not leave its message without an answer.
const repliesTo = (msgid: string, verbs: readonly Verb[]): readonly (AckReply | CommandReply)[] => {
  try {
    return repliesOf(msgid, verbs);
  } catch {
    return [ackReply(msgid)];
  }
};

// The leg that was dialled goes on without the one that dialled it.
const adulting = (data: Data): Data => {
  const parent = isData(data.parent_call_info) ? data.parent_call_info.call_sid : undefined;
  return { ...data, direction: 'outbound', ...(typeof parent === 'string' && { parent_call_sid: parent }) };
};
