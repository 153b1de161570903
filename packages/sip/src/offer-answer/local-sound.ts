import type { SoundDirection } from './sdp-session.js';
import type { SoundCodec } from './sound-codec.js';
import type { SrtpKeying } from './srtp-suite.js';

/**
 * What we bring into a call: the same for offers and answers, and for the whole of a leg but for what changes. With the
 * same of it, and the same from the far side, the same description comes out.
 */
export type LocalSound = {
  /** Digits that set this session apart from others (RFC 8866 §5.2); the same for all descriptions of a leg. */
  readonly sessionId: string;
  /** Where the far side is to send to: an IPv4 or IPv6 address as it sees us. */
  readonly address: string;
  readonly port: number;
  /** Where it is to send reports to; absent: `port` + 1. */
  readonly rtcpPort?: number;
  /** Whether reports may come on the port of sound, too (RFC 5761). */
  readonly takesRtcpMux?: boolean;
  /** Codecs we speak, the best first; never empty. Within a call, an offer that is to change nothing has the agreed one first. */
  readonly codecs: readonly SoundCodec[];
  /** Whose order decides when we answer; `theirs` without. */
  readonly codecOrder?: 'ours' | 'theirs';
  /** What we want; `sendrecv` without. `sendonly` and `inactive` hold the far side. */
  readonly direction?: SoundDirection;
  /** How much sound a packet to us should hold, 10 to 60 ms; 20 without. */
  readonly ptimeMs?: number;
  /** False: without telephone-event (RFC 4733). */
  readonly hasKeys?: boolean;
  /** True: with comfort noise (RFC 3389) beside codecs of 8000 Hz. */
  readonly hasComfortNoise?: boolean;
  /** Encryption by keys in the description (RFC 4568); absent: none, and who insists on it is refused. */
  readonly srtp?: {
    /**
     * `optional`: answered when offered, and offered as RTP/AVP with a=crypto, which who does not know it ignores;
     * `required`: offered as RTP/SAVP, and offers without it are refused.
     */
    readonly use: 'optional' | 'required';
    /** Our key for each suite we speak, the best suite first; the same for all descriptions of a leg. */
    readonly keys: readonly SrtpKeying[];
  };
};
