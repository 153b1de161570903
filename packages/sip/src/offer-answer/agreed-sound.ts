import type { SdpAddress, SoundDirection } from './sdp-session.js';
import type { SoundCodec } from './sound-codec.js';
import type { SrtpKeying } from './srtp-suite.js';

/** What both sides have settled on: all that the sound of a leg needs to know. */
export type AgreedSound = {
  readonly codec: SoundCodec;
  /** Clock of the codec's timestamps, as {@link soundCodecs} has it. */
  readonly clockHz: number;
  /** Numbers in packets we send, and in those that come; they may differ (RFC 3264 §5.1). */
  readonly payloadTypes: { readonly send: PayloadTypes; readonly receive: PayloadTypes };
  /** The far side kept several codecs and may change between them; an offer of `codec` alone would settle it. */
  readonly isSeveralCodecs: boolean;
  /** What the far side wants of Opus; only with that codec. */
  readonly opus?: OpusWishes;
  /** How much sound a packet to the far side holds: 10 to 60 ms, a multiple of 10, and one that Opus has. */
  readonly ptimeMs: number;
  /** Seen from us. */
  readonly direction: SoundDirection;
  /** The far side does not want to hear us now: it holds the call. */
  readonly isHeldByThem: boolean;
  /** Where our sound goes. Absent: the far side named no address (0.0.0.0, the old way to hold). */
  readonly remote?: RemoteEnd;
  readonly rtcp: {
    /** Reports share the port of sound, both ways (RFC 5761). */
    readonly isMuxed: boolean;
    /** Where our reports go; absent as `remote` is, or when the far side wants none (RFC 3556: b=RS:0 and b=RR:0). */
    readonly remote?: RemoteEnd;
  };
  /** Absent: in clear. */
  readonly srtp?: AgreedSrtp;
};

/** Payload types of one direction. */
export type PayloadTypes = {
  readonly sound: number;
  /** telephone-event (RFC 4733). */
  readonly keys?: { readonly type: number; readonly clockHz: number };
  /** Comfort noise (RFC 3389). */
  readonly comfortNoise?: number;
};

/** An end of a stream. With a `name`, who opens sockets resolves it, or waits until the far side shows itself. */
export type RemoteEnd = SdpAddress & { readonly port: number };

/** Parameters of Opus that bind who sends (RFC 7587 §6.1). */
export type OpusWishes = {
  /** In bits a second. */
  readonly maxAverageBitrate?: number;
  /** More than this is not played. */
  readonly maxPlaybackRateHz?: number;
  readonly usesFec: boolean;
  readonly usesDtx: boolean;
  readonly isConstantBitrate: boolean;
};

/** Keys of a call (RFC 4568). Secret: never logged. */
export type AgreedSrtp = {
  /** Which line of the offer was taken. */
  readonly tag: number;
  /** The suite of both keys. */
  readonly send: SrtpKeying;
  readonly receive: SrtpKeying;
};
