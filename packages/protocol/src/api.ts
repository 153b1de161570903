import { z } from 'zod';
import { callCause, callLeg, phoneResource, trunkLiveState } from './api-telephony.js';
import { callDefaults, recorderOption } from './call-option.js';
import { callOutcome } from './call-outcome.js';
import { scope } from './call-token.js';
import { messageCommand } from './commands.js';
import { recordingSegment } from './control-link.js';
import { flowDocument, flowProblem, flowRef, json } from './flow.js';
import { callId, endpointId, flowId, userId, workspaceId } from './ids.js';
import { journalLineSchema } from './journal.js';
import { endpointApplication, protocolName } from './protocols.js';
import { soundStatistics } from './sound-statistics.js';
import { sipUserId, trunkId } from './telephony.js';

/** REST resources of `/api/v1`. Times are ISO 8601 texts. A list is `{ items, nextCursor }`. An error is {@link apiError}. */
const time = z.string();

/** Body of every non-2xx answer. */
export const apiError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    problems: z
      .array(
        flowProblem.extend({
          line: z.number().int().optional().describe('of a file, from 1'),
          column: z.number().int().optional(),
        }),
      )
      .optional(),
    fields: z.record(z.string(), z.array(z.string())).optional(),
  }),
});
export type ApiError = z.infer<typeof apiError>;

/** GET /me */
export const me = z.object({
  user: z.object({ id: userId, name: z.string(), email: z.string() }),
  workspace: z.object({ id: workspaceId, name: z.string() }),
});
export type Me = z.infer<typeof me>;

/** GET /config, open to all: what the studio needs to find the other parts. */
export const publicConfig = z.object({
  version: z.string(),
  mediaUrl: z.string(),
  eventsUrl: z.string(),
  sipPort: z.number().int().nullable().describe('where telephones register; null when it is any port'),
});
export type PublicConfig = z.infer<typeof publicConfig>;

export const flowSummary = z.object({
  id: flowId,
  name: z.string(),
  createdAt: time,
  updatedAt: time,
  stepCount: z.number().int(),
  errorCount: z.number().int(),
  warningCount: z.number().int(),
  publishedVersion: z.number().int().nullable(),
  publishedAt: time.nullable(),
  hasUnpublishedChanges: z.boolean(),
  endpoints: z.array(z.string()).describe('names dialled to reach it'),
  protocols: z.array(protocolName).default([]).describe('those its lines name: it is checked against them'),
});
export type FlowSummary = z.infer<typeof flowSummary>;

/** GET /flows/:id */
export const flowResource = flowSummary.extend({
  draft: z.object({ revision: z.number().int(), document: flowDocument, updatedAt: time }),
  problems: z.array(flowProblem),
});
export type FlowResource = z.infer<typeof flowResource>;

/** POST /flows: from a template, from a document, or empty. */
export const createFlow = z.object({
  name: z.string().trim().min(1).max(120),
  template: z.string().max(64).optional(),
  document: flowDocument.optional(),
});
export type CreateFlow = z.infer<typeof createFlow>;

/** PUT /flows/:id/draft: refused with 409 `flow.staleDraft` unless `revision` is the present one. */
export const saveDraft = z.object({ revision: z.number().int(), document: flowDocument });
export type SaveDraft = z.infer<typeof saveDraft>;
export const savedDraft = z.object({ revision: z.number().int(), updatedAt: time, problems: z.array(flowProblem) });
export type SavedDraft = z.infer<typeof savedDraft>;

/** POST /flows/:id/publish: 422 `flow.invalid` with `problems` when an error stands. */
export const publishFlow = z.object({ revision: z.number().int(), note: z.string().max(500).optional() });
export type PublishFlow = z.infer<typeof publishFlow>;
export const flowVersion = z.object({
  flowId,
  version: z.number().int(),
  publishedAt: time,
  publishedBy: z.string(),
  note: z.string(),
  stepCount: z.number().int(),
});
export type FlowVersion = z.infer<typeof flowVersion>;
export const flowVersionDetail = flowVersion.extend({ document: flowDocument });
export type FlowVersionDetail = z.infer<typeof flowVersionDetail>;
/** Its answer: what is published, and the warnings it was published with. */
export const publishedVersion = flowVersion.extend({ problems: z.array(flowProblem) });
export type PublishedVersion = z.infer<typeof publishedVersion>;

