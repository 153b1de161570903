import type { TrunkEntry, TrunkGateway } from '@callwright/protocol';
import type { Hop } from '../../../sip-server/transport/resolve/hop.js';
import { hostUri, proxyUri } from '../trunks/ask.js';

/** One machine that requests of a trunk go to: a gateway, or the proxy in front of all of them. */
export type Place = {
  /** As the settings have it. */
  readonly name: string;
  /** Where a request goes first. */
  readonly uri: string;
  /** What is asked for, and by way of what. */
  readonly question: { readonly uri: string; readonly proxy?: string };
  readonly gateway: TrunkGateway;
};

/** A place with its addresses, in the order they are tried. */
export type FoundPlace = Place & { readonly hops: readonly Hop[] };

/** The places of a trunk, best first. */
export const placesOf = ({ gateways, outboundProxy }: TrunkEntry): readonly Place[] => {
  const inOrder = [...gateways].sort((one, other) => one.priority - other.priority);
  if (outboundProxy === undefined)
    return inOrder.map((gateway) => {
      const uri = hostUri(gateway.host, gateway.port, gateway.transport);
      return { name: gateway.host, uri, question: { uri }, gateway };
    });
  // All go the same way, so that one stands for all.
  return inOrder.slice(0, 1).map((gateway) => {
    const proxy = proxyUri(outboundProxy, gateway);
    const uri = hostUri(gateway.host, gateway.port, gateway.transport);
    return { name: outboundProxy, uri: proxy, question: { uri, proxy }, gateway };
  });
};

/** `192.0.2.1:5060 (UDP)`. */
export const hopText = ({ address, port, protocol }: Hop): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port} (${protocol.toUpperCase()})`;
