export { type CallInfo, type Data, isData, readCallInfo } from './messages/call-info.js';
export { awaitsAck, type HookMessage, type HookRequest, parseHookMessage, parseJson } from './messages/hook-request.js';
export {
  parseRecordingSession,
  parseRecordingText,
  type RecordingRequest,
  type RecordingSession,
} from './messages/recording-request.js';
export { isSignedWebhook, type SignedWebhook, signWebhook } from './messages/signature.js';
export type { StartTimer } from './platform/timers.js';
export {
  createJambonzServer,
  type JambonzServer,
  type JambonzServerOptions,
  type RunningServer,
} from './server/create-jambonz-server.js';
export { basicCredentials, type Handshake, originOf } from './server/handshake.js';
export type { ServerLog } from './server/log.js';
export type { HandlerContext, HookHandler, JambonzRoute, RecordingHandler, RouteType } from './server/route.js';
export type { Sendable, Session } from './server/session.js';
export type {
  BidirectionalAudio,
  Credentials,
  DialTarget,
  Hook,
  Recognizer,
  Synthesizer,
  VendorOptions,
} from './verbs/parts.js';
export {
  type AckReply,
  ackReply,
  type CommandName,
  type CommandReply,
  commandNames,
  commandReply,
  MAX_REPLY_BYTES,
  redirectReply,
  repliesOf,
} from './verbs/replies.js';
export type { Verb, VerbName, VerbOf, VerbOptions } from './verbs/verb.js';
export { type Verbs, verbNames, verbs } from './verbs/verbs.js';