/** Which text of a flow: its draft, or a published version. */
export const flowEdition = z.union([z.literal('draft'), z.number().int().min(1)]);
export type FlowEdition = z.infer<typeof flowEdition>;

/** GET /flows/:id/check: what the calls of a flow can come to, with the flows it calls. */
export const flowCheck = z.object({
  version: z.number().int().nullable().describe('null: the draft'),
  draftRevision: z.number().int().nullable(),
  isPublishable: z.boolean(),
  problems: z.array(flowProblem),
  stateCount: z.number().int().describe('situations of a call that were told apart'),
  isDecided: z.boolean().describe('whether each of them was followed with its own values'),
});
export type FlowCheck = z.infer<typeof flowCheck>;

/** POST /flows/import, POST /flows/:id/import: the text of a `*.flow.yaml` or `*.flow.json`. 422 `flow.badFile` with `problems` by line. */
export const importFlow = z.object({
  text: z.string().min(1).max(5_000_000),
  fileName: z.string().max(255).optional().describe('names the flow when the file does not'),
  name: z.string().trim().min(1).max(120).optional().describe('instead of the name in the file'),
});
export type ImportFlow = z.infer<typeof importFlow>;
/** The same over a draft, unless that was changed meanwhile. */
export const importDraft = importFlow.omit({ name: true }).extend({ revision: z.number().int() });
export type ImportDraft = z.infer<typeof importDraft>;

/** GET /templates */
export const flowTemplate = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  document: flowDocument,
});
export type FlowTemplate = z.infer<typeof flowTemplate>;

/** GET|POST /endpoints, PATCH|DELETE /endpoints/:id */
export const endpointResource = z.object({
  id: endpointId,
  name: z.string(),
  flowId: flowId.nullable(),
  flowName: z.string().nullable(),
  isPublic: z.boolean(),
  defaults: callDefaults,
  webhookUrl: z.string().nullable().optional(),
  protocol: protocolName.nullable().optional(),
  application: endpointApplication.nullable().optional(),
  createdAt: time,
});
export type EndpointResource = z.infer<typeof endpointResource>;
export const createEndpoint = z.object({
  name: z
    .string()
    .trim()
    .regex(/^\+?[a-z0-9][a-z0-9._-]{0,62}$/i, 'letters, digits, dots and dashes only'),
  flowId: flowId.nullable().default(null),
  isPublic: z.boolean().default(false),
  defaults: callDefaults.default({}),
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullable()
    .optional()
    .describe('without a flow: where a telephone call that waits for a client is posted'),
  protocol: protocolName.nullable().optional().describe('the one its calls come by: its flow is checked against it'),
  application: endpointApplication.nullable().optional().describe('without a flow: who decides in its calls'),
});
export type CreateEndpoint = z.infer<typeof createEndpoint>;
export const updateEndpoint = createEndpoint.partial();
export type UpdateEndpoint = z.infer<typeof updateEndpoint>;

export const callSummary = z.object({
  id: callId,
  protocol: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  flow: flowRef.nullable(),
  flowName: z.string().nullable(),
  status: z.enum(['live', 'ended']),
  outcome: callOutcome.nullable(),
  endReason: z.string().nullable(),
  startedAt: time,
  answeredAt: time.nullable(),
  endedAt: time.nullable(),
  durationMs: z.number().nullable(),
  hasRecording: z.boolean(),
  currentNodeId: z.string().nullable().describe('of a live call: the step of its own flow that it is in'),
  tags: z.record(z.string(), z.string()).default({}).describe('what the flow marked the call with'),
  flowOutcome: z.string().nullable().default(null).describe('what the flow says came of the call'),
});
export type CallSummary = z.infer<typeof callSummary>;

