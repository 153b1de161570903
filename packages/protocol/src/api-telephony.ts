import { z } from 'zod';
import { callOutcome } from './call-outcome.js';
import { callId, endpointId, flowId } from './ids.js';
import { soundStatistics } from './sound-statistics.js';
import {
  dialPolicy,
  numberFallback,
  placedCall,
  registeredPhone,
  sipCredentials,
  sipUserId,
  trunkFinding,
  trunkId,
  trunkSettings,
  trunkState,
} from './telephony.js';
import { withoutDefaults } from './without-defaults.js';

/** REST resources of the telephone side, as `api.ts` has the others. Passwords go in and never come out. */
const time = z.string();

/** Credentials as they are shown. */
const shownCredentials = z.object({ username: z.string(), hasPassword: z.boolean() });
/** Credentials as they are sent: without a password the one that is kept stays. */
const sentCredentials = sipCredentials.extend({
  password: sipCredentials.shape.password.optional().describe('left out: stays as it is'),
});

/** How a trunk fares, over all media processes: the worst registration, each gateway, the calls of all. */
export const trunkLiveState = trunkState.omit({ trunkId: true });
export type TrunkLiveState = z.infer<typeof trunkLiveState>;

/** GET|POST /trunks, GET|PATCH|DELETE /trunks/:id. Deleting answers 409 while numbers lead in by it. */
export const trunkResource = trunkSettings.extend({
  id: trunkId,
  auth: shownCredentials.nullable().describe('what we prove to the carrier'),
  inboundAuth: shownCredentials
    .nullable()
    .describe('what a call that comes in must prove when its address is not on the list'),
  numberCount: z.number().int().describe('numbers that lead in by this trunk alone'),
  createdAt: time,
  updatedAt: time,
  state: trunkLiveState.nullable().describe('null: no media process has told of it'),
});
export type TrunkResource = z.infer<typeof trunkResource>;
export const createTrunk = trunkSettings.extend({
  auth: sipCredentials.nullable().default(null),
  inboundAuth: sipCredentials.nullable().default(null),
});
export type CreateTrunk = z.infer<typeof createTrunk>;
/** What is not sent stays as it is; `outboundProxy`, `fromDomain` and `callerId` are taken away by null. */
export const updateTrunk = z
  .object({
    ...withoutDefaults(trunkSettings.shape),
    outboundProxy: trunkSettings.shape.outboundProxy.nullable(),
    fromDomain: trunkSettings.shape.fromDomain.nullable(),
    callerId: trunkSettings.shape.callerId.nullable(),
    auth: sentCredentials.nullable(),
    inboundAuth: sentCredentials.nullable(),
  })
  .partial();
export type UpdateTrunk = z.infer<typeof updateTrunk>;

/** POST /trunks/:id/examine: what the doctor found, in order; takes up to half a minute. 503 without a media process. */
export const trunkReportResource = z.object({ trunkId, examinedAt: time, findings: z.array(trunkFinding) });
export type TrunkReportResource = z.infer<typeof trunkReportResource>;

/** GET|POST /numbers, PATCH|DELETE /numbers/:id. A list has them in the order in which they are tried. */
export const numberResource = z.object({
  id: z.string(),
  pattern: z.string().describe('E.164 or a user part; `*` at its end stands for whatever follows'),
  trunkId: trunkId.nullable().describe('null: whichever trunk it comes by'),
  trunkName: z.string().nullable(),
  endpointId: endpointId.nullable(),
  endpointName: z.string().nullable(),
  fallback: numberFallback.nullable().describe('where a call goes when its flow cannot run'),
  createdAt: time,
});
export type NumberResource = z.infer<typeof numberResource>;
export const createNumber = z.object({
  pattern: z.string().trim().min(1).max(64).describe('national numbers are of the home country of the dial policy'),
  trunkId: trunkId.nullable().default(null),
  endpointId: endpointId.nullable().default(null),
  fallback: numberFallback.nullable().default(null),
});
export type CreateNumber = z.infer<typeof createNumber>;
export const updateNumber = z.object(withoutDefaults(createNumber.shape)).partial();
export type UpdateNumber = z.infer<typeof updateNumber>;

/** Where a person can be reached now. */
export const phoneResource = registeredPhone.omit({ userId: true, expiresAtMs: true }).extend({ expiresAt: time });
export type PhoneResource = z.infer<typeof phoneResource>;

const sipPassword = z.string().min(10).max(128);
/** GET|POST /sip-users, PATCH|DELETE /sip-users/:id; `password` only in the answer that made it. */
export const sipUserResource = z.object({
  id: sipUserId,
  username: z.string(),
  displayName: z.string(),
  realm: z.string().describe('what the phone is asked its password for'),
  callerId: z.string().nullable().describe('number shown to the outside'),
  mayDialOut: z.boolean(),
  isEnabled: z.boolean(),
  needsPassword: z.boolean().describe('the realm has been changed since the password was set: set another'),
  createdAt: time,
  phones: z.array(phoneResource).describe('where they can be reached now'),
  password: z.string().optional(),
});
export type SipUserResource = z.infer<typeof sipUserResource>;
export const createSipUser = z.object({
  username: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'small letters, digits, dots and dashes only'),
  displayName: z.string().trim().min(1).max(120),
  password: sipPassword.optional().describe('left out: one is made up, and shown once'),
  callerId: z.string().trim().max(32).nullable().default(null),
  mayDialOut: z.boolean().default(false),
  isEnabled: z.boolean().default(true),
});
export type CreateSipUser = z.infer<typeof createSipUser>;
/** A user's name is part of the password's hash, so it stays. */
export const updateSipUser = z
  .object(withoutDefaults(createSipUser.omit({ username: true, password: true }).shape))
  .partial();
