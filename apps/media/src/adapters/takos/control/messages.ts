import { z } from 'zod';
import { parseUserId } from './user-id.js';

const userId = z.string().refine((text) => parseUserId(text) !== null, 'must be name@domain');
/** A group's id: whatever its server names it by. */
export const roomId = z.string().regex(/^[^\s]{1,256}$/);
const callType = z.enum(['audio', 'video']).default('audio');

/** `roomKeyhash` in the seed, `roomKeyHash` on the wire (spec 1 §2): the same. It is passed on, and means nothing to us. */
const encryption = {
  roomKeyhash: z.string().max(512).optional(),
  roomKeyHash: z.string().max(512).optional(),
  isEncrypt: z.boolean().optional(),
};

/** A call that is wanted between two. */
export const friendRequest = z.object({ userId, friendId: userId, callType, ...encryption });
export type FriendRequest = z.infer<typeof friendRequest>;
/** Which call of two is meant. */
export const friendPair = z.object({ userId, friendId: userId });
export type FriendPair = z.infer<typeof friendPair>;
/** A user who wants into a group's call. */
export const groupRequest = z.object({ userId, roomId, callType, ...encryption });
/** One who wants into a call that runs. */
export const groupJoin = z.object({ userId, roomId });

/** What servers tell each other of calls (seed 1 §3.1 and §3.2). */
export const takosEvents = {
  't.friend.call.request': friendRequest,
  't.friend.call.accept': friendPair,
  't.friend.call.reject': friendPair,
  't.friend.call.cancel': friendPair,
  't.group.call.request': groupRequest,
  't.group.call.join': groupJoin,
} as const;
export type TakosEventName = keyof typeof takosEvents;

/** What every event comes in. */
export const eventEnvelope = z.object({ event: z.string().max(128), eventId: z.uuid(), payload: z.unknown() });

/** What another server answers, as far as we read it. */
export const eventReply = z.object({
  status: z.string().optional(),
  ok: z.boolean().optional(),
  token: z.string().max(4096).optional(),
});
export type EventReply = z.infer<typeof eventReply>;