/** One thing said, pressed or not said, in order. `atMs` is since the call arrived. */
export const transcriptEntry = z.object({
  atMs: z.number(),
  endMs: z.number().nullable(),
  by: z.enum(['caller', 'system']),
  kind: z.enum(['speech', 'keys', 'notUnderstood', 'noAnswer', 'recording']),
  text: z.string().describe('of what was interrupted: as much as was heard'),
  words: z
    .array(z.object({ text: z.string(), atMs: z.number(), endMs: z.number() }))
    .optional()
    .describe('when each word was said, where that is known'),
  isInterrupted: z.boolean().optional().describe('it was cut short'),
  nodeId: z.string().nullable(),
  subflow: z.string().optional().describe('key of the flow that was called, of whose steps it is one'),
});
export type TranscriptEntry = z.infer<typeof transcriptEntry>;

/**
 * GET /calls/:id/transcript: what was said in a call, in ms of its recording; without one, since the call arrived.
 * `/calls/:id/transcript.vtt`, `.srt` and `.txt` are the same as files.
 */
export const transcriptResource = z.object({
  callId,
  isOfRecording: z.boolean().describe('times are those of the recording'),
  segments: z.array(
    z.object({
      speaker: z.enum(['caller', 'system']),
      startMs: z.number().min(0),
      endMs: z.number().min(0),
      text: z.string(),
      words: z.array(z.object({ text: z.string(), startMs: z.number(), endMs: z.number() })).optional(),
      isInterrupted: z.boolean().optional(),
    }),
  ),
});
export type TranscriptResource = z.infer<typeof transcriptResource>;

/** A step of the path: `leftAtMs` and `exit` are null where the call ended in it. */
export const pathStep = z.object({
  nodeId: z.string(),
  enteredAtMs: z.number(),
  leftAtMs: z.number().nullable(),
  exit: z.string().nullable(),
  subflow: z.string().optional().describe('key of the flow that was called, of whose steps it is one'),
  failure: z.object({ code: z.string(), message: z.string() }).optional().describe('what went wrong in it'),
});
export type PathStep = z.infer<typeof pathStep>;

/** What a caller left as a message. GET /messages, PATCH|DELETE /messages/:id; the sound is at `url`. */
export const messageResource = z.object({
  id: z.string(),
  callId,
  recordId: z.string(),
  from: z.string(),
  flowName: z.string().nullable(),
  startedAt: time,
  durationMs: z.number(),
  sizeBytes: z.number().int(),
  transcript: z.string().describe('what was understood of it'),
  isRead: z.boolean(),
  url: z.string(),
});
export type MessageResource = z.infer<typeof messageResource>;
export const updateMessage = z.object({ isRead: z.boolean() });
export type UpdateMessage = z.infer<typeof updateMessage>;

/** A message that a flow sends, and how it fares. GET /deliveries, POST /deliveries/:id/resend */
export const deliveryResource = z.object({
  id: z.string(),
  callId,
  messageId: z.string(),
  channel: messageCommand.shape.channel,
  to: z.string(),
  status: z.enum(['queued', 'sent', 'failed']),
  attempts: z.number().int(),
  error: z.string().nullable().describe('what was wrong at the last attempt'),
  createdAt: time,
  updatedAt: time,
  sentAt: time.nullable(),
});
export type DeliveryResource = z.infer<typeof deliveryResource>;

/** GET|POST /webhook-secret: what the webhooks of this workspace are signed with; POST makes another. */
export const webhookSecretResource = z.object({ secret: z.string() });
export type WebhookSecretResource = z.infer<typeof webhookSecretResource>;

/** The body of a webhook that a flow sends. */
export const webhookBody = z.object({
  id: z.string().describe('the same each time the message is sent'),
  event: z.literal('message'),
  sentAt: time,
  call: z.object({
    id: callId,
    from: z.string(),
    to: z.string(),
    flowId: flowId.nullable(),
    flowName: z.string().nullable(),
    startedAt: time,
    tags: z.record(z.string(), z.string()),
    outcome: z.string().nullable(),
  }),
  messageId: z.string(),
  subject: z.string().nullable(),
  text: z.string(),
  data: json.describe('the text as data when it is JSON, as the values of a step are; else null'),
  recordings: z.array(
    z.object({ recordId: z.string(), durationMs: z.number(), transcript: z.string(), url: z.string() }),
  ),
});
export type WebhookBody = z.infer<typeof webhookBody>;

