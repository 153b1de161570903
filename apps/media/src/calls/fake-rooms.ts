import type { CallId } from '@callwright/protocol';
import type { RoomChime, RoomEntry, RoomName, RoomWho } from '../link/messages.js';

type Rooms = Map<CallId, RoomEntry>;

/** The rooms of fake sound: who is in them, and so who hears whom. */
export class FakeRooms {
  readonly #rooms = new Map<RoomName, Rooms>();
  /** Sounds that were made in rooms, in order. */
  readonly chimes: RoomChime[] = [];

  /** Rooms with anybody in them. */
  get count(): number {
    return this.#rooms.size;
  }

  join(room: RoomName, callId: CallId, entry: RoomEntry): void {
    const members = this.#rooms.get(room) ?? new Map();
    this.#rooms.set(room, members.set(callId, { ...members.get(callId), ...entry }));
  }

  leave(room: RoomName, callId: CallId): void {
    const members = this.#rooms.get(room);
    members?.delete(callId);
    if (members?.size === 0) this.#rooms.delete(room);
  }

  leaveAll(callId: CallId): void {
    for (const room of this.#rooms.keys()) this.leave(room, callId);
  }

  /** Calls whose side a call hears now, in the order they came. */
  heardBy(callId: CallId): readonly CallId[] {
    return this.#of(callId).flatMap(([members, own]) =>
      [...members].flatMap(([id, { masks }]) =>
        id !== callId && includes(own.masks.hears, id) && includes(masks.heardBy, callId) ? [id] : [],
      ),
    );
  }

  /** What is played to a call while it waits. */
  musicOf(callId: CallId): string | null {
    return this.#of(callId).find(([, { masks }]) => masks.music !== null)?.[1].masks.music ?? null;
  }

  /** Those who were called to be joined with this call, and hear its caller as theirs. */
  linesOf(callId: CallId): readonly CallId[] {
    return this.#of(callId).flatMap(([members]) =>
      [...members].flatMap(([id, { caller }]) => (caller === callId ? [id] : [])),
    );
  }

  #of(callId: CallId): readonly (readonly [Rooms, RoomEntry])[] {
    return [...this.#rooms.values()].flatMap((members) => {
      const entry = members.get(callId);
      return entry ? [[members, entry] as const] : [];
    });
  }
}

const includes = (who: RoomWho, callId: CallId): boolean => who === 'all' || (who !== 'nobody' && who.includes(callId));
