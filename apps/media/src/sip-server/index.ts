export type { SipListener, TracedMessage } from './ports.js';
export { type SipServer, type SipServerOptions, type SipServerStats, startSipServer } from './start-sip-server.js';
export type { DnsPort, TlsSettings, TransportCounts, TransportLimits } from './transport/index.js';
