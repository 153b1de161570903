import {
  AppError,
  type CallId,
  type CallOption,
  callId,
  type DialPolicy,
  toAppError,
  type WorkspaceId,
} from '@callwright/protocol';
import type { Clock } from '../platform/clock.js';
import type { NewId } from '../platform/ids.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import type { CallerIdentity, CallLeg } from './call-leg.js';
import type { CallSession } from './call-session.js';
import { DialDesk, type DialPermit } from './dial-desk.js';
import type { Dialler } from './dialler.js';
import { waitFor } from './rooms/wait-for.js';
import type { SoundStream } from './sound-port.js';

/** How calls reach those who are no lines of ours. */
export type Dialling = {
  readonly dialler: Dialler;
  readonly policyOf: (workspaceId: WorkspaceId) => DialPolicy;
  /** A phone of the workspace's own. */
  readonly isOwnPhone: (target: string, workspaceId: WorkspaceId) => boolean;
  /** Told of every refusal of the policy; for the counts. */
  readonly onRefused?: (code: AppError['code']) => void;
};

/** Whom to call, for whom. */
export type OutboundOrder = {
  /** Absent: a new one. */
  readonly callId?: CallId;
  readonly workspaceId: WorkspaceId;
  readonly target: string;
  readonly callerId?: string | undefined;
  readonly identity?: CallerIdentity | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly option?: CallOption;
};

/** Makes the session of a leg. @throws AppError when there is no room for it */
export type BeginCall = (leg: CallLeg) => CallSession;

/** How long it may ring, at most, and who may stop it; `reason` of the signal says why, when it is a text. */
export type Ringing = { readonly timeoutMs?: number; readonly signal?: AbortSignal };

type Parts = Dialling & { readonly clock: Clock; readonly newId: NewId; readonly log: Log };

/** Calls to those the dialler reaches: each asked of the policy, each a call of its own. */
export class OutboundCalls {
  readonly #parts: Parts;
  readonly #desk: DialDesk;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#desk = new DialDesk(parts);
  }

  /** Whether somebody is to be called by way of here. */
  reaches(target: string, workspaceId: WorkspaceId): boolean {
    return this.#parts.dialler.reaches(target, workspaceId);
  }

  /** Whether somebody may be called from here, of which nothing is counted. @throws AppError `call.notAllowed` */
  checkDial(workspaceId: WorkspaceId, target: string): void {
    if (!this.#parts.isOwnPhone(target, workspaceId)) this.#desk.check(workspaceId, target);
  }

  /** Whether the far side of a call may send it somewhere. @throws AppError `call.notAllowed` */
  checkRedirect(workspaceId: WorkspaceId, target: string): void {
    this.#desk.checkRedirect(workspaceId, target);
  }

  /** Leave for the far side of a call to call somebody itself. @throws AppError `call.notAllowed`, `call.busy` */
  admitSent(workspaceId: WorkspaceId, target: string): DialPermit {
    return this.#desk.admit(workspaceId, target);
  }

  /**
   * Makes the call, which does not ring yet.
   * @throws AppError `call.notAllowed`, `call.busy`, and what `begin` and the dialler say
   */
  make({ target, callerId, identity, headers, ...order }: OutboundOrder, begin: BeginCall): CallSession {
    if (WITH_PASSWORD.test(target))
      throw new AppError('protocol.badMessage', 'An address with a password in it is not dialled.');
    if (Object.entries(headers ?? {}).some((header) => header.some(hasControls)))
      throw new AppError('protocol.badMessage', 'A header has no line breaks in it.');
    const realm = realmOf(order.option);
    // Who has an account somewhere dials numbers there: that place must be allowed as well.
    if (realm !== undefined && !/^sips?:/i.test(target)) this.#desk.check(order.workspaceId, `sip:0@${realm}`);
    const permit = this.#desk.admit(order.workspaceId, target);
    try {
      const leg = this.#parts.dialler.dial({
        callId: order.callId ?? callId.parse(`c-${this.#parts.newId()}`),
        workspaceId: order.workspaceId,
        target: permit.target,
        option: order.option ?? {},
        ...(callerId === undefined || callerId === '' ? {} : { callerId }),
        ...(identity === undefined ? {} : { identity }),
        ...(headers === undefined ? {} : { headers }),
      });
      const call = this.#begun(leg, begin);
      this.#watch(call, permit);
      return call;
    } catch (error) {
      permit.release();
      throw error;
    }
  }

  // A leg may hold a place on its trunk before it has called anybody.
  #begun(leg: CallLeg, begin: BeginCall): CallSession {
    try {
      return begin(leg);
    } catch (error) {
      runInBackground('close a leg that was not wanted', leg.close(), this.#parts.log);
      throw error;
    }
  }

  /**
   * Lets it ring until somebody answers.
   * @throws AppError `media.timeout`, `call.ended` when it was given up, and as {@link CallLeg.openSound}; it is over then
   */
  async ring(
    call: CallSession,
    openSound: (call: CallSession) => Promise<SoundStream>,
    ringing: Ringing,
  ): Promise<void> {
    const { clock } = this.#parts;
    const { timeoutMs, signal: stop } = ringing;
    const signal = stop ? AbortSignal.any([stop, call.signal]) : call.signal;
    try {
      const answered = openSound(call).then((stream) => call.answer(stream));
      answered.catch(() => undefined); // When nobody waits for it any more, it does not matter how it ended.
      const outcome = await waitFor(answered, { clock, timeoutMs, signal });
      if (outcome === 'timeout') throw notInTime();
      if (!call.isAnswered) throw givenUp();
    } catch (thrown) {
      const error = this.#noted(thrown);
      if (stop?.aborted) await call.close({ reason: reasonOf(stop), initiator: 'caller' });
      await call.giveUp(error);
      throw error;
    }
  }

  #watch(call: CallSession, { maxTalkMs, release }: DialPermit): void {
    const over = call.ended.then(release);
    runInBackground('end of an outbound call', over, this.#parts.log);
    if (maxTalkMs === null) return;
    const stop = call.onEvent(({ event }) => {
      if (event !== 'answer') return;
      stop();
      call.limit(maxTalkMs);
    });
  }

  #noted(thrown: unknown): AppError {
    const error = toAppError(thrown);
    if (error.code === 'internal') this.#parts.log.error({ error: String(thrown) }, 'call could not be made');
    return error;
  }
}

const realmOf = ({ sip }: CallOption = {}): string | undefined =>
  sip?.username === undefined ? undefined : sip.realm || undefined;

// RFC 3261 §19.1.1: `sip:user:password@host`. It would be in the list of calls for everybody to read.
const WITH_PASSWORD = /^sips?:[^@]*:[^@]*@/i;

// One of them would begin another header.
const hasControls = (text: string): boolean => /\p{Cc}/u.test(text);

const reasonOf = ({ reason }: AbortSignal): string => (typeof reason === 'string' ? reason : 'canceled');
const notInTime = () => new AppError('media.timeout', 'Nobody answered in time.');
const givenUp = () => new AppError('call.ended', 'The call ended before it was answered.');
