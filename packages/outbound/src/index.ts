export type { OutboundClock } from './deadline.js';
export { createOutboundClient, type OutboundClient, type OutboundOptions } from './outbound-client.js';
export { isPublicAddress } from './public-address.js';
export type { OutboundHeader, OutboundHeaders, OutboundMethod, OutboundRequest } from './request.js';
export type { LookUp, ResolvedAddress } from './resolve-server.js';
export type { OutboundResponse } from './response.js';
export { createServerAddresses, type ServerAddressesOptions } from './server-addresses.js';