/** GET /calls/:id */
export const callResource = callSummary.extend({
  document: flowDocument.nullable().describe('the flow exactly as it ran'),
  subflows: z
    .array(z.object({ key: z.string(), name: z.string(), document: flowDocument }))
    .default([])
    .describe('the flows it called, by the key of the calling step'),
  messages: z.array(messageResource).default([]).describe('what the caller left'),
  path: z.array(pathStep),
  transcript: z.array(transcriptEntry),
  parentCallId: callId.nullable().default(null).describe('the call whose leg this one is'),
  legs: z.array(callLeg).default([]).describe('calls that this one made, in the order they began'),
  cause: callCause.nullable().default(null).describe('why a call by SIP ended; null of others'),
  sound: soundStatistics.nullable().default(null).describe('how its sound came and went'),
  hasSignalling: z.boolean().default(false).describe('whether there is a ladder to show'),
  recording: z
    .object({
      url: z.string(),
      durationMs: z.number(),
      rateHz: z.number(),
      sizeBytes: z.number().int(),
      format: recorderOption.shape.format.unwrap().describe('of the file as it is now'),
      channels: recorderOption.shape.channels.unwrap(),
      conversion: z
        .object({
          format: recorderOption.shape.format.unwrap(),
          channels: recorderOption.shape.channels.unwrap(),
          status: z.enum(['waiting', 'running', 'failed']),
          percent: z.number().int(),
        })
        .nullable()
        .describe('what it is still to be turned into; the file it is now stays until then'),
      segments: z
        .array(recordingSegment)
        .describe('what was recorded, in ms since it began; what is between is silence'),
      startOffsetMs: z.number().describe('when it began, in ms since the call arrived'),
      peaks: z
        .object({ perSecond: z.number(), caller: z.array(z.number()), callee: z.array(z.number()) })
        .nullable()
        .describe('loudest sample of each slice, 0 to 1; null until the job has run'),
    })
    .nullable(),
});
export type CallResource = z.infer<typeof callResource>;

/** POST /calls/:id/recording/convert: turns a recording that is still as it was made into something smaller. */
export const convertRecording = z.object({
  format: recorderOption.shape.format.unwrap(),
  channels: recorderOption.shape.channels.unwrap().default('stereo'),
});
export type ConvertRecording = z.infer<typeof convertRecording>;

/** POST /call-tokens: lets this browser call. `callee` is an endpoint's name, `flow:<id>` or `flow:<id>@draft`. */
export const createCallToken = z.object({ callee: z.string().min(1).max(256), caller: z.string().max(64).optional() });
export type CreateCallToken = z.infer<typeof createCallToken>;
export const callTokenResource = z.object({
  token: z.string(),
  url: z.string().describe('WebSocket address to open'),
  expiresAt: time,
});
export type CallTokenResource = z.infer<typeof callTokenResource>;

/** GET|POST /api-keys; `key` only in the answer that made it. */
export const apiKeyResource = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(scope),
  createdAt: time,
  key: z.string().optional(),
});
export type ApiKeyResource = z.infer<typeof apiKeyResource>;
export const createApiKey = z.object({ name: z.string().trim().min(1).max(80), scopes: z.array(scope).min(1) });
export type CreateApiKey = z.infer<typeof createApiKey>;

/** GET|POST|DELETE /prompts: uploaded recordings, played as `prompt:<id>`. */
export const promptResource = z.object({
  id: z.string(),
  name: z.string(),
  durationMs: z.number(),
  sizeBytes: z.number(),
  createdAt: time,
});
export type PromptResource = z.infer<typeof promptResource>;

/** A page of a list; `nextCursor` is null at the end. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

/** WebSocket `/api/v1/events`: what the api tells a signed-in client. The client may send `{"type":"watch","callId":"…"}` for its lines. */
export const liveEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello') }),
  z.object({ type: z.literal('call'), call: callSummary }),
  z.object({ type: z.literal('lines'), callId, lines: z.array(journalLineSchema) }),
  z.object({ type: z.literal('recording'), callId, peaksReady: z.boolean() }),
  z.object({ type: z.literal('trunk'), trunkId, state: trunkLiveState.nullable() }),
  z.object({ type: z.literal('sipUser'), userId: sipUserId, phones: z.array(phoneResource) }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;
export const watchMessage = z.object({ type: z.enum(['watch', 'unwatch']), callId });
export type WatchMessage = z.infer<typeof watchMessage>;
