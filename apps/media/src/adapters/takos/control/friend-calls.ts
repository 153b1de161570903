import { AppError, type CallId, type WorkspaceId } from '@callwright/protocol';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Bots } from '../bot/bots.js';
import type { TakosCallType, TakosRooms, TakosTicket } from '../ports.js';
import { type Tokens, UNUSED_TOKEN_MS } from '../tokens/tokens.js';
import { type Actor, domainSpokenFor } from './actor.js';
import type { FriendPair, FriendRequest } from './messages.js';
import type { TakosPermissions } from './people.js';
import type { RemoteServers } from './remote-servers.js';
import { domainOf } from './user-id.js';

/** What calls of friends are made of. */
export type FriendCallsOptions = {
  readonly domain: string;
  readonly rooms: Pick<TakosRooms, 'isLive' | 'end' | 'onEnded'>;
  readonly tokens: Pick<Tokens, 'issue'>;
  readonly bots: Pick<Bots, 'lineOf' | 'join'>;
  readonly permissions: TakosPermissions;
  readonly servers: Pick<RemoteServers, 'knows' | 'tell' | 'socketOf'>;
  readonly clock: Clock;
};

/** How a call of two stands. `missed`: nobody has answered for two minutes. */
export type FriendCallState = 'ringing' | 'accepted' | 'rejected' | 'cancelled' | 'missed' | 'ended';

/** A call of two as those who took part in it see it. */
export type FriendCallView = {
  readonly userId: string;
  readonly friendId: string;
  readonly callType: TakosCallType;
  readonly roomKeyHash?: string | undefined;
  readonly isEncrypt: boolean;
  readonly state: FriendCallState;
};

/** What somebody comes into a call with. */
export type Admission = { readonly token: string; readonly url?: string | undefined; readonly callId?: CallId };

type FriendCall = Omit<FriendCallView, 'state'> & {
  readonly workspaceId: WorkspaceId;
  state: FriendCallState;
  /** The caller's, once it was accepted. */
  callerToken: string | null;
  timer: Timer | null;
};

/** How long it rings, and how long it is known afterwards what became of it (spec 1 §2). */
const RINGING_MS = 120_000;
const MAX_CALLS = 5000;

/**
 * Calls between two users, from the request to the end. The room is at the server of the one who called; a line of ours that
 * is called accepts at once, and its room is always here.
 */
export class FriendCalls {
  readonly #options: FriendCallsOptions;
  readonly #calls = new Map<string, FriendCall>();
  readonly #stop: () => void;

