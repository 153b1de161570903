import { AppError } from '@callwright/protocol';
import { ListenedEnd } from './listened-end.js';
import type { MediaStream } from './media-stream.js';
import type { Room } from './room.js';
import type { MemberMasks } from './room-member.js';
import { packetCodecOf } from './track.js';

/** How a stream takes part in a room. */
export type RoomEntry = {
  readonly masks: MemberMasks;
  /**
   * The stream whose caller is the caller of this one too, which has none of its own: this call was made to be joined with
   * that one. It begins with that.
   */
  readonly caller: MediaStream | null;
  /** It is listened in to: the room hears all that this caller says and hears, and only this caller hears the room. */
  readonly isListenedTo: boolean;
};

/** A stream in a room. */
export type Membership = {
  readonly change: (masks: MemberMasks) => void;
  /** May be called twice. */
  readonly leave: () => void;
};

/** Puts a stream into a room. @throws AppError `media.roomFull`, `protocol.unsupported` when there is no caller yet */
export function joinRoom(room: Room, stream: MediaStream, entry: RoomEntry): Membership {
  if (stream.format === null) return joinAsCaller(room, stream, entry);
  return entry.isListenedTo ? joinListenedTo(room, stream, entry) : joinAsFarSide(room, stream, entry);
}

function joinAsFarSide(room: Room, stream: MediaStream, { masks }: RoomEntry): Membership {
  const member = room.join(memberOf(stream, stream, masks));
  stream.join(member);
  if (masks.hears !== 'nobody') stream.stopPlaying();
  return {
    change: (next) => {
      // Who begins to hear others is no longer entertained.
      if (next.hears !== 'nobody' && member.masks.hears === 'nobody') stream.stopPlaying();
      member.change(next);
    },
    leave: () => member.leave(),
  };
}

function joinListenedTo(room: Room, stream: MediaStream, { masks }: RoomEntry): Membership {
  const member = room.join({ ...memberOf(stream, stream, masks), codec: null });
  const end = new ListenedEnd(member);
  stream.listenIn(end, end.tap);
  return {
    change: (next) => member.change(next),
    leave: () => {
      stream.listenIn(null, null);
      member.leave();
    },
  };
}

function joinAsCaller(room: Room, stream: MediaStream, { caller, masks }: RoomEntry): Membership {
  const format = caller?.format ?? null;
  if (caller === null || format === null)
    throw new AppError('protocol.unsupported', 'The call has no sound to be joined yet.');
  const member = room.join({ ...memberOf(stream, caller, masks), confidence: () => caller.confided });
  try {
    // Keys are reported once, by the stream they are pressed on; the call process hands them over.
    stream.attach(member, { ...format, keysAreTones: false });
  } catch (error) {
    member.leave();
    throw error;
  }
  caller.keysAlsoTo.add(stream);
  stream.privacy.reachTo(caller.privacy);
  stream.start();
  return {
    change: (next) => member.change(next),
    leave: () => {
      caller.keysAlsoTo.delete(stream);
      stream.privacy.reachTo(null);
      member.leave();
    },
  };
}

/** @param caller the stream whose caller is heard: what a member says is as old as what that one says */
const memberOf = (stream: MediaStream, caller: MediaStream, masks: MemberMasks) => ({
  id: stream.callerTrack,
  rateHz: caller.format?.rateHz ?? 8000,
  codec: packetCodecOf(caller.format?.codec ?? ''),
  delayMs: () => caller.callerDelayMs,
  masks,
});
