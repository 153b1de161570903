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
import { ackEvent, problemEvent } from '../../calls/call-events.js';
import type { CallLeg } from '../../calls/call-leg.js';
import type { CallSession } from '../../calls/call-session.js';
import type { Principal } from '../../calls/principal.js';
import type { ClientOrder } from '../../calls/telephone.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { EventDump } from './event-dump.js';
import { createFramesLeg, createWebrtcLeg, type FramesLeg, type WebrtcLeg } from './leg.js';
import { type Dialect, MAX_MESSAGE_BYTES, parseMessage, type Wording } from './messages.js';
import { iceNameOf } from './offers.js';
import { POLICY_VIOLATION, SocketSeat, sendOrDrop } from './socket-seat.js';
import { subscribe } from './subscription.js';
import { formatEvent, ourCommand } from './translate.js';

/** What a connection is made of. */
export type ConnectionParts = {
  readonly socket: WebSocket;
  readonly callId: CallId;
  /** How sound goes: by WebRTC, on the socket, or by telephone. */
  readonly path: 'webrtc' | 'frames' | 'sip';
  /** As asked for in the address; else told from the first invite. */
  readonly dialect: Dialect | null;
  readonly serverTrack: string;
  readonly principal: Principal;
  /** Takes the call in. @throws AppError when it may not begin */
  readonly onCall: (leg: CallLeg) => Promise<CallSession>;
  /** Where it is about a telephone instead (`/call/sip`). */
  readonly sip: SipWays | null;
  /** Writes down what is said; null when nobody wants that. */
  readonly dump: EventDump | null;
  /** Called when the call is to be kept while its socket is lost; returns what ends that. Null: it never is. */
  readonly onHeld: ((connection: Connection) => () => void) | null;
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

/**
 * One client on `/call/webrtc`, `/call/sip` or `/call`, from the handshake to the end of its call. The first command is
 * `invite`, unless it comes for a call that waits for it.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #watchdog: Timer;
  #socket: WebSocket;
  #wording: Wording;
  #seat: SocketSeat | null = null;
  #leg: Partial<Pick<WebrtcLeg, 'restart'> & Pick<FramesLeg, 'hear'>> = {};
  #iceName: string | null = null;
  #isSubscribed = false;
  // Null when the call was refused; what the client sends until that is known waits for it.
  #call: Promise<CallSession | null> | null = null;
  #commandCount = 0;
  #isTurnedAway = false;
  #windowSinceMs = Number.NEGATIVE_INFINITY;
  #windowCount = 0;

  constructor(parts: ConnectionParts) {
    const { socket } = parts;
    this.#parts = parts;
    this.#socket = socket;
    this.#wording = this.#wordingIn('seed');
    this.#watchdog = parts.clock.startTimer(INVITE_TIMEOUT_MS, () =>
      this.#turnAway('session', new AppError('protocol.firstCommand', 'No invite came in time.')),
    );
    this.#listen(socket);
    socket.on('close', () => this.#watchdog.cancel());
    if (parts.sip) this.#claim(parts.sip);
  }

  /** The client is back on another socket. */
  resume(socket: WebSocket): void {
    this.#socket = socket;
    this.#listen(socket);
    this.#seat?.take(socket);
  }

  /** Nobody is waited for any more. */
  leave(): void {
    this.#seat?.leave();
  }

  #listen(socket: WebSocket): void {
    socket.on('message', (data, isBinary) => {
      if (socket === this.#socket) this.#receive(data, isBinary);
    });
    socket.on('close', () => this.#parts.dump?.close());
  }

  #wordingIn(dialect: Dialect): Wording {
    const { callId, serverTrack } = this.#parts;
    return { dialect: this.#parts.dialect ?? dialect, serverTrack, callTrack: callId };
  }

  // A client of the canonical dialect may come back; closing the socket of another is hanging up (spec 0 §2).
  #takeSeat(): SocketSeat {
    const { callId, clock, dump, onHeld } = this.#parts;
    const mayReturn = this.#wording.dialect === 'callwright' && onHeld !== null;
    let onLeft = (): void => undefined;
    const wording = this.#wording;
    const noted = dump ? { onEvent: (text: string) => dump.event(text) } : {};
    const seat = new SocketSeat({
      ...{ callId, socket: this.#socket, wording, mayReturn, clock, ...noted },
      onLeft: () => onLeft(),
    });
    this.#seat = seat;
    if (onHeld && mayReturn && !seat.signal.aborted) onLeft = onHeld(this);
    return seat;
  }

  // Spec 0 §1: who takes a call is told of it at once, and sends no invite; such clients speak the live dialect.
  #claim({ claim }: SipWays): void {
    this.#wording = this.#wordingIn('live');
    try {
      const call = claim(this.#takeSeat());
      if (call) {
        this.#watchdog.cancel();
        this.#call = Promise.resolve(call);
        return;
      }
    } catch (error) {
      this.#turnAway('session', toAppError(error));
    }
    this.#rise();
  }

  #receive(data: WebSocket.RawData, isBinary: boolean): void {
    if (this.#isTurnedAway) return;
    if (!isBinary) this.#read(String(data));
    else if (this.#parts.path !== 'frames')
      this.#misread('protocol.badMessage', `Here are only texts understood, of ${MAX_MESSAGE_BYTES} bytes at most.`);
    // Sound that comes before the answer is heard by nobody.
    else if (Buffer.isBuffer(data)) this.#leg.hear?.(data);
  }

  #read(text: string): void {
    const message = parseMessage(text);
    if (!message.ok) {
      this.#misread(message.code, message.problem);
      return;
    }
    this.#parts.dump?.command(message.command);
    if (this.#call) this.#command(message.command, this.#call);
    else this.#first(message.command, message.isFlatInvite);
  }

  #misread(code: ErrorCode, problem: string): void {
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
    this.#wording = this.#wordingIn(isFlatInvite ? 'seed' : 'live');
    const { onCall, sip } = this.#parts;
    const seat = this.#takeSeat();
    const begun = sip ? this.#dial(command, sip, seat) : onCall(this.#legOf(command, seat));
    this.#call = begun.catch((error: unknown) => {
      this.#turnAway('invite', toAppError(error));
      this.#rise();
      return null;
    });
    if (command.option?.subscribe) this.#subscribe(this.#call, seat);
  }

  #command(command: Command, call: Promise<CallSession | null>): void {
    const problem = this.#excess();
    if (problem) {
      this.#refuse(command.command, problem, command.commandId);
      return;
    }
    this.#commandCount += 1;
    const done = call
      .then((session) => this.#carryOut(command, session))
      .finally(() => {
        this.#commandCount -= 1;
      });
    runInBackground('command', done, this.#parts.log);
  }

  async #carryOut(command: Command, session: CallSession | null): Promise<void> {
    if (command.command === 'invite' && session && this.#isRestart(command)) return this.#restart(command);
    await session?.request(ourCommand(command, this.#wording));
    if (command.command === 'accept' && command.option?.subscribe && this.#seat)
      this.#subscribe(Promise.resolve(session), this.#seat);
  }

  // RFC 8839 §4.4.1.1: other credentials are another ICE session of the same call.
  #isRestart(invite: CommandOf<'invite'>): boolean {
    const name = iceNameOf(offerOf(invite));
    const isOther = name !== null && name !== this.#iceName;
    return isOther && this.#wording.dialect === 'callwright' && this.#leg.restart !== undefined;
  }

  async #restart(invite: CommandOf<'invite'>): Promise<void> {
    const offer = offerOf(invite);
    const { clock, callId } = this.#parts;
    try {
      const answer = await this.#leg.restart?.(offer);
      this.#iceName = iceNameOf(offer);
      const about = { timestamp: clock.nowMs(), trackId: trackId.parse(callId) };
      if (answer) this.#tell({ event: 'answer', ...about, sdp: answer.sdp });
      this.#tell(ackEvent(invite, clock.nowMs()));
    } catch (error) {
      this.#refuse('invite', toAppError(error), invite.commandId);
    }
  }

  // Only whoever decides in a call may have it as bytes.
  #subscribe(call: Promise<CallSession | null>, seat: SocketSeat): void {
    if (this.#isSubscribed || this.#parts.path === 'frames') return;
    this.#isSubscribed = true;
    const done = call.then(async (session) => {
      if (!session?.isDrivenByClient) return;
      try {
        await subscribe(session, seat);
      } catch (error) {
        const known = toAppError(error);
        if (known.code !== 'call.ended') this.#refuse('subscribe', known);
      }
    });
    runInBackground('subscribe', done, this.#parts.log);
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

  async #dial(
    { callee, caller, option = {} }: CommandOf<'invite'>,
    { dial }: SipWays,
    seat: SocketSeat,
  ): Promise<CallSession> {
    const { callId } = this.#parts;
    const target = (callee ?? option.callee ?? '').trim();
    if (target === '') throw new AppError('protocol.badMessage', 'The invite names nobody to be called.');
    const callerId = caller ?? option.caller;
    return dial({ callId, target, option, ...(callerId === undefined ? {} : { callerId }) }, seat);
  }

  #legOf(invite: CommandOf<'invite'>, seat: SocketSeat): CallLeg {
    const { callId, principal, path } = this.#parts;
    const claims = principal.kind === 'token' ? principal.claims : null;
    const parts = {
      seat,
      callId,
      from: claims?.caller ?? invite.caller ?? invite.option?.caller ?? '',
      to: invite.callee ?? invite.option?.callee ?? claims?.callee ?? '',
      invite,
    };
    this.#iceName = iceNameOf(offerOf(invite));
    const leg = path === 'frames' ? createFramesLeg(parts) : createWebrtcLeg(parts);
    this.#leg = leg;
    return leg;
  }

  // Spec 0 §3: nobody waits, or somebody else was quicker.
  #miss(): void {
    const { callId, clock } = this.#parts;
    const told = { event: 'reject', timestamp: clock.nowMs(), reason: 'no pending call', code: 486 } as const;
    this.#wording = this.#wordingIn('live');
    this.#tell({ ...told, trackId: trackId.parse(callId) });
    this.#isTurnedAway = true;
    this.#watchdog.cancel();
    this.#parts.onRefused('call.ended');
    this.#socket.close(POLICY_VIOLATION, 'call.ended');
  }

  // There is no call to sit in.
  #rise(): void {
    this.#seat?.leave();
    this.#seat = null;
  }

  #turnAway(sender: string, error: AppError): void {
    const { log } = this.#parts;
    this.#isTurnedAway = true;
    this.#watchdog.cancel();
    if (error.code === 'internal') log.error({ error: String(error.cause ?? error) }, 'call could not be taken in');
    else log.info({ code: error.code }, 'call socket turned away');
    this.#refuse(sender, error);
    this.#socket.close(POLICY_VIOLATION, error.code);
  }

  #refuse(sender: string, error: AppError, commandId?: string): void {
    this.#parts.onRefused(error.code);
    const event = problemEvent(sender, error, this.#parts.clock.nowMs());
    this.#tell(commandId === undefined ? event : { ...event, commandId });
  }

  #tell(event: SessionEvent): void {
    if (this.#seat) {
      this.#seat.send(event);
      return;
    }
    const text = formatEvent(event, this.#wording);
    if (text !== null) sendOrDrop(this.#socket, text);
  }
}

const offerOf = ({ sdp, option }: CommandOf<'invite'>): string => sdp ?? option?.offer ?? '';
