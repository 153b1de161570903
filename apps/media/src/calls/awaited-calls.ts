import { AppError, type CallDefaults, type CallId, type RecorderOption, toAppError } from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import { AwaitedDriver } from './awaited-driver.js';
import { type CallClient, withClient } from './call-client.js';
import type { CallLeg } from './call-leg.js';
import type { CallSession } from './call-session.js';
import { ClientSeat } from './client-seat.js';
import { type Destination, type Directory, findDestination } from './destination.js';
import type { FlowServices } from './effect-desk.js';
import type { FlowDriver } from './flow-driver.js';
import { postInvite } from './invite-webhook.js';
import { hasScope, type Principal, type TelephonePrincipal } from './principal.js';
import { streamOptions } from './stream-options.js';
import type { CallOrigin } from './telephone.js';

/** What awaited calls are made of: the registry's part in it. */
export type AwaitedCallsParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Directory;
  readonly defaults: CallDefaults;
  readonly servicesOf: (workspaceId: Destination['workspaceId']) => Pick<FlowServices, 'send'>;
  readonly begin: (leg: CallLeg, destination: Destination, origin: CallOrigin) => CallSession;
  readonly flowDriverOf: (flow: NonNullable<Destination['flow']>, destination: Destination) => FlowDriver;
};

type Awaited = {
  readonly call: CallSession;
  readonly driver: AwaitedDriver;
  readonly seat: ClientSeat;
  readonly destination: Destination;
  readonly principal: TelephonePrincipal;
  /** Leads the call to a flow. */
  readonly lead: (flow: NonNullable<Destination['flow']>) => void;
};

/** A client comes within this time, or nobody does. */
export const CLIENT_WAIT_MS = 20_000;
/** RFC 3261 §21.4.18: what a caller is told for whom nobody has come. */
const UNAVAILABLE = 480;

/** Telephone calls to a line on which no flow answers: they ring until a client comes for them (spec 0 §1). */
export class AwaitedCalls {
  readonly #parts: AwaitedCallsParts;
  readonly #calls = new Map<CallId, Awaited>();

  constructor(parts: AwaitedCallsParts) {
    this.#parts = parts;
  }

  /** Takes a call in that waits for a client, and tells whoever the line wants it told. @throws AppError `call.busy` */
  begin(leg: CallLeg, line: Destination, principal: TelephonePrincipal): CallSession {
    const { clock, log, defaults, begin, flowDriverOf } = this.#parts;
    const seat = new ClientSeat();
    const known: { flow: Destination['flow'] } = { flow: null };
    // Where the call leads may become known later, and what joins it with others asks then.
    const destination: Destination = {
      ...{ workspaceId: line.workspaceId, endpoint: line.endpoint },
      get flow() {
        return known.flow;
      },
      isRecordedLater: true,
    };
    const recorder = () => streamOptions(leg, { ...destination, isRecordedLater: false }, defaults).recorder;
    const driver = new AwaitedDriver(() => withoutFile(recorder()));
    const call = begin(withClient(leg, seat), destination, { principal, parent: null, driver });
    const lead = (flow: NonNullable<Destination['flow']>) => {
      known.flow = flow;
      driver.handToFlow(flowDriverOf(flow, destination));
    };
    const awaited: Awaited = { call, driver, seat, destination, principal, lead };
    this.#calls.set(call.callId, awaited);
    const timer = clock.startTimer(CLIENT_WAIT_MS, () =>
      runInBackground('give a call up that nobody came for', this.#giveUp(awaited), log),
    );
    call.signal.addEventListener('abort', () => {
      timer.cancel();
      this.#calls.delete(call.callId);
    });
    runInBackground('tell of a call', this.#tell(awaited), log);
    return call;
  }

  /**
   * A client comes for a call, and decides in it from now on.
   * @returns null when no call of theirs waits by this id: they are told no more of it
   * @throws AppError `auth.forbidden` when their key does not drive calls
   */
  claim(id: CallId, principal: Principal, client: CallClient): CallSession | null {
    const awaited = this.#calls.get(id);
    const isTheirs = principal.kind === 'key' && principal.workspaceId === awaited?.destination.workspaceId;
    if (!awaited || !isTheirs || awaited.driver.isTaken || awaited.call.isEnding) return null;
    if (!hasScope(principal, 'calls:control'))
      throw new AppError('auth.forbidden', 'Taking a call needs a key with the scope calls:control.');
    awaited.driver.handToClient();
    awaited.seat.take(client);
    client.signal.addEventListener('abort', () => this.#abandon(awaited), { once: true });
    return awaited.call;
  }

  // The number may know another way; else the caller is told that nobody is there.
  async #giveUp({ call, driver, seat, principal, lead }: Awaited): Promise<void> {
    if (driver.isTaken || call.isEnding) return;
    this.#calls.delete(call.callId);
    seat.leave();
    const { otherwise } = principal;
    const nobody = { reason: 'noAnswer', initiator: 'system', hasFailed: true } as const;
    if (otherwise?.kind === 'line') {
      const flow = await this.#flowOf({ ...principal, line: otherwise.line });
      if (flow && !call.isEnding) return lead(flow);
    }
    void call.close({ ...nobody, code: otherwise?.kind === 'reject' ? otherwise.code : UNAVAILABLE });
  }

  async #flowOf(principal: TelephonePrincipal): Promise<Destination['flow']> {
    try {
      return (await findDestination('', principal, this.#parts.directory)).flow;
    } catch (error) {
      this.#parts.log.info({ code: toAppError(error).code }, 'nothing answers where a call was to go instead');
      return null;
    }
  }

  // What the client has begun goes with it, unless the caller talks to somebody: then the call ends.
  #abandon(awaited: Awaited): void {
    const { call, seat, principal, lead } = awaited;
    if (call.isEnding) return;
    seat.leave();
    const leave = async (): Promise<void> => {
      const flow = call.talkRoom === null ? await this.#flowOf(principal) : null;
      if (call.isEnding) return;
      if (!flow) return void call.close({ reason: 'transport', initiator: 'callee' });
      call.dispatch({ command: 'interrupt' });
      lead(flow);
    };
    runInBackground('go on without a client', leave(), this.#parts.log);
  }

  async #tell({ call, destination }: Awaited): Promise<void> {
    const { workspaceId, endpoint } = destination;
    const url = endpoint?.webhookUrl;
    if (url === undefined) return;
    const { clock, servicesOf } = this.#parts;
    try {
      await postInvite(call, url, { clock, send: servicesOf(workspaceId).send, timeoutMs: CLIENT_WAIT_MS / 2 });
    } catch (error) {
      const { code, message } = toAppError(error);
      // Whoever watches the live events may still come.
      if (!call.isEnding) call.journal.append({ kind: 'problem', code, message });
    }
  }
}

// The file is named after the call.
const withoutFile = (option: (RecorderOption & { readonly file: string }) | undefined): RecorderOption | undefined => {
  if (!option) return undefined;
  const { file, ...rest } = option;
  return rest;
};
