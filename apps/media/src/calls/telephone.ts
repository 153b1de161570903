import {
  AppError,
  type CallDefaults,
  type CallId,
  type CallOption,
  type PlacedCall,
  type WorkspaceId,
} from '@callwright/protocol';
import type { StreamOptions } from '../link/messages.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import { type CallClient, withClient } from './call-client.js';
import type { CallDriver } from './call-driver.js';
import type { CallLeg } from './call-leg.js';
import type { CallSession } from './call-session.js';
import { type Destination, type Directory, findDestination } from './destination.js';
import type { DialPermit } from './dial-desk.js';
import { OtherDriver } from './other-driver.js';
import type { BeginCall, OutboundCalls } from './outbound-calls.js';
import { hasScope, type Principal } from './principal.js';
import type { DialledLine, DialWays } from './rooms/room-ports.js';
import type { SoundStream } from './sound-port.js';
import { streamOptions } from './stream-options.js';
import { isWrittenIn } from './written-targets.js';

/** A call that somebody wants made, and drives. */
export type ClientOrder = {
  readonly callId: CallId;
  readonly target: string;
  readonly callerId?: string;
  readonly option: CallOption;
};

/** Where a call of a telephone belongs. */
export type CallOrigin = {
  readonly principal: Principal;
  readonly parent: CallSession | null;
  /** Absent: the flow of the destination, or the client. */
  readonly driver?: CallDriver;
};

/** Whom the far side of a call may call by its own means; each throws AppError `call.notAllowed` when it may not. */
export type SentDials = {
  /** Somebody of the far side's own, whom calling costs nothing. */
  readonly checkPhone: (target: string) => void;
  /** A place that is called without us, of which nothing is counted. */
  readonly check: (target: string) => void;
  /** A call that is counted until it is released. @throws AppError `call.busy` at a limit */
  readonly admit: (target: string) => DialPermit;
};

/** What a telephone is made of: the registry's part in it. */
export type TelephoneParts = {
  readonly outbound: OutboundCalls;
  readonly directory: Directory;
  readonly defaults: CallDefaults;
  readonly log: Log;
  /** Makes a session. @throws AppError `call.busy`, `api.conflict` */
  readonly begin: (leg: CallLeg, destination: Destination, origin: CallOrigin) => CallSession;
  readonly openSound: (call: CallSession, options: StreamOptions, near?: CallId) => Promise<SoundStream>;
  /** Whether a call is that of somebody who proved nothing, or was made for such a one. */
  readonly isOfStranger: (call: CallSession) => boolean;
};

/** It rings so long when nobody says. */
const RING_MS = 60_000;

/** Calls to the outside, whoever wants them: another call, a client that drives, or the api for a line. */
export class Telephone {
  readonly #parts: TelephoneParts;

  constructor(parts: TelephoneParts) {
    this.#parts = parts;
  }

  /** Whether somebody is reached from here. */
  reaches(target: string, workspaceId: WorkspaceId): boolean {
    return this.#parts.outbound.reaches(target, workspaceId);
  }

  /** Whether the far side of a call may send it somewhere (3xx, REFER). @throws AppError `call.notAllowed` */
  checkRedirect(workspaceId: WorkspaceId, target: string): void {
    this.#parts.outbound.checkRedirect(workspaceId, target);
  }

