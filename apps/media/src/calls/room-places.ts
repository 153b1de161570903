import type { CallId } from '@callwright/protocol';
import type { RoomName } from '../link/messages.js';

/** Which sound process each room is in: that of its first member, until its last one has left. */
export class RoomPlaces {
  readonly #rooms = new Map<RoomName, { readonly index: number; readonly members: Set<CallId> }>();

  /** @returns the process of a room; null for one that is not there yet */
  of(room: RoomName): number | null {
    return this.#rooms.get(room)?.index ?? null;
  }

  /** Whether a call is in a room. */
  has(room: RoomName, callId: CallId): boolean {
    return this.#rooms.get(room)?.members.has(callId) ?? false;
  }

  /** @param index the process of the call, where the room comes to be if it is not there yet */
  join(room: RoomName, callId: CallId, index: number): void {
    const place = this.#rooms.get(room) ?? { index, members: new Set() };
    place.members.add(callId);
    this.#rooms.set(room, place);
  }

  leave(room: RoomName, callId: CallId): void {
    const place = this.#rooms.get(room);
    place?.members.delete(callId);
    if (place?.members.size === 0) this.#rooms.delete(room);
  }

  /** The call has ended, or its process is gone. */
  leaveAll(callId: CallId): void {
    for (const room of this.#rooms.keys()) this.leave(room, callId);
  }
}
