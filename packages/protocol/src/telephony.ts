import { z } from 'zod';
import { callId, endpointId, workspaceId } from './ids.js';

/** What the telephone side is made of, as a media process needs it: with credentials, which only the control link carries. */

/** A carrier, or a PBX of one's own, that calls go to and come from. */
export const trunkId = z.string().min(1).max(64).brand<'TrunkId'>();
export type TrunkId = z.infer<typeof trunkId>;

/** Somebody who may register a desk phone or a softphone. */
export const sipUserId = z.string().min(1).max(64).brand<'SipUserId'>();
export type SipUserId = z.infer<typeof sipUserId>;

const host = z.string().trim().min(1).max(253);
const port = z.number().int().min(1).max(65_535);
/** How SIP travels. */
export const sipTransport = z.enum(['udp', 'tcp', 'tls']);
export type SipTransport = z.infer<typeof sipTransport>;

/** One of a trunk's machines. Lower `priority` goes first; without a port the address is looked up by RFC 3263. */
export const trunkGateway = z.object({
  host,
  port: port.optional(),
  transport: sipTransport.default('udp'),
  priority: z.number().int().min(0).max(100).default(10),
});
export type TrunkGateway = z.infer<typeof trunkGateway>;

/** Name and password of a digest (RFC 8760). */
export const sipCredentials = z.object({
  username: z.string().min(1).max(128),
  password: z.string().max(256),
});
export type SipCredentials = z.infer<typeof sipCredentials>;

/** Codecs of telephony, as SDP offers them in order. */
export const sipCodec = z.enum(['opus', 'g722', 'pcmu', 'pcma']);
export type SipCodec = z.infer<typeof sipCodec>;

/** What of a trunk is no secret. */
export const trunkSettings = z.object({
  name: z.string().trim().min(1).max(120),
  isEnabled: z.boolean().default(true),
  gateways: z.array(trunkGateway).min(1).max(10),
  outboundProxy: z.string().max(253).optional().describe('host[:port] that every request goes to first'),
  registers: z.boolean().default(false).describe('tells the carrier where we are, again and again'),
  registerExpiresSeconds: z.number().int().min(60).max(86_400).default(3600),
  inboundAddresses: z
    .array(z.string().max(64))
    .max(64)
    .default([])
    .describe('addresses or CIDR blocks whose calls are taken without a password'),
  fromDomain: z.string().max(253).optional().describe('domain of From; default is the gateway'),
  callerId: z.string().max(32).optional().describe('the number shown when a call names none'),
  passesCallerId: z.boolean().default(true).describe('whether a call may show another number than that'),
  numberFormat: z
    .enum(['e164', 'e164WithoutPlus', 'national', 'asDialled'])
    .default('e164')
    .describe('how the carrier wants numbers to be written'),
  dialPrefix: z.string().max(16).default('').describe('put before every number dialled'),
  routePrefixes: z
    .array(z.string().max(32))
    .max(100)
    .default([])
    .describe('numbers in E.164 that go this way; empty: all. The longest match wins, then the order of names'),
  codecs: z.array(sipCodec).min(1).max(4).default(['pcma', 'pcmu', 'g722', 'opus']),
  srtp: z.enum(['off', 'offered', 'required']).default('off'),
  keys: z.enum(['rfc4733', 'info', 'tones']).default('rfc4733').describe('how we send keys'),
  maxCalls: z.number().int().min(1).max(10_000).default(100),
  checksHealth: z.boolean().default(true).describe('asks each gateway by OPTIONS whether it is there'),
  sessionExpiresSeconds: z.number().int().min(90).max(86_400).default(1800),
  headers: z.record(z.string().max(64), z.string().max(512)).default({}).describe('put on every call that goes out'),
});
export type TrunkSettings = z.infer<typeof trunkSettings>;

/** A trunk of a workspace. `inboundAuth`: what a call that comes in must prove when its address is not on the list. */
export const trunkEntry = trunkSettings.extend({
  id: trunkId,
  workspaceId,
  auth: sipCredentials.nullable().describe('what we prove to the carrier'),
  inboundAuth: sipCredentials.nullable(),
});
export type TrunkEntry = z.infer<typeof trunkEntry>;

/** Where a call to a number goes when its flow cannot run. */
export const numberFallback = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dial'), target: z.string().min(1).max(256) }),
  z.object({ kind: z.literal('reject'), code: z.number().int().min(400).max(699) }),
]);
export type NumberFallback = z.infer<typeof numberFallback>;

