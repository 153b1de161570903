import {
  headersOf,
  parseNameAddress,
  parseSipUri,
  type SipPath,
  type SipRequest,
  withHeader,
  withHeaderBefore,
} from '@callwright/sip';
import type { TransactionLayer } from '../ports.js';
import { isLoose, ownUri } from './message-parts.js';

/** The number in Max-Forwards; 70 when it is absent or none. */
export const hopsLeft = (request: SipRequest): number => {
  const hops = Number.parseInt(headersOf(request, 'Max-Forwards')[0] ?? '70', 10);
  return Number.isSafeInteger(hops) ? hops : 70;
};

/** The request as it is sent on (RFC 3261 §16.4, §16.6): one hop less, without the Routes that named us. */
export const sentOn = (request: SipRequest, layer: TransactionLayer): SipRequest => {
  const routes = headersOf(request, 'Route');
  const others = routes.findIndex((route) => !isOurs(route, layer));
  const fewer = withHeader(request, 'Max-Forwards', String(hopsLeft(request) - 1));
  return withHeader(fewer, 'Route', ...(others < 0 ? [] : routes.slice(others)));
};

/** Whether the first Route of a request names us. */
export const isRoutedHere = (request: SipRequest, layer: TransactionLayer): boolean => {
  const [first] = headersOf(request, 'Route');
  return first !== undefined && isOurs(first, layer);
};

const isOurs = (route: string, layer: TransactionLayer): boolean => {
  const uri = parseSipUri(parseNameAddress(route)?.uri ?? '');
  return uri !== undefined && layer.isOwnAddress(uri.host, uri.port ?? (uri.scheme === 'sips' ? 5061 : 5060));
};

/** Where a request goes: to the first Route left, or where its URI says. */
export const nextHopOf = (request: SipRequest): string => {
  const [first] = headersOf(request, 'Route');
  return first !== undefined && isLoose(first) ? (parseNameAddress(first)?.uri ?? request.uri) : request.uri;
};

/** The request with our Record-Route: two of them when it goes out another way than it came (RFC 5658 §5). */
export const recordRoutes = (request: SipRequest, from: SipPath, to: SipPath): SipRequest => {
  const [inner, outer] = [`<${ownUri(from)};lr>`, `<${ownUri(to)};lr>`];
  const routed = withHeaderBefore(request, 'Record-Route', inner);
  return inner === outer ? routed : withHeaderBefore(routed, 'Record-Route', outer);
};
