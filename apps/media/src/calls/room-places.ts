import type { CallId } from '@callwright/protocol';
import type { RelayedBlock, RelayName, RoomEntry, RoomName } from '../link/messages.js';
import type { SoundPeer } from '../link/sound-pool.js';

/** A call in a room: its own sound process, and what it is in the room. */
export type PlacedMember = { readonly peer: SoundPeer; readonly entry: RoomEntry };

type Place = { readonly owner: SoundPeer; readonly members: Map<CallId, PlacedMember> };

/**
 * Which sound process each room is in: that of its first member, until its last one has left. Members of other processes
 * take part by a relay.
 */
export class RoomPlaces {
  readonly #rooms = new Map<RoomName, Place>();
  readonly #relays = new Map<RelayName, readonly [SoundPeer, SoundPeer]>();

  /** @returns the process of a room; null for one that is not there yet */
  owner(room: RoomName): SoundPeer | null {
    return this.#rooms.get(room)?.owner ?? null;
  }

  member(room: RoomName, callId: CallId): PlacedMember | null {
    return this.#rooms.get(room)?.members.get(callId) ?? null;
  }

  /** Takes the call in; the room comes to be in its process if it is not there yet. */
  join(room: RoomName, callId: CallId, member: PlacedMember): void {
    const place = this.#rooms.get(room) ?? { owner: member.peer, members: new Map() };
    this.#rooms.set(room, place);
    place.members.set(callId, member);
    if (place.owner.index !== member.peer.index) this.#relays.set(relayOf(room, callId), [place.owner, member.peer]);
  }

  leave(room: RoomName, callId: CallId): void {
    const place = this.#rooms.get(room);
    place?.members.delete(callId);
    this.#relays.delete(relayOf(room, callId));
    if (place?.members.size === 0) this.#rooms.delete(room);
  }

  /** @returns the rooms the call was in, and where they are */
  leaveAll(callId: CallId): readonly { readonly room: RoomName; readonly owner: SoundPeer }[] {
    const left = [...this.#rooms].flatMap(([room, { owner, members }]) =>
      members.has(callId) ? [{ room, owner }] : [],
    );
    for (const { room } of left) this.leave(room, callId);
    return left;
  }

  /** A process is gone, and the rooms in it. @returns those of other processes who were in them */
  lose(index: number): readonly { readonly room: RoomName; readonly callId: CallId; readonly member: PlacedMember }[] {
    const stranded = [...this.#rooms].flatMap(([room, { owner, members }]) =>
      owner.index === index ? [...members].map(([callId, member]) => ({ room, callId, member })) : [],
    );
    for (const { room, callId } of stranded) this.leave(room, callId);
    return stranded.filter(({ member }) => member.peer.index !== index);
  }

  /** Hands sound of a process on to the others. */
  relay(fromIndex: number, blocks: readonly RelayedBlock[]): void {
    const byPeer = new Map<number, { readonly peer: SoundPeer; readonly blocks: RelayedBlock[] }>();
    for (const block of blocks) {
      const peer = this.#relays.get(block.relay)?.find(({ index }) => index !== fromIndex);
      if (peer === undefined) continue;
      const entry = byPeer.get(peer.index) ?? { peer, blocks: [] };
      byPeer.set(peer.index, entry);
      entry.blocks.push(block);
    }
    for (const entry of byPeer.values()) entry.peer.relay(entry.blocks);
  }
}

/** The way between a call and a room. */
export const relayOf = (room: RoomName, callId: CallId): RelayName => `${room} ${callId}`;
