import { commandSchema, json } from '@callwright/protocol';
import { z } from 'zod';

const ms = z.number().min(0).max(86_400_000);
/** So long after what was done last, whatever is being said; without it the caller politely waits for a question. */
const afterMs = ms.optional();
const commandName = z.enum(commandSchema.options.map((option) => option.shape.command.value));

/** How a line that is called behaves. `noAnswer` rings until whoever calls gives up. */
export const lineOutcome = z.enum(['answered', 'busy', 'noAnswer', 'failed']);
/** A line: what becomes of a call to it, how long it rings before, how long they talk. */
export const scriptLine = z.object({ outcome: lineOutcome, afterMs: ms.optional(), talkMs: ms.optional() });
/** What a web service answers; `error` is the code of a failure without an answer, as `http.timeout`. */
export const httpAnswer = z.object({
  status: z.number().int().min(100).max(599).optional(),
  body: json.optional(),
  error: z.string().optional(),
  afterMs: ms.optional(),
});
/** What a queue does with the caller: an agent takes the call after a time, or it is full, or nobody ever comes. */
export const scriptQueue = z.object({
  outcome: z.enum(['answered', 'nobody', 'full', 'failed']),
  afterMs: ms.optional(),
  talkMs: ms.optional(),
  position: z.number().int().min(1).optional(),
  estimatedWaitMs: ms.optional(),
});
/** What a conference does: who is there, how long the caller stays before it ends. */
export const scriptRoom = z.object({
  outcome: z.enum(['joined', 'alone', 'full', 'failed']),
  members: z.number().int().min(0).optional(),
  talkMs: ms.optional(),
});

/**
 * One thing a caller does, or the world answers to what the flow asked of it: the answers wait until they are asked for.
 * `answeredBy` tells who answered a call of ours: a machine first, then its beep. `isSilent: true` is until the question asked has been given up. `fails` makes the next command of that name go wrong.
 */
export const scriptAct = z.union([
  z.strictObject({ says: z.string().max(1000), afterMs }),
  z.strictObject({ presses: z.string().regex(/^[0-9A-D*#]{1,64}$/), afterMs }),
  z.strictObject({ makesNoise: z.literal(true), afterMs }),
  z.strictObject({ isSilent: z.union([z.literal(true), ms]) }),
  z.strictObject({ hears: z.string().max(1000) }),
  z.strictObject({ hangsUp: z.literal(true), afterMs }),
  z.strictObject({ answeredBy: z.enum(['human', 'machine', 'beep', 'unknown']), afterMs }),
  z.strictObject({ http: httpAnswer }),
  z.strictObject({ code: z.object({ value: json.optional(), error: z.string().optional() }) }),
  z.strictObject({ line: scriptLine }),
  z.strictObject({ queue: scriptQueue }),
  z.strictObject({ room: scriptRoom }),
  z.strictObject({ fails: commandName }),
]);
export type ScriptAct = z.infer<typeof scriptAct>;

/** An answer to every request that matches: `GET https://shop.example/orders/*`; `*` stands for anything. */
export const httpRule = httpAnswer.extend({ request: z.string().min(1).max(2000) });

/** What is so before the call: who calls when, and how the world answers without being told at the moment. */
export const scriptGiven = z.object({
  from: z.string().max(256).optional(),
  to: z.string().max(256).optional(),
  headers: z
    .record(z.string().max(64).toLowerCase(), z.string().max(512))
    .optional()
    .describe('headers of a telephone call, read as `call.headers["x-name"]`'),
  time: z.string().max(40).optional().describe('ISO 8601; without an offset in the time zone of the flow'),
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  variables: z.record(z.string(), json).optional(),
  http: z.array(httpRule).max(100).optional(),
  lines: z.record(z.string(), scriptLine).optional(),
  queues: z.record(z.string(), scriptQueue).optional(),
  rooms: z.record(z.string(), scriptRoom).optional(),
});
export type ScriptGiven = z.infer<typeof scriptGiven>;

/** A whole caller: what a proof shows as counter-example, a fuzzer finds, a simulator plays and a flow test keeps. */
export const flowScript = z.object({ given: scriptGiven.default({}), when: z.array(scriptAct).max(500).default([]) });
export type FlowScript = z.infer<typeof flowScript>;
