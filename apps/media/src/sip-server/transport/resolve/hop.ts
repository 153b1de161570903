import type { SipProtocol } from '@callwright/sip';

/** One address to try. */
export type Hop = {
  readonly protocol: SipProtocol;
  /** IP address; IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
  /** Whom a TLS certificate must name: the host of the URI, not what SRV led to (RFC 5922 §4). */
  readonly serverName: string;
  /** Whether a large request may go by TCP instead of UDP (RFC 3261 §18.1.1): not when the URI says `transport=udp`. */
  readonly mayUseTcp: boolean;
};

/** RFC 3261 §19.1.2 and RFC 7118 §8.1 (those of HTTP). */
export const defaultPorts: Readonly<Record<SipProtocol, number>> = {
  udp: 5060,
  tcp: 5060,
  tls: 5061,
  ws: 80,
  wss: 443,
};