/** Numbers that lead to an endpoint. `pattern`: E.164 or a user part, with `*` at its end for all that begin so. */
export const numberEntry = z.object({
  id: z.string(),
  workspaceId,
  trunkId: trunkId.nullable().describe('null: whichever trunk of the workspace it comes by'),
  pattern: z.string().min(1).max(64),
  endpointId: endpointId.nullable(),
  fallback: numberFallback.nullable(),
});
export type NumberEntry = z.infer<typeof numberEntry>;

/** Somebody with a phone of our own. Passwords are kept as what digests are made of: hash of `username:realm:password`. */
export const sipUserEntry = z.object({
  id: sipUserId,
  workspaceId,
  username: z.string(),
  displayName: z.string(),
  ha1Md5: z.string(),
  ha1Sha256: z.string(),
  callerId: z.string().optional().describe('number shown to the outside'),
  mayDialOut: z.boolean(),
  isEnabled: z.boolean(),
});
export type SipUserEntry = z.infer<typeof sipUserEntry>;

/** Whom a workspace may call. Prefixes are E.164; the longest that matches wins, and a denied one over an allowed one. */
export const dialPolicy = z.object({
  homeCountry: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .default('1')
    .describe('calling code, without +'),
  allowedPrefixes: z.array(z.string().max(32)).max(500).default([]).describe('besides the home country'),
  deniedPrefixes: z.array(z.string().max(32)).max(500).default([]),
  allowsInternational: z.boolean().default(false),
  allowsPremium: z.boolean().default(false),
  emergency: z.enum(['deny', 'allow']).default('deny'),
  redirectPrefixes: z
    .array(z.string().max(32))
    .max(100)
    .default([])
    .describe('where a 3xx or a REFER of the far side may send a call'),
  maxConcurrentCalls: z.number().int().min(0).max(10_000).default(10),
  maxCallsPerSecond: z.number().min(0.01).max(1000).default(1),
  maxCallSeconds: z.number().int().min(10).max(86_400).default(7200),
});
export type DialPolicy = z.infer<typeof dialPolicy>;

/** All of it, in a snapshot. A workspace that is not among `policies` has the defaults. */
export const telephony = z.object({
  trunks: z.array(trunkEntry).default([]),
  numbers: z.array(numberEntry).default([]),
  users: z.array(sipUserEntry).default([]),
  policies: z.array(z.object({ workspaceId, policy: dialPolicy })).default([]),
});
export type Telephony = z.infer<typeof telephony>;

/** How a trunk fares. `problem` is for people, and says what to do. */
export const trunkState = z.object({
  trunkId,
  registration: z.object({
    status: z.enum(['off', 'trying', 'registered', 'failed']),
    expiresAtMs: z.number().optional(),
    problem: z.string().optional(),
  }),
  gateways: z.array(
    z.object({
      host: z.string(),
      status: z.enum(['unknown', 'up', 'down']),
      roundTripMs: z.number().optional(),
      problem: z.string().optional(),
    }),
  ),
  calls: z.number().int(),
});
export type TrunkState = z.infer<typeof trunkState>;

/** Where a person can be reached now. */
export const registeredPhone = z.object({
  userId: sipUserId,
  contact: z.string(),
  userAgent: z.string(),
  transport: z.string(),
  expiresAtMs: z.number(),
});
export type RegisteredPhone = z.infer<typeof registeredPhone>;

/** A call that somebody orders: `callee` is called, and led to a line of ours when it answers. */
export const placedCall = z.object({
  callId,
  workspaceId,
  callee: z.string().min(1).max(256).describe('a number, sip:user@host, or the name of a SIP user'),
  caller: z.string().max(256).optional().describe('number shown'),
  line: z.string().min(1).max(256).describe('an endpoint, or flow:<id>, that talks to whoever answers'),
  timeoutMs: z.number().int().min(1000).max(300_000).default(60_000),
  headers: z.record(z.string().max(64), z.string().max(512)).optional(),
  detectsMachines: z.boolean().optional().describe('tells flow and journal whether a machine answered'),
});
export type PlacedCall = z.infer<typeof placedCall>;

/** One finding of the doctor of a trunk, in order. */
export const trunkFinding = z.object({
  check: z.enum(['address', 'reachability', 'registration', 'options', 'sdpAddress', 'acknowledgement']),
  status: z.enum(['ok', 'warning', 'failed', 'skipped']),
  text: z.string().describe('what was seen'),
  advice: z.string().optional().describe('what to do'),
});
export type TrunkFinding = z.infer<typeof trunkFinding>;
