import { z } from 'zod';
import type { CommandName } from './commands.js';

/** The wire protocols calls come and go by (specs/canonical.md §3); `offer` and `dialog` are the two halves of spec 4. */
export const protocolName = z.enum(['call-websocket', 'sip', 'offer', 'dialog', 'takos', 'jambonz', 'freeclimb']);
export type ProtocolName = z.infer<typeof protocolName>;

/** What a protocol lets us do with a call (specs/canonical.md §5). */
export const capability = z.enum([
  ...(['bridge', 'transfer', 'keysIn', 'keysOut', 'files', 'farSideSpeech', 'rawAudioIn', 'rawAudioOut'] as const),
  ...(['participants', 'video', 'incomingControl', 'reconnection', 'recording', 'earlyMedia'] as const),
]);
export type Capability = z.infer<typeof capability>;

/** What an adapter declares of its protocol. `cannot`: commands that neither the far side nor we can carry out on it. */
export type ProtocolProfile = {
  readonly capabilities: readonly Capability[];
  readonly cannot: readonly CommandName[];
};

/** Where both directions of sound are ours. */
const ownSound = [
  'bridge',
  'keysIn',
  'keysOut',
  'files',
  'rawAudioIn',
  'rawAudioOut',
  'participants',
  'recording',
] as const;

/**
 * What each protocol can do: adapters declare it in `session`, the check of a flow and the studio read it here. A command
 * in `cannot` is refused at run time with `ack{ok: false}`, and its step leaves by `failed`.
 */
export const protocolProfiles: Readonly<Record<ProtocolName, ProtocolProfile>> = {
  'call-websocket': { capabilities: [...ownSound, 'reconnection'], cannot: [] },
  sip: { capabilities: [...ownSound, 'transfer', 'earlyMedia', 'incomingControl'], cannot: [] },
  offer: { capabilities: [...ownSound], cannot: [] },
  dialog: {
    capabilities: ['keysIn', 'farSideSpeech', 'reconnection'],
    cannot: [
      ...(['play', 'dtmf', 'refer', 'dial', 'enqueue', 'conference', 'record', 'mute', 'unmute'] as const),
      ...(['pause', 'resume', 'accept', 'reject', 'ringing', 'stream', 'mark', 'queryBuffer'] as const),
    ],
  },
  takos: {
    capabilities: ['bridge', 'files', 'rawAudioIn', 'rawAudioOut', 'participants', 'recording'],
    cannot: ['dtmf'],
  },
  jambonz: {
    capabilities: [
      ...(['bridge', 'transfer', 'keysIn', 'keysOut', 'files', 'farSideSpeech', 'rawAudioIn', 'recording'] as const),
      ...(['reconnection', 'incomingControl', 'earlyMedia', 'participants'] as const),
    ],
    cannot: ['pause', 'resume'],
  },
  freeclimb: { capabilities: [...ownSound], cannot: [] },
};

const secretName = z.string().min(1).max(64).describe('name of a secret of the workspace');
const socketUrl = z.url({ protocol: /^wss?$/ }).max(2048);
const webUrl = z.url({ protocol: /^https?$/ }).max(2048);

/** An application of somebody else that decides in the calls of an endpoint, by the protocol it was written for. */
export const endpointApplication = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('jambonz'),
    url: z.union([socketUrl, webUrl]).describe('its call hook; ws(s) for `ws.jambonz.org`, http(s) for webhooks'),
    statusUrl: webUrl.optional().describe('told of call status; only with webhooks, where it defaults to nobody'),
    username: z.string().max(128).optional(),
    passwordSecret: secretName.optional(),
    signatureSecret: secretName.optional().describe('signs webhooks (Jambonz-Signature)'),
    env: z.record(z.string().max(64), z.string().max(1024)).optional(),
  }),
  z.object({
    kind: z.literal('freeclimb'),
    voiceUrl: webUrl.describe('asked for PerCL when a call comes'),
    statusUrl: webUrl.optional(),
    transferKeys: z
      .string()
      .regex(/^[0-9*#]{2,8}$/)
      .optional()
      .describe('keys by which the caller leaves the application; default *8'),
    transferTo: z
      .string()
      .max(256)
      .optional()
      .describe('where those keys lead: a line or a number; absent: to the end'),
  }),
  z.object({
    kind: z.literal('dialog'),
    url: socketUrl,
    reconnectAttempts: z.number().int().min(0).max(20).optional(),
    holdTextFirst: z.string().max(500).optional(),
    holdTextRetry: z.string().max(500).optional(),
    holdTextGiveUp: z.string().max(500).optional(),
  }),
]);
export type EndpointApplication = z.infer<typeof endpointApplication>;
export type EndpointApplicationOf<Kind extends EndpointApplication['kind']> = Extract<
  EndpointApplication,
  { kind: Kind }
>;
