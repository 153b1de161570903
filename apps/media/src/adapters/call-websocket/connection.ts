import {
  AppError,
  type CallId,
  type Command,
  type CommandOf,
  type ErrorCode,
  type SessionEventOf,
  toAppError,
} from '@callwright/protocol';
import type { WebSocket } from 'ws';
import type { CallLeg } from '../../calls/call-leg.js';
import type { CallSession } from '../../calls/call-session.js';
import { hasScope, type Principal } from '../../calls/principal.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import { createWebSocketLeg } from './leg.js';
import { type Dialect, MAX_MESSAGE_BYTES, parseMessage } from './messages.js';
import { formatEvent, parseTrackId } from './translate.js';

/** What a connection is made of. */
export type ConnectionParts = {
  readonly socket: WebSocket;
  readonly callId: CallId;
  /** As asked for in the address; else told from the first invite. */
  readonly dialect: Dialect | null;
  readonly principal: Principal;
  /** Takes the call in. @throws AppError when it may not begin */
  readonly onCall: (leg: CallLeg) => Promise<CallSession>;
  /** The call of this connection once it has begun, however far. */
  readonly findCall: (callId: CallId) => CallSession | undefined;
  readonly clock: Clock;
  readonly log: Log;
};

/** The first command must come within this time. */
const INVITE_TIMEOUT_MS = 15_000;
/** WebSocket close code of a client that broke the rules (RFC 6455 §7.4.1). */
export const POLICY_VIOLATION = 1008;

/** One client on `/call/webrtc`, from the handshake to the end of its call. The first command is `invite`. */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #watchdog: Timer;
  #dialect: Dialect;
  #isInvited = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#dialect = parts.dialect ?? 'seed';
    this.#watchdog = parts.clock.startTimer(INVITE_TIMEOUT_MS, () =>
      this.#turnAway('session', new AppError('protocol.firstCommand', 'No invite came in time.')),
    );
    parts.socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    parts.socket.on('error', (error) => parts.log.debug({ error: error.message }, 'call socket error'));
    parts.socket.on('close', () => this.#closed());
  }

  #receive(data: WebSocket.RawData, isBinary: boolean): void {
    const message = isBinary ? null : parseMessage(String(data));
    if (message?.ok) {
      if (this.#isInvited) this.#command(message.command);
      else this.#first(message.command, message.isFlatInvite);
      return;
    }
    const code: ErrorCode = message?.code ?? 'protocol.badMessage';
    const problem =
      message?.problem ?? `Binary frames are not understood here; texts up to ${MAX_MESSAGE_BYTES} bytes are.`;
    const error = new AppError(code, problem);
    if (this.#isInvited) this.#tell(this.#errorEvent('command', error));
    else this.#turnAway('command', error);
  }

  #first(command: Command, isFlatInvite: boolean): void {
    if (command.command !== 'invite') {
      this.#turnAway(command.command, new AppError('protocol.firstCommand', 'The first command must be invite.'));
      return;
    }
    this.#isInvited = true;
    this.#watchdog.cancel();
    this.#dialect = this.#parts.dialect ?? (isFlatInvite || command.callee !== undefined ? 'seed' : 'live');
    this.#parts.onCall(this.#legOf(command)).then(
      () => undefined,
      (error: unknown) => this.#turnAway('invite', toAppError(error)),
    );
  }

  #command(command: Command): void {
    const call = this.#parts.findCall(this.#parts.callId);
    if (!call) {
      this.#tell(
        this.#errorEvent(
          command.command,
          new AppError('call.ended', 'There is no call yet, or no longer.'),
          command.commandId,
        ),
      );
      return;
    }
    const ours = 'trackId' in command ? { ...command, trackId: parseTrackId(command.trackId, this.#dialect) } : command;
    void call.request(ours);
  }

  #legOf(invite: CommandOf<'invite'>): CallLeg {
    const { socket, callId, principal, clock } = this.#parts;
    const claims = principal.kind === 'token' ? principal.claims : null;
    return createWebSocketLeg({
      socket,
      callId,
      dialect: this.#dialect,
      from: claims?.caller ?? invite.caller ?? invite.option?.caller ?? '',
      to: invite.callee ?? invite.option?.callee ?? claims?.callee ?? '',
      mayControl: hasScope(principal, 'calls:control'),
      invite,
      clock,
    });
  }

  // Closing the socket is hanging up (spec 0 §2).
  #closed(): void {
    this.#watchdog.cancel();
    void this.#parts.findCall(this.#parts.callId)?.close({ reason: 'transport', initiator: 'caller' });
  }

  #turnAway(sender: string, error: AppError): void {
    this.#watchdog.cancel();
    this.#parts.log.info({ code: error.code }, 'call socket turned away');
    this.#tell(this.#errorEvent(sender, error));
    this.#parts.socket.close(POLICY_VIOLATION, error.code);
  }

  #errorEvent(sender: string, { code, message }: AppError, commandId?: string): SessionEventOf<'error'> {
    const timestamp = this.#parts.clock.nowMs();
    return {
      event: 'error',
      timestamp,
      sender,
      error: message,
      code,
      ...(commandId === undefined ? {} : { commandId }),
    };
  }

  #tell(event: SessionEventOf<'error'>): void {
    const text = formatEvent(event, this.#dialect);
    if (text !== null && this.#parts.socket.readyState === this.#parts.socket.OPEN) this.#parts.socket.send(text);
  }
}
