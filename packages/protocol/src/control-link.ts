import { z } from 'zod';
import { callDefaults, recorderOption } from './call-option.js';
import { callOutcome } from './call-outcome.js';
import { scope } from './call-token.js';
import { flowDefinition, flowRef } from './flow.js';
import { callId, endpointId, flowId, workspaceId } from './ids.js';
import { journalLineSchema } from './journal.js';
import { endpointApplication, protocolName } from './protocols.js';
import { callSignalling } from './signalling.js';
import { soundStatistics } from './sound-statistics.js';
import { speechCatalogue, speechPreview } from './speech-provider.js';
import { placedCall, registeredPhone, telephony, trunkFinding, trunkId, trunkState } from './telephony.js';

/**
 * The link between a media process and the api: a WebSocket the media process opens to `/control` on the api, with
 * `Authorization: Bearer <CALLWRIGHT_CONTROL_SECRET>`. Text frames, one JSON message each. The media process spools
 * what is not acknowledged to disk, so nothing is lost while the api is away; batches may therefore come twice.
 */

/** An endpoint as a media process needs it. */
export const endpointEntry = z.object({
  id: endpointId,
  workspaceId,
  name: z.string().describe('what is dialled'),
  flowId: flowId.nullable(),
  isPublic: z.boolean(),
  defaults: callDefaults,
  webhookUrl: z.string().optional().describe('told of telephone calls that wait for a client'),
  protocol: protocolName.optional().describe('the one its calls come by; absent: any'),
  application: endpointApplication.optional().describe('without a flow: who decides in its calls'),
});
export type EndpointEntry = z.infer<typeof endpointEntry>;

/** A flow that another calls: `key` is what the calling step names, `<flowId>` (the latest) or `<flowId>@<version>`. */
export const subflowEntry = z.object({ key: z.string(), name: z.string(), flow: flowDefinition });
export type SubflowEntry = z.infer<typeof subflowEntry>;

/** A published flow, or a draft fetched for one call, with all flows it calls and those call in turn. */
export const flowEntry = z.object({
  ref: flowRef,
  workspaceId,
  name: z.string(),
  flow: flowDefinition,
  subflows: z.array(subflowEntry).optional(),
});
export type FlowEntry = z.infer<typeof flowEntry>;

/** An API key: `keyHash` is hex SHA-256 of the whole key. */
export const keyEntry = z.object({ keyHash: z.string(), workspaceId, scopes: z.array(scope) });
export type KeyEntry = z.infer<typeof keyEntry>;

/** What is known when a call arrives. */
export const callStart = z.object({
  callId,
  workspaceId,
  protocol: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  endpointId: endpointId.nullable(),
  flow: flowRef.nullable(),
  parentCallId: callId.nullable(),
  startedAtMs: z.number(),
});
export type CallStart = z.infer<typeof callStart>;

/** A part of a recording that was recorded, in ms of the file, which runs with the call; what is between is silence. */
export const recordingSegment = z.object({ startMs: z.number().min(0), endMs: z.number().min(0) });
export type RecordingSegment = z.infer<typeof recordingSegment>;

/** A recording as a file, named relative to the recordings folder. */
export const recordingFile = z.object({
  file: z.string(),
  durationMs: z.number(),
  rateHz: z.number(),
  startedAtMs: z.number(),
  sizeBytes: z.number(),
});
export type RecordingFile = z.infer<typeof recordingFile>;

/** The recording of a whole call. */
export const callRecording = recordingFile.extend({
  segments: z.array(recordingSegment).max(1000).optional().describe('absent: all of it'),
  format: recorderOption.shape.format.describe('what it is to be turned into; absent: it stays as it is'),
  channels: recorderOption.shape.channels.describe('absent: both'),
});
export type CallRecordingFile = z.infer<typeof callRecording>;

/** What is known when a call is over. Files are named relative to the recordings folder. */
export const callEnd = z.object({
  endedAtMs: z.number(),
  answeredAtMs: z.number().nullable(),
  reason: z.string(),
  initiator: z.enum(['caller', 'callee', 'system', 'api']),
  outcome: callOutcome,
  recording: callRecording.nullable(),
  messages: z
    .array(recordingFile.extend({ recordId: z.string() }))
    .optional()
    .describe('what callers left as messages'),
  sound: soundStatistics.optional().describe('absent when the call had no sound of its own, or its process was lost'),
  signalling: callSignalling.optional().describe('of a call by SIP'),
  isRecovered: z
    .boolean()
    .optional()
    .describe('told after a crash by who found the files: what is known of the end already is more exact'),
});
export type CallEnd = z.infer<typeof callEnd>;

const message = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ type: z.literal(name), ...shape });

/** Media process -> api. */
export const mediaMessageSchema = z.discriminatedUnion('type', [
  message('hello', {
    processId: z.string(),
    version: z.string(),
    mediaUrl: z.string(),
    liveCallIds: z.array(callId),
    speech: speechCatalogue.optional(),
  }),
  // A call's story, in order and in pieces. `start` comes with the first piece, `end` with the last. Acknowledged by `ack`.
  message('journal', {
    batchId: z.string(),
    callId,
    start: callStart.optional(),
    lines: z.array(journalLineSchema),
    end: callEnd.optional(),
  }),
  message('fetchFlow', { requestId: z.string(), workspaceId, flowId, draft: z.boolean() }),
  message('fetchSecret', { requestId: z.string(), workspaceId, name: z.string() }),
  // The telephone side as it stands; after every change, and at most once a second.
  message('telephonyState', { trunks: z.array(trunkState), phones: z.array(registeredPhone) }),
  message('placed', {
    requestId: z.string(),
    error: z.object({ code: z.string(), message: z.string() }).nullable().describe('null: it is being called'),
  }),
  message('trunkReport', { requestId: z.string(), findings: z.array(trunkFinding) }),
  message('spoken', {
    requestId: z.string(),
    sound: z.string().nullable().describe('a WAV file in base64; null when it could not be made'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
  message('pong', { at: z.number() }),
]);
export type MediaMessage = z.infer<typeof mediaMessageSchema>;

/** Api -> media process. `snapshot` follows `hello` and every change; it holds everything, since it is small. */
export const apiMessageSchema = z.discriminatedUnion('type', [
  message('snapshot', {
    endpoints: z.array(endpointEntry),
    flows: z.array(flowEntry).describe('the latest published version of each flow'),
    keys: z.array(keyEntry),
    telephony: telephony.optional(),
  }),
  message('ack', { batchId: z.string() }),
  message('flow', { requestId: z.string(), entry: flowEntry.nullable() }),
  message('secret', { requestId: z.string(), value: z.string().nullable() }),
  message('hangup', { callId, reason: z.string() }),
  // Answered by `placed` once it is known whether the call may be made.
  message('placeCall', { requestId: z.string(), call: placedCall }),
  // Answered by `trunkReport`, within half a minute.
  message('examineTrunk', { requestId: z.string(), trunkId }),
  // Answered by `spoken`, within a quarter of a minute. Nobody but who asked hears it.
  message('speak', { requestId: z.string(), workspaceId, preview: speechPreview }),
  message('ping', { at: z.number() }),
]);
export type ApiMessage = z.infer<typeof apiMessageSchema>;
