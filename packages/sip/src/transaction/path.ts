import type { SipEndpoint } from '../message/via.js';

/** How messages are carried (RFC 3261 §18, RFC 7118). */
export type SipProtocol = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

/** The way one message came or goes. */
export type SipPath = {
  readonly protocol: SipProtocol;
  /** Our end, as the socket has it. */
  readonly local: SipEndpoint;
  /** Their end, as the socket has it: the true source of a message that came. */
  readonly remote: SipEndpoint;
  /** What others are told to reach us at on this path: for Via, Contact and Record-Route. May be a host name. */
  readonly advertised: SipEndpoint;
  /** The connection, or the UDP socket; a later message can be sent on the same one. */
  readonly connectionId: string;
};

/** TCP, TLS and WebSocket deliver or fail; UDP may lose (RFC 3261 §17: "reliable"). */
export const isReliable = (protocol: SipProtocol): boolean => protocol !== 'udp';
