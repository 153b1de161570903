import type { WorkspaceId } from '@callwright/protocol';

/** What a call is for, as its token says; nobody is kept from sending more (seed 1 §3.3, `callType`). */
export type TakosCallType = 'audio' | 'video';

/** In a call of friends there is no call without the other; a group's goes on until the last has left (spec 1 §1). */
export type TakosRoomKind = 'friend' | 'group';

/** One room. The same `roomId` in two workspaces is two rooms. */
export type TakosRoomAddress = { readonly workspaceId: WorkspaceId; readonly roomId: string };

/** What a token is bound to: one user in one room (spec 1 §1). The user's id is the id of the peer. */
export type TakosTicket = TakosRoomAddress & {
  readonly userId: string;
  readonly callType: TakosCallType;
  readonly kind: TakosRoomKind;
};

/** Tokens that let users into rooms. Who issues them hears of the end of a call by {@link TakosRooms.onEnded}. */
export type TakosTokens = {
  /** What a token is bound to, which counts as its use; null for one that is unknown, expired or revoked. */
  readonly take: (token: string) => TakosTicket | null;
};

/** Sound or picture that a peer sends into its room. */
export type TakosProducer = {
  readonly producerId: string;
  readonly peerId: string;
  readonly kind: 'audio' | 'video';
};

/**
 * Why a peer is no longer in its room: the call is over (`ended`, a friend who left included), a newer one of the same user
 * took its place (`replaced`), the media worker died (`lost`), or this process stops (`shutdown`).
 */
export type TakosRoomEnd = 'ended' | 'replaced' | 'lost' | 'shutdown';

/** Hears what happens in a room, but for what its own peer does. */
export type TakosRoomListener = {
  readonly joined: (peerId: string) => void;
  /** Its producers are gone with it, each told of before by `producerClosed`. */
  readonly left: (peerId: string) => void;
  readonly produced: (producer: TakosProducer) => void;
  readonly producerClosed: (producer: TakosProducer) => void;
  /** Once, last, unless the peer has left by itself. */
  readonly ended: (reason: TakosRoomEnd) => void;
};

/** A UDP address on loopback; RTCP goes by the same port as RTP. */
export type RtpAddress = { readonly host: string; readonly port: number };

/** Opus as it is on every line: RTP payload type, rate of its clock, channels (RFC 7587 §7). */
export const TAKOS_OPUS = { payloadType: 111, clockHz: 48_000, channels: 2 } as const;

/**
 * One pair of UDP ports between the media worker and us, for sound of and to a room. RTP is opus; packets to us
 * may have header extensions, which mean nothing.
 */
export type TakosLine = {
  /** Where the worker sends from and listens. */
  readonly local: RtpAddress;
  /** Says where our end is; nothing flows before. Once. */
  readonly connect: (remote: RtpAddress) => Promise<void>;
  /** Lets the sound of a producer come by this line. @throws AppError `protocol.badMessage` when it is none of this room's */
  readonly hear: (producerId: string) => Promise<{ readonly ssrc: number; readonly close: () => void }>;
  /** Makes what comes from us with this SSRC the peer's own producer; the others are told. Its peer closes it by `close`. */
  readonly speak: (ssrc: number) => Promise<{ readonly producerId: string; readonly close: () => void }>;
  /** Ends the line with all that goes by it. Idempotent. */
  readonly close: () => void;
};

/** A peer of ours in a room: it is listed, joins and leaves like every other. */
export type TakosSeat = {
  readonly peerId: string;
  /** The others, each once. */
  readonly peers: () => readonly string[];
  /** What the others send. */
  readonly producers: () => readonly TakosProducer[];
  /** @throws AppError when the room is over */
  readonly openLine: () => Promise<TakosLine>;
  /** Leaves, with its lines; `ended` is not told. In a call of friends the other's call ends with it. Idempotent. */
  readonly leave: () => void;
};

/** The rooms of this process. A room opens with its first peer and ends with its last. */
export type TakosRooms = {
  /**
   * Sits a peer of ours in a room.
   * @throws AppError `media.noWorker` without a media worker, `call.busy` when the room is full, `call.ended` on shutdown
   */
  readonly sitIn: (ticket: TakosTicket, listener: TakosRoomListener) => Promise<TakosSeat>;
  /** Whether somebody is in the room, or has just been cut off and may come back. */
  readonly isLive: (room: TakosRoomAddress) => boolean;
  /** Ends a call: every socket is closed, every seat is told. Nothing happens when there is none. */
  readonly end: (room: TakosRoomAddress) => void;
  /** Hears of every room that is over; tokens for it are to be revoked then. @returns what stops it */
  readonly onEnded: (listener: (room: TakosRoomAddress) => void) => () => void;
};
