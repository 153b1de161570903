/**
 * What offer and answer (RFC 3264) say of one leg of plain RTP, as its sound process needs it. The call process reads and
 * writes SDP; sockets, packets and keys are the sound process's.
 */

/** Codecs of plain RTP. L16 is of 16000 Hz, mono. */
export type RtpCodec = 'opus' | 'pcmu' | 'pcma' | 'g722' | 'l16';

/** The kind of address a socket is opened for: `IP4` or `IP6` in SDP. */
export type RtpFamily = 'ip4' | 'ip6';

/** Numbers by which packets tell what they hold. */
export type RtpPayloadTypes = {
  readonly sound: number;
  /** Keys as events (RFC 4733), of clock 8000, 16000 or 48000; absent when keys come and go as tones. */
  readonly keys?: { readonly type: number; readonly clockHz: number };
  /** Comfort noise (RFC 3389). 13 is understood without having been agreed on; we send none. */
  readonly noise?: number;
};

/**
 * Which way sound goes, as we see it. With `sendonly` and `inactive` (a hold) nothing is heard; only with `sendrecv` is a far
 * end that says nothing taken for gone.
 */
export type RtpDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Where the far end is, by its signalling. Addresses are numbers; `rtcpPort` (`a=rtcp`, RFC 3605): `port` + 1 when absent. */
export type RtpRemote = { readonly address: string; readonly port: number; readonly rtcpPort?: number };

/** How packets are protected (RFC 4568 §6.2); reports always have the long tag. */
export type SrtpSuite = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32';

/**
 * The secret of one direction: `key` is what follows `inline:` in `a=crypto`, base64 of 16 bytes of master key and 14 of
 * salt, without lifetime. Lines with an MKI or session parameters (`UNENCRYPTED_SRTP`, `KDR`) are not to be agreed on.
 */
export type SrtpSecret = { readonly suite: SrtpSuite; readonly key: string };

/** All that holds for a leg of plain RTP from now on; what was said before is forgotten. */
export type RtpAgreement = {
  readonly codec: RtpCodec;
  /** Of what we send: the numbers of the far end's description. */
  readonly payloadTypes: RtpPayloadTypes;
  /** Of what comes, where our own description has other numbers for the same. */
  readonly receivedTypes?: RtpPayloadTypes;
  /** Length of the packets we send, 10 to 60 in tens; default 20. Opus has none of 30 and 50, which become 20. */
  readonly ptimeMs?: number;
  /** Null when the far end will show itself; so does one whose port is 0 or whose address is that of nobody (`0.0.0.0`). */
  readonly remote: RtpRemote | null;
  /** Address the far end's signalling came from: behind a translator of addresses its sound comes from there, too. */
  readonly signallingAddress?: string;
  readonly direction: RtpDirection;
  /** Null for RTP in the clear. */
  readonly srtp: { readonly send: SrtpSecret; readonly receive: SrtpSecret } | null;
  /** Reports on the port of sound (RFC 5761). */
  readonly isRtcpMuxed: boolean;
  /**
   * Sources (SSRC) that the far end forwards side by side (an SFU): they are heard together, and nobody else is. Such a far
   * end is not taken for gone when all of them are silent. Absent: one far end that speaks for itself. Once given it is
   * given with every agreement of the leg, and never without.
   */
  readonly sources?: readonly number[];
  /**
   * `early`: sound goes both ways and what is played is heard, but the call has not begun. `confirmed`: the ACK has come or
   * gone; `mediaReady` follows with the first packet, after 500 ms at the latest. Never goes back.
   */
  readonly phase: 'early' | 'confirmed';
};

/** A port that was opened. `address` is the one to advertise. */
export type OpenedRtpPort = { readonly address: string; readonly port: number; readonly ssrc: number };
