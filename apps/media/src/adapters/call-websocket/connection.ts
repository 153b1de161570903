import {
  AppError,
  type CallId,
  type Command,
  type CommandOf,
  type ErrorCode,
  type SessionEvent,
  toAppError,
  trackId,
} from '@callwright/protocol';
import type { WebSocket } from 'ws';
import type { CallClient } from '../../calls/call-client.js';
import { problemEvent } from '../../calls/call-events.js';
import type { CallLeg } from '../../calls/call-leg.js';
import type { CallSession } from '../../calls/call-session.js';
import type { Principal } from '../../calls/principal.js';
import type { ClientOrder } from '../../calls/telephone.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import { runInBackground } from '../../platform/run-in-background.js';
import { createSocketClient, createWebSocketLeg, sendOrDrop } from './leg.js';
import { type Dialect, MAX_MESSAGE_BYTES, parseMessage, type Wording } from './messages.js';
import { formatEvent, parseTrackId } from './translate.js';

/** What a connection is made of. */
export type ConnectionParts = {
  readonly socket: WebSocket;
  readonly callId: CallId;
  /** As asked for in the address; else told from the first invite. */
  readonly dialect: Dialect | null;
  readonly serverTrack: string;
  readonly principal: Principal;
  /** Takes the call in. @throws AppError when it may not begin */
  readonly onCall: (leg: CallLeg) => Promise<CallSession>;
  /** Where it is about a telephone instead (`/call/sip`). */
  readonly sip: SipWays | null;
  /** Told of everything that is refused here; for the counts. */
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** What a client of `/call/sip` may do. */
export type SipWays = {
  /** Has somebody called. @throws AppError when that may not be */
  readonly dial: (order: ClientOrder, client: CallClient) => CallSession;
  /** Takes the call that waits by the id of this connection; null when there is none. @throws AppError `auth.forbidden` */
  readonly claim: (client: CallClient) => CallSession | null;
};

/** The first command must come within this time. */
const INVITE_TIMEOUT_MS = 15_000;
/** Commands that may be under way at a time; a client that sends more does not wait for anything. */
const MAX_COMMANDS = 256;
/** Commands a client may send within `WINDOW_MS`. What is more is refused before it costs a line of the journal. */
const MAX_COMMANDS_A_WINDOW = 1_000;
const WINDOW_MS = 10_000;
/** What is said of a call that has come in. */
const FOR_A_CALL: ReadonlySet<Command['command']> = new Set(['accept', 'reject', 'ringing']);
/** WebSocket close code of a client that broke the rules (RFC 6455 §7.4.1). */
export const POLICY_VIOLATION = 1008;

/**
 * One client on `/call/webrtc` or `/call/sip`, from the handshake to the end of its call. The first command is `invite`,
 * unless it comes for a call that waits for it.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #watchdog: Timer;
  readonly #gone = new AbortController();
  #wording: Wording;
  // Null when the call was refused; what the client sends until that is known waits for it.
  #call: Promise<CallSession | null> | null = null;
  #commandCount = 0;
  #isTurnedAway = false;
  #windowSinceMs = Number.NEGATIVE_INFINITY;
  #windowCount = 0;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#wording = { dialect: parts.dialect ?? 'seed', serverTrack: parts.serverTrack };
    this.#watchdog = parts.clock.startTimer(INVITE_TIMEOUT_MS, () =>
      this.#turnAway('session', new AppError('protocol.firstCommand', 'No invite came in time.')),
    );
    parts.socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    // Closing the socket is hanging up (spec 0 §2).
    parts.socket.on('close', () => {
      this.#watchdog.cancel();
      this.#gone.abort();
    });
    if (parts.sip) this.#claim(parts.sip);
  }

  // Spec 0 §1: who takes a call is told of it at once, and sends no invite; such clients speak the live dialect.
  #claim({ claim }: SipWays): void {
    const { socket, clock, dialect, serverTrack } = this.#parts;
    const wording: Wording = { dialect: dialect ?? 'live', serverTrack };
    try {
      const call = claim(createSocketClient({ socket, wording, signal: this.#gone.signal, clock }));
      if (!call) return;
      this.#watchdog.cancel();
      this.#wording = wording;
      this.#call = Promise.resolve(call);
    } catch (error) {
      this.#turnAway('session', toAppError(error));
    }
  }

  #receive(data: WebSocket.RawData, isBinary: boolean): void {
    if (this.#isTurnedAway) return;
    const message = isBinary ? null : parseMessage(String(data));
    if (message?.ok) {
      if (this.#call) this.#command(message.command, this.#call);
      else this.#first(message.command, message.isFlatInvite);
      return;
    }
    const code: ErrorCode = message?.code ?? 'protocol.badMessage';
    const problem =
      message?.problem ?? `Binary frames are not understood here; texts up to ${MAX_MESSAGE_BYTES} bytes are.`;
    const error = new AppError(code, problem);
    if (this.#call) this.#refuse('command', error);
    else this.#turnAway('command', error);
  }

  #first(command: Command, isFlatInvite: boolean): void {
    if (this.#parts.sip && FOR_A_CALL.has(command.command)) {
      this.#miss();
      return;
    }
    if (command.command !== 'invite') {
      this.#turnAway(command.command, new AppError('protocol.firstCommand', 'The first command must be invite.'));
      return;
    }
    this.#watchdog.cancel();
    this.#wording = { ...this.#wording, dialect: this.#parts.dialect ?? (isFlatInvite ? 'seed' : 'live') };
    const { onCall, sip } = this.#parts;
    const begun = sip ? this.#dial(command, sip) : onCall(this.#legOf(command));
    this.#call = begun.catch((error: unknown) => {
      this.#turnAway('invite', toAppError(error));
      return null;
    });
  }

  #command(command: Command, call: Promise<CallSession | null>): void {
    const problem = this.#excess();
    if (problem) {
      this.#refuse(command.command, problem, command.commandId);
      return;
    }
    this.#commandCount += 1;
    const ours = 'trackId' in command ? { ...command, trackId: parseTrackId(command.trackId, this.#wording) } : command;
    const done = call
      .then((session) => session?.request(ours))
      .finally(() => {
        this.#commandCount -= 1;
      });
    runInBackground('command', done, this.#parts.log);
  }

  // Whoever may only take part in a call, a stranger even, is refused with a line in its journal: those are not for free.
  #excess(): AppError | null {
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs - this.#windowSinceMs >= WINDOW_MS) {
      this.#windowSinceMs = nowMs;
      this.#windowCount = 0;
    }
    this.#windowCount += 1;
    if (this.#windowCount > MAX_COMMANDS_A_WINDOW)
      return new AppError('api.tooManyRequests', `More than ${MAX_COMMANDS_A_WINDOW} commands within ${WINDOW_MS} ms.`);
    if (this.#commandCount < MAX_COMMANDS) return null;
    return new AppError('call.busy', `More than ${MAX_COMMANDS} commands are under way.`);
  }

  async #dial({ callee, caller, option = {} }: CommandOf<'invite'>, { dial }: SipWays): Promise<CallSession> {
    const { socket, callId, clock } = this.#parts;
    const target = (callee ?? option.callee ?? '').trim();
    if (target === '') throw new AppError('protocol.badMessage', 'The invite names nobody to be called.');
    const callerId = caller ?? option.caller;
    const client = createSocketClient({ socket, wording: this.#wording, signal: this.#gone.signal, clock });
    return dial({ callId, target, option, ...(callerId === undefined ? {} : { callerId }) }, client);
  }

  #legOf(invite: CommandOf<'invite'>): CallLeg {
    const { socket, callId, principal, clock } = this.#parts;
    const claims = principal.kind === 'token' ? principal.claims : null;
    return createWebSocketLeg({
      socket,
      callId,
      wording: this.#wording,
      from: claims?.caller ?? invite.caller ?? invite.option?.caller ?? '',
      to: invite.callee ?? invite.option?.callee ?? claims?.callee ?? '',
      invite,
      signal: this.#gone.signal,
      clock,
    });
  }

  // Spec 0 §3: nobody waits, or somebody else was quicker.
  #miss(): void {
    const { callId, clock, dialect, serverTrack, socket } = this.#parts;
    const told = { event: 'reject', timestamp: clock.nowMs(), reason: 'no pending call', code: 486 } as const;
    this.#wording = { dialect: dialect ?? 'live', serverTrack };
    this.#tell({ ...told, trackId: trackId.parse(callId) });
    this.#isTurnedAway = true;
    this.#watchdog.cancel();
    this.#parts.onRefused('call.ended');
    socket.close(POLICY_VIOLATION, 'call.ended');
  }

  #turnAway(sender: string, error: AppError): void {
    const { log, socket } = this.#parts;
    this.#isTurnedAway = true;
    this.#watchdog.cancel();
    if (error.code === 'internal') log.error({ error: String(error.cause ?? error) }, 'call could not be taken in');
    else log.info({ code: error.code }, 'call socket turned away');
    this.#refuse(sender, error);
    socket.close(POLICY_VIOLATION, error.code);
  }

  #refuse(sender: string, error: AppError, commandId?: string): void {
    this.#parts.onRefused(error.code);
    const event = problemEvent(sender, error, this.#parts.clock.nowMs());
    this.#tell(commandId === undefined ? event : { ...event, commandId });
  }

  #tell(event: SessionEvent): void {
    const { socket } = this.#parts;
    const text = formatEvent(event, this.#wording);
    if (text !== null) sendOrDrop(socket, text);
  }
}
