/**
 * A session description (RFC 8866), as far as offer and answer read it. Lines of no interest (i=, u=, e=, p=, r=, z=, k=)
 * are not kept; attributes are, in their order.
 */
export type SdpSession = {
  readonly origin: SdpOrigin;
  /** s=, `-` for none. */
  readonly name: string;
  /** c= for all sections that have none of their own. */
  readonly connection?: SdpAddress;
  /** b=, as written. */
  readonly bandwidths: readonly string[];
  /** t=, as written: an answer repeats that of its offer (RFC 3264 §6). */
  readonly timing: string;
  readonly attributes: readonly SdpAttribute[];
  readonly media: readonly SdpMedia[];
};

/** o= (RFC 8866 §5.2). `sessionId` and `version` are decimal digits, and may exceed what a number holds. */
export type SdpOrigin = {
  readonly username: string;
  readonly sessionId: string;
  readonly version: string;
  readonly address: SdpAddress;
};

/** An address with its family. `name`: a host name, which only a resolver can tell more about. */
export type SdpAddress = { readonly family: SdpFamily; readonly address: string };

/** Which network an address is of. */
export type SdpFamily = 'ip4' | 'ip6' | 'name';

/** a=: `value` is absent when there is no colon. Names are as written; they are compared without regard to case. */
export type SdpAttribute = { readonly name: string; readonly value?: string };

/** A section: m= and what follows it. */
export type SdpMedia = {
  /** `audio`, `video`, `image`, `message`, `application` ..., in lower case. */
  readonly kind: string;
  /** 0: refused, or not wanted any more. */
  readonly port: number;
  /** `RTP/AVP`, in upper case. */
  readonly protocol: string;
  /** Payload types, or whatever the protocol numbers by. */
  readonly formats: readonly string[];
  readonly connection?: SdpAddress;
  /** b=, as written. */
  readonly bandwidths: readonly string[];
  readonly attributes: readonly SdpAttribute[];
};

/** Which way sound flows, seen from whoever says it. */
export type SoundDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
