export type { TransportCounts } from './counts.js';
export { defaultTransportLimits, type TransportLimits } from './limits.js';
export type { DnsPort } from './resolve/dns-port.js';
export type { TlsSettings } from './tls-settings.js';
export {
  createTransactionLayer,
  type OpenTransactionLayer,
  type TransactionLayerOptions,
} from './transaction-layer.js';