export type UpdateSipUser = z.infer<typeof updateSipUser>;
/** POST /sip-users/:id/password: answers with the user and the new password. */
export const setSipPassword = z.object({ password: sipPassword.optional().describe('left out: one is made up') });
export type SetSipPassword = z.infer<typeof setSipPassword>;

/** GET|PUT /dial-policy. PUT takes a whole {@link dialPolicy}; what is left out becomes the default. */
export const dialPolicyResource = dialPolicy.extend({ updatedAt: time.nullable().describe('null: the defaults') });
export type DialPolicyResource = z.infer<typeof dialPolicyResource>;

/** POST /dial-policy/explain: whether `number` may be called, and which rule says so. Nothing is called. */
export const explainDial = z.object({
  number: z.string().trim().min(1).max(256),
  isRedirected: z.boolean().default(false).describe('as if a 3xx or a REFER of the far side named it'),
});
export type ExplainDial = z.infer<typeof explainDial>;
export const dialExplanation = z.object({
  isAllowed: z.boolean(),
  number: z.string().nullable().describe('as it would be dialled, in E.164; null when it is no number'),
  rule: z.string().describe('the rule that decided'),
  text: z.string().describe('the same for people'),
});
export type DialExplanation = z.infer<typeof dialExplanation>;

/**
 * POST /calls: calls somebody, who talks to `line` or `flowId` after answering. Answers 202 once it is known that the call
 * may be made. With the header `Idempotency-Key` a request that comes again within a day gives the same call.
 */
export const placeCall = placedCall.omit({ callId: true, workspaceId: true, line: true }).extend({
  line: placedCall.shape.line.optional().describe('name of the endpoint that talks to whoever answers'),
  flowId: flowId.optional().describe('instead of `line`: a published flow'),
});
export type PlaceCall = z.infer<typeof placeCall>;
export const placedCallResource = z.object({ callId });
export type PlacedCallResource = z.infer<typeof placedCallResource>;

/** A leg of a call: another that it made, by a transfer for example. */
export const callLeg = z.object({
  id: callId,
  protocol: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  status: z.enum(['live', 'ended']),
  outcome: callOutcome.nullable(),
  endReason: z.string().nullable(),
  startedAt: time,
  answeredAt: time.nullable(),
  endedAt: time.nullable(),
  sound: soundStatistics.nullable(),
});
export type CallLeg = z.infer<typeof callLeg>;

/** Why a call by SIP ended, for people. */
export const callCause = z.object({
  code: z.number().int().nullable().describe('SIP status that the far side refused it with'),
  q850: z.number().int().nullable().describe('cause of ITU-T Q.850, when one was told'),
  text: z.string(),
  advice: z.string().nullable().describe('what to do'),
});
export type CallCause = z.infer<typeof callCause>;

/** One message of a call's signalling. */
export const signallingStep = z.object({
  atMs: z.number().describe('since the call arrived'),
  direction: z.enum(['in', 'out']),
  transport: z.string(),
  local: z.string().describe('address:port'),
  remote: z.string(),
  title: z.string().describe('method, or status and reason'),
  cseq: z.string().nullable(),
  hasSdp: z.boolean(),
  text: z.string().describe('the message; secrets are crossed out'),
});
export type SignallingStep = z.infer<typeof signallingStep>;
/** An arrow of the ladder: a message, and how often it was sent again. */
export const ladderRow = z.object({
  atMs: z.number().describe('since the call arrived; of the first time'),
  lastAtMs: z.number(),
  times: z.number().int().describe('more than 1: it was sent again'),
  from: z.number().int().describe('place among the participants'),
  to: z.number().int(),
  kind: z.enum(['request', 'provisional', 'success', 'refusal', 'unreadable']),
  title: z.string(),
  note: z.string().nullable().describe('what matters in it, in a few words'),
  steps: z.array(z.number().int()).describe('places among the steps: the whole messages'),
});
export type LadderRow = z.infer<typeof ladderRow>;
/** Something in the signalling that went wrong. */
export const ladderFinding = z.object({
  code: z.string(),
  text: z.string().describe('what was seen, and what it means'),
  advice: z.string().describe('what to do'),
  steps: z.array(z.number().int()).describe('the messages that show it'),
});
export type LadderFinding = z.infer<typeof ladderFinding>;
/**
 * GET /calls/:id/signalling: the SIP messages of a call that is over, and the ladder they make;
 * `/calls/:id/signalling.pcap` is the same as a file.
 */
export const signallingResource = z.object({
  callId,
  steps: z.array(signallingStep).describe('every message'),
  participants: z.array(z.object({ isUs: z.boolean(), address: z.string() })).describe('in the order they are met'),
  rows: z.array(ladderRow).describe('arrows between the participants'),
  findings: z.array(ladderFinding),
  droppedCount: z.number().int().describe('messages that were too many to keep'),
});
export type SignallingResource = z.infer<typeof signallingResource>;
