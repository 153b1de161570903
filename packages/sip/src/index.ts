export * from './message/cseq.js';
export * from './message/format-sip-message.js';
export * from './message/headers.js';
export * from './message/name-address.js';
export {
  formatParameters,
  parameterOf,
  type SipParameter,
  withoutParameter,
  withParameter,
} from './message/parameters.js';
export * from './message/parse-sip-message.js';
export { defaultSipLimits, type SipLimits, type SipRefusal } from './message/read-head.js';
export * from './message/sip-message.js';
export * from './message/sip-stream-framer.js';
export { decodeText, encodeText } from './message/sip-text.js';
export * from './message/sip-uri.js';
export { areSameUris } from './message/uri-equality.js';
export * from './message/via.js';
export * from './transaction/path.js';
