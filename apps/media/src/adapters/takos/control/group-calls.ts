import { AppError, type CallId } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import { type Bots, knownLine } from '../bot/bots.js';
import type { TakosCallType, TakosRoomAddress, TakosRooms } from '../ports.js';
import { type Tokens, UNUSED_TOKEN_MS } from '../tokens/tokens.js';
import type { Actor } from './actor.js';
import type { TakosPermissions } from './people.js';
import { domainOf } from './user-id.js';

/** What calls of groups are made of. */
export type GroupCallsOptions = {
  readonly domain: string;
  readonly rooms: Pick<TakosRooms, 'isLive' | 'end' | 'onEnded'>;
  readonly tokens: Pick<Tokens, 'issue'>;
  readonly bots: Pick<Bots, 'lineOf' | 'join'>;
  readonly permissions: TakosPermissions;
  readonly clock: Clock;
};

/** Who wants into a group's call. */
export type Joining = { readonly userId: string; readonly roomId: string };

type Begun = { readonly room: TakosRoomAddress; readonly callType: TakosCallType; readonly atMs: number };

const MAX_BEGUN = 5000;

/** Calls of groups: whoever is a member may begin one or join it; it ends when the last has left. */
export class GroupCalls {
  readonly #options: GroupCallsOptions;
  readonly #begun = new Map<string, Begun>();
  readonly #stop: () => void;

  constructor(options: GroupCallsOptions) {
    this.#options = options;
    this.#stop = options.rooms.onEnded((room) => this.#begun.delete(keyOf(room)));
  }

  /** Begins a group's call, or joins the one that runs. @returns the user's token; null for one who is no member */
  request(actor: Actor, joining: Joining & { readonly callType: TakosCallType }): string | null {
    if (!this.#mayJoin(actor, joining)) return null;
    const room = { workspaceId: actor.workspaceId, roomId: joining.roomId };
    return this.#admit(room, joining, this.#running(room) ?? this.#begin(room, joining.callType));
  }

  /** Joins a call that runs. @returns the user's token; null for one who is no member, or when none runs */
  join(actor: Actor, joining: Joining): string | null {
    const room = { workspaceId: actor.workspaceId, roomId: joining.roomId };
    const running = this.#mayJoin(actor, joining) ? this.#running(room) : null;
    return running === null ? null : this.#admit(room, joining, running);
  }

  /**
   * Has a line sit down in a group's call, or begin it.
   * @throws AppError `call.unknownEndpoint`, and what {@link Bots.join} says
   */
  async invite({ workspaceId, principal }: Actor, roomId: string, lineId: string): Promise<CallId> {
    const { bots } = this.#options;
    const line = knownLine(bots.lineOf(lineId, workspaceId));
    const room = { workspaceId, roomId };
    const { callType } = this.#running(room) ?? this.#begin(room, 'audio');
    return bots.join({ line, room: { ...room, callType, kind: 'group' }, from: roomId, principal });
  }

  /** Ends a group's call. @throws AppError `api.notFound` when none runs */
  end({ workspaceId }: Actor, roomId: string): void {
    const room = { workspaceId, roomId };
    if (!this.#options.rooms.isLive(room)) throw new AppError('api.notFound', 'There is no such call.');
    this.#options.rooms.end(room);
  }

  /** Idempotent. */
  close(): void {
    this.#stop();
    this.#begun.clear();
  }

  // A server speaks for its own users alone.
  #mayJoin(actor: Actor, { userId, roomId }: Joining): boolean {
    if (actor.kind === 'server' && domainOf(userId) !== actor.domain) return false;
    return this.#options.permissions.isMember(actor.workspaceId, roomId, userId);
  }

  #admit({ workspaceId, roomId }: TakosRoomAddress, { userId }: Joining, { callType }: Begun): string {
    return this.#options.tokens.issue({ workspaceId, roomId, userId, callType, kind: 'group' });
  }

  #begin(room: TakosRoomAddress, callType: TakosCallType): Begun {
    if (this.#begun.size >= MAX_BEGUN) this.#sweep();
    if (this.#begun.size >= MAX_BEGUN) throw new AppError('call.busy', 'Too many calls are about to begin.');
    const begun = { room, callType, atMs: this.#options.clock.nowMs() };
    this.#begun.set(keyOf(room), begun);
    return begun;
  }

  /** Whoever began it may not have come in yet. */
  #running(room: TakosRoomAddress): Begun | null {
    const begun = this.#begun.get(keyOf(room));
    if (this.#options.rooms.isLive(room)) return begun ?? { room, callType: 'audio', atMs: 0 };
    return begun && this.#isFresh(begun) ? begun : null;
  }

  #isFresh({ atMs }: Begun): boolean {
    return this.#options.clock.nowMs() - atMs < UNUSED_TOKEN_MS;
  }

  #sweep(): void {
    for (const [key, begun] of this.#begun)
      if (!this.#isFresh(begun) && !this.#options.rooms.isLive(begun.room)) this.#begun.delete(key);
  }
}

const keyOf = ({ workspaceId, roomId }: TakosRoomAddress): string => `${workspaceId} ${roomId}`;
