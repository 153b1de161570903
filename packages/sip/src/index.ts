export * from './message/sip-message.js';
