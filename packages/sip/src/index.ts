export type { CallOutcome, CauseWords } from './cause/call-outcome.js';
export * from './cause/explain-ending.js';
export { q850Words } from './cause/q850-words.js';
export * from './cause/reason.js';
export { reasonPhrase } from './cause/sip-status.js';
export { sipWords } from './cause/sip-words.js';
export * from './message/auth/challenge.js';
export * from './message/auth/credentials.js';
export * from './message/auth/digest.js';
export type { DigestAlgorithm, DigestHash, DigestQop, HashName } from './message/auth/digest-algorithm.js';
export * from './message/check-request.js';
export * from './message/cseq.js';
export * from './message/fields/identity.js';
export * from './message/fields/media-type.js';
export * from './message/fields/parameterized.js';
export * from './message/fields/rack.js';
export * from './message/fields/refer-to.js';
export * from './message/fields/replaces.js';
export * from './message/fields/session-timer.js';
export * from './message/fields/sip-fragment.js';
export * from './message/format-sip-message.js';
export { splitOutside } from './message/grammar.js';
export { canonicalName, isListHeader } from './message/header-names.js';
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
export { decideDial } from './numbers/decide-dial.js';
export * from './numbers/dial-policy.js';
export { emergencyNumbersOf, isEmergencyNumber } from './numbers/emergency-numbers.js';
export {
  type Dialling,
  formatNumber,
  type NormalNumber,
  type NumberFormat,
  type NumberProblem,
  normalizeNumber,
  numberProblems,
  stripNumber,
} from './numbers/normalize-number.js';
export * from './numbers/number-pattern.js';
export { premiumPrefixes } from './numbers/premium-prefixes.js';
export { type Accepted, type AnswerProblem, acceptAnswer } from './offer-answer/accept-answer.js';
export type * from './offer-answer/agreed-sound.js';
export { type Answered, answerOffer } from './offer-answer/answer-offer.js';
export { createOffer } from './offer-answer/create-offer.js';
export { formatSdp } from './offer-answer/format-sdp.js';
export type { LocalSound } from './offer-answer/local-sound.js';
export { offeredTransport, type SoundTransport } from './offer-answer/offered-transport.js';
export { type ParsedSdp, parseSdp, sdpLimits } from './offer-answer/parse-sdp.js';
export { readSdpBody, type SdpBody } from './offer-answer/read-sdp-body.js';
export { formatWarning, type SdpRefusal, type SdpWarning } from './offer-answer/refusal.js';
export type * from './offer-answer/sdp-session.js';
export { type SoundCodec, type SoundCodecNames, soundCodecs } from './offer-answer/sound-codec.js';
export { type SrtpKeying, type SrtpSuite, srtpKeySizes } from './offer-answer/srtp-suite.js';
export type { LadderFinding, LadderFindingCode } from './trace/finding.js';
export { type LadderParticipant, type LadderRow, ladderOf, type SignalLadder } from './trace/ladder.js';
export { maskSignal } from './trace/mask-signal.js';
export { pcapOf } from './trace/pcap.js';
export type { KeptSignals, SignalEntry } from './trace/signal-entry.js';
export { type SignalLimits, SignalTrace, signalLimits } from './trace/signal-trace.js';
export { isPrivateText } from './trace/trace-address.js';
export { type ClientAttempt, ClientTransactions } from './transaction/client-transactions.js';
export type { ClientEvents } from './transaction/invite-client.js';
export { completeResponse, plainResponse, tagIn } from './transaction/made-responses.js';
export * from './transaction/path.js';
export { ServerTransactions, type ServerTransactionsOptions } from './transaction/server-transactions.js';
export { defaultTransactionTimers, patienceMs, type TransactionTimers } from './transaction/timers.js';
export { topVia } from './transaction/transaction-key.js';
export type { ServerEnd, ServerTransaction, TransactionUser } from './transaction/transaction-user.js';
export type { SendMessage, TransactionSurroundings } from './transaction/wire.js';
