export * from './message/sip-message.js';
export * from './transaction/path.js';