  constructor(options: FriendCallsOptions) {
    this.#options = options;
    this.#stop = options.rooms.onEnded(({ workspaceId, roomId }) => {
      for (const call of this.#calls.values())
        if (call.workspaceId === workspaceId && roomOf(call) === roomId && call.state === 'accepted')
          this.#turn(call, 'ended');
    });
  }

  get count(): number {
    return this.#calls.size;
  }

  /**
   * Calls a friend. @returns what the caller comes in with, when the friend has accepted already
   * @throws AppError `call.notAllowed` when they are no friends, `api.conflict` when they talk already, `call.busy`, what the
   * line of a bot or the friend's server says
   */
  async request(actor: Actor, request: FriendRequest): Promise<Admission | null> {
    const { domain, bots, servers } = this.#options;
    const { workspaceId } = actor;
    if (domainOf(request.userId) !== domainSpokenFor(actor, domain)) throw noFriends();
    const line = bots.lineOf(request.friendId, workspaceId);
    const mayCall = line !== null ? mayCallLine(actor, line.isPublic) : false;
    const { userId, friendId } = request;
    if (!mayCall && !this.#options.permissions.areFriends(workspaceId, userId, friendId)) throw noFriends();
    const call = this.#begin(workspaceId, request);
    try {
      if (line !== null) {
        const room = { workspaceId, roomId: roomOf(call), callType: call.callType, kind: 'friend' } as const;
        const callId = await bots.join({ line, room, from: userId, principal: actor.principal });
        return { token: this.#accept(call).caller, callId };
      }
      const to = domainOf(friendId);
      if (to !== domain) {
        if (!servers.knows(to, workspaceId)) throw new AppError('call.unreachable', 'This server is not known here.');
        await servers.tell(to, 't.friend.call.request', told(request));
      }
      return null;
    } catch (error) {
      this.#forget(call);
      throw error;
    }
  }

  /**
   * The friend accepts. @returns what the friend comes in with
   * @throws AppError `api.notFound` when nobody calls, `auth.forbidden` when it is another's to accept
   */
  async accept(actor: Actor, pair: FriendPair): Promise<Admission> {
    const call = this.#ringing(actor, pair, 'friendId');
    const there = domainOf(call.userId);
    if (there === this.#options.domain) return { token: this.#accept(call).friend };
    const { token } = await this.#options.servers.tell(there, 't.friend.call.accept', idsOf(call));
    if (token === undefined) throw new AppError('call.rejected', 'The other server has given no token.');
    // The call is over in a room that is not here: nobody tells.
    this.#turn(call, 'accepted');
    return { token, url: this.#options.servers.socketOf(there) };
  }

  /** The friend does not want it. @throws AppError as {@link accept} */
  async reject(actor: Actor, pair: FriendPair): Promise<void> {
    const call = this.#ringing(actor, pair, 'friendId');
    this.#turn(call, 'rejected');
    await this.#pass(domainOf(call.userId), 't.friend.call.reject', call);
  }

  /** The caller does not want it any more. @throws AppError as {@link accept} */
  async cancel(actor: Actor, pair: FriendPair): Promise<void> {
    const call = this.#ringing(actor, pair, 'userId');
    this.#turn(call, 'cancelled');
    await this.#pass(domainOf(call.friendId), 't.friend.call.cancel', call);
  }

  /** Ends a call that was accepted. @throws AppError `api.notFound` */
  end({ workspaceId }: Actor, pair: FriendPair): void {
    const call = this.#find(workspaceId, pair, 'accepted');
    this.#options.rooms.end({ workspaceId, roomId: roomOf(call) });
    this.#turn(call, 'ended');
  }

  /** How a call stands, and the caller's token once it was accepted. @throws AppError `api.notFound` */
  look({ workspaceId }: Actor, pair: FriendPair): FriendCallView & { readonly token?: string } {
    const call = this.#find(workspaceId, pair, null);
    return { ...viewOf(call), ...(call.state === 'accepted' && call.callerToken && { token: call.callerToken }) };
  }

  /** Who calls a user at this moment. */
  callsFor({ workspaceId }: Actor, friendId: string): readonly FriendCallView[] {
    const isFor = (call: FriendCall) =>
      call.workspaceId === workspaceId && call.friendId === friendId && call.state === 'ringing';
    return [...this.#calls.values()].filter(isFor).map(viewOf);
  }

  /** No timer of it remains. Idempotent. */
  close(): void {
    this.#stop();
    for (const call of this.#calls.values()) call.timer?.cancel();
    this.#calls.clear();
  }

  #begin(workspaceId: WorkspaceId, { roomKeyhash, roomKeyHash = roomKeyhash, ...request }: FriendRequest): FriendCall {
    const known = this.#calls.get(keyOf(workspaceId, request));
    if (known?.state === 'accepted') throw new AppError('api.conflict', 'These two talk already.');
    if (known) this.#forget(known);
    if (this.#calls.size >= MAX_CALLS) throw new AppError('call.busy', 'Too many calls are about to begin.');
    const { userId, friendId, callType, isEncrypt = roomKeyHash !== undefined } = request;
    const facts = { workspaceId, userId, friendId, callType, roomKeyHash, isEncrypt };
    const call: FriendCall = { ...facts, state: 'ringing', callerToken: null, timer: null };
    this.#calls.set(keyOf(workspaceId, call), call);
    this.#after(call, RINGING_MS, () => this.#turn(call, 'missed'));
    return call;
  }

  // Each token is the one's who is handed it (spec 1 §2: upstream crosses them).
  #accept(call: FriendCall): { readonly caller: string; readonly friend: string } {
    const { tokens } = this.#options;
    const ticketOf = (userId: string): TakosTicket => ({
      ...{ workspaceId: call.workspaceId, roomId: roomOf(call), userId },
      ...{ callType: call.callType, kind: 'friend' },
    });
    const issued = { caller: tokens.issue(ticketOf(call.userId)), friend: tokens.issue(ticketOf(call.friendId)) };
    call.callerToken = issued.caller;
    this.#turn(call, 'accepted');
    return issued;
  }

  #ringing(actor: Actor, pair: FriendPair, whose: 'userId' | 'friendId'): FriendCall {
    const call = this.#find(actor.workspaceId, pair, 'ringing');
    if (domainOf(call[whose]) !== domainSpokenFor(actor, this.#options.domain))
      throw new AppError('auth.forbidden', 'This is not for this side of the call to say.');
    return call;
  }

  // Who answers may name themselves first or, as the request did, second.
  #find(workspaceId: WorkspaceId, { userId, friendId }: FriendPair, state: FriendCallState | null): FriendCall {
    const turned = { userId: friendId, friendId: userId };
    for (const pair of [{ userId, friendId }, turned]) {
      const call = this.#calls.get(keyOf(workspaceId, pair));
      if (call && (state === null || call.state === state)) return call;
    }
    throw new AppError('api.notFound', 'There is no such call.');
  }

  // The other side has given up by itself when it cannot be told: what was decided here holds.
  async #pass(to: string, event: 't.friend.call.reject' | 't.friend.call.cancel', call: FriendCall): Promise<void> {
    if (to !== this.#options.domain) await this.#options.servers.tell(to, event, idsOf(call));
  }

  #turn(call: FriendCall, state: FriendCallState): void {
    call.state = state;
    if (state === 'accepted') this.#after(call, UNUSED_TOKEN_MS, () => this.#look(call));
    else this.#after(call, RINGING_MS, () => this.#forget(call));
  }

  /** Nobody came by a token: the call has come to nothing. A call that lives ends with its room. */
  #look(call: FriendCall): void {
    const { workspaceId } = call;
    if (!this.#options.rooms.isLive({ workspaceId, roomId: roomOf(call) })) this.#turn(call, 'ended');
  }

  #after(call: FriendCall, afterMs: number, task: () => void): void {
    call.timer?.cancel();
    call.timer = this.#options.clock.startTimer(afterMs, task);
  }

  #forget(call: FriendCall): void {
    call.timer?.cancel();
    const key = keyOf(call.workspaceId, call);
    if (this.#calls.get(key) === call) this.#calls.delete(key);
  }
}

const keyOf = (workspaceId: WorkspaceId, { userId, friendId }: FriendPair): string =>
  `${workspaceId} ${userId} ${friendId}`;

/** Spec 1 §1: `<callerId>-<calleeId>`. */
const roomOf = ({ userId, friendId }: FriendPair): string => `${userId}-${friendId}`;

const idsOf = ({ userId, friendId }: FriendPair): FriendPair => ({ userId, friendId });

const viewOf = ({ userId, friendId, callType, roomKeyHash, isEncrypt, state }: FriendCall): FriendCallView => ({
  ...{ userId, friendId, callType, isEncrypt, state },
  ...(roomKeyHash !== undefined && { roomKeyHash }),
});

// The live servers want the hash under the other name (spec 1 §2).
const told = ({ roomKeyhash, roomKeyHash = roomKeyhash, isEncrypt, ...request }: FriendRequest) => ({
  ...request,
  ...(roomKeyHash !== undefined && { roomKeyhash: roomKeyHash, roomKeyHash }),
  isEncrypt: isEncrypt ?? roomKeyHash !== undefined,
});

// An application may call the lines of its workspace; users of another server those that are open to everybody.
const mayCallLine = ({ kind }: Actor, isPublic: boolean): boolean => kind === 'application' || isPublic;

const noFriends = () => new AppError('call.notAllowed', 'These two are no friends.');