  /** Whether the far side of a call may be told to call somebody itself. @throws AppError `call.notAllowed` */
  checkSent(from: CallSession, target: string, { workspaceId, flow }: Destination): void {
    if (this.#parts.isOfStranger(from) && !(flow && isWrittenIn(flow.program, target))) throw notForStrangers();
    this.#parts.outbound.checkDial(workspaceId, target);
  }

  /** What the far side of a call may be asked to call by its own means. */
  sentBy(from: CallSession, destination: Destination): SentDials {
    const { outbound, isOfStranger } = this.#parts;
    const { workspaceId, flow } = destination;
    const checkPhone = (target: string): void => {
      if (isOfStranger(from) && !(flow && isWrittenIn(flow.program, target))) throw notForStrangers();
    };
    return {
      checkPhone,
      check: (target) => this.checkSent(from, target, destination),
      admit: (target) => {
        checkPhone(target);
        return outbound.admitSent(workspaceId, target);
      },
    };
  }

  /**
   * Calls somebody for another call; resolves when they have answered.
   * @param destination where the other call leads
   * @throws AppError as {@link CallLeg.openSound}, and why it may not be made
   */
  async dialFor(from: CallSession, line: DialledLine, ways: DialWays, destination: Destination): Promise<CallSession> {
    const { outbound, begin, openSound, defaults, isOfStranger } = this.#parts;
    const { workspaceId } = destination;
    const isStranger = isOfStranger(from);
    if (isStranger && !isNamedBy(destination, line.target)) throw notForStrangers();
    // What a stranger says they are called is nothing to show to others.
    const callerId = line.callerId ?? (isStranger ? undefined : from.leg.from);
    // It is about that caller, and about nobody else who is shown.
    const identity = callerId === from.leg.from ? from.leg.identity : undefined;
    const principal: Principal = { kind: 'key', workspaceId, scopes: [] };
    const call = outbound.make({ ...line, workspaceId, callerId, identity }, (leg) =>
      begin(leg, nowhere(workspaceId), { principal, parent: from, driver: new OtherDriver() }),
    );
    const { ear, signal, onRinging } = ways;
    ear.ring();
    call.onEvent((event) => {
      if (event.event !== 'ringing') return;
      onRinging?.();
      if (event.earlyMedia) ear.hear(call);
    });
    const options = streamOptions({ callId: call.callId, option: {}, direction: 'outbound' }, destination, defaults);
    await outbound.ring(call, (one) => openSound(one, joinedOptions(options), from.callId), { signal });
    return call;
  }

  /**
   * Calls somebody for a client that drives the call. What comes of it is told by events.
   * @throws AppError `auth.*`, `call.notAllowed`, `call.busy`, `call.unknownEndpoint`
   */
  callForClient(order: ClientOrder, principal: Principal, client: CallClient): CallSession {
    const { target, callerId, option } = order;
    if (principal.kind === 'stranger') throw new AppError('auth.required', 'Calling the outside needs a key.');
    if (principal.kind !== 'key' || !hasScope(principal, 'calls:dial'))
      throw new AppError('auth.forbidden', 'Calling the outside needs a key with the scope calls:dial.');
    const { workspaceId } = principal;
    const destination = nowhere(workspaceId);
    const begin: BeginCall = (leg) =>
      this.#parts.begin(withClient(leg, client), destination, { principal, parent: null });
    const wanted = { callId: order.callId, workspaceId, target, callerId, option, headers: option.sip?.headers };
    const timeoutMs = option.handshakeTimeout === undefined ? RING_MS : option.handshakeTimeout * 1000;
    return this.#start(wanted, { begin, destination, timeoutMs });
  }

  /**
   * Calls somebody and leads them to a line. Resolves when it rings; what comes of it is told by the call's story.
   * @throws AppError `call.notAllowed`, `call.busy`, `call.unknownEndpoint`, `flow.*`, `api.conflict`
   */
  async place({ callId, workspaceId, callee, caller, line, ...order }: PlacedCall): Promise<void> {
    const principal: Principal = { kind: 'key', workspaceId, scopes: ['calls:start'] };
    const destination = await findDestination(line, principal, this.#parts.directory);
    if (!destination.flow && !destination.application)
      throw new AppError('flow.notFound', 'Nothing answers on this line yet.');
    const begin: BeginCall = (leg) => this.#parts.begin(leg, destination, { principal, parent: null });
    const { timeoutMs, headers, detectsMachines } = order;
    const option: CallOption = detectsMachines ? { amd: {} } : {};
    const wanted = { callId, workspaceId, target: callee, callerId: caller, headers, option };
    this.#start(wanted, { begin, destination, timeoutMs });
  }

  #start(order: Parameters<OutboundCalls['make']>[0], { begin, destination, timeoutMs }: Start): CallSession {
    const { outbound, openSound, defaults, log } = this.#parts;
    if (!this.reaches(order.target, order.workspaceId))
      throw new AppError('call.unknownEndpoint', 'Nobody is reached by this number or name.');
    const { option = {} } = order;
    const call = outbound.make(order, begin);
    const options = streamOptions({ callId: call.callId, option, direction: 'outbound' }, destination, defaults);
    if (options.inactivityTimeout !== undefined) call.inactivity.timeoutMs = options.inactivityTimeout * 1000;
    // Why nobody answered is told by the call itself.
    const rung = outbound.ring(call, (one) => openSound(one, options), { timeoutMs }).catch(() => undefined);
    runInBackground('ring', rung, log);
    return call;
  }
}

type Start = { readonly begin: BeginCall; readonly destination: Destination; readonly timeoutMs: number };

/** What a leg that talks to another call is made of: it is recorded as that one is, and nobody listens for words in it. */
const joinedOptions = ({ callId, recorder, denoise }: StreamOptions): StreamOptions => ({
  callId,
  ...(recorder && { recorder }),
  ...(denoise !== undefined && { denoise }),
});

/** Whether whoever owns the line has written there whom its callers may be connected with. */
const isNamedBy = ({ flow, application }: Destination, target: string): boolean => {
  if (flow) return isWrittenIn(flow.program, target);
  return application?.kind === 'freeclimb' && application.transferTo?.trim() === target.trim();
};

const nowhere = (workspaceId: WorkspaceId): Destination => ({ workspaceId, endpoint: null, flow: null });

const notForStrangers = () =>
  new AppError('call.notAllowed', 'A caller nobody knows is connected only with whom the line itself names.');
