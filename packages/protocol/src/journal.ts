import { z } from 'zod';
import { commandSchema } from './commands.js';
import { sessionEventSchema } from './events.js';
import { json } from './flow.js';
import { httpRequest, httpResultEvent } from './http-request.js';
import { nodeId } from './ids.js';

/** What happens to a caller whose flow failed and has nothing of its own for it. */
export const platformFallback = z.object({
  prompt: z.string().max(500).optional(),
  target: z.string().max(256).optional().describe('where the call is passed on to after the prompt'),
});
export type PlatformFallback = z.infer<typeof platformFallback>;

/**
 * The flow may begin: the call is answered and sound flows. First event the engine sees. All chance of the call comes
 * from `seed`, so that the same journal gives the same call.
 */
export const flowStartedEvent = z.object({
  event: z.literal('flowStarted'),
  timestamp: z.number(),
  input: z.record(z.string(), json),
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  fallback: platformFallback.optional(),
});
/** A timer a node started has run out. */
export const timerFiredEvent = z.object({ event: z.literal('timerFired'), timestamp: z.number(), timerId: z.string() });
/** Answer to the effect `runCode`, once for each. */
export const codeResultEvent = z.object({
  event: z.literal('codeResult'),
  timestamp: z.number(),
  codeId: z.string(),
  ok: z.boolean(),
  value: json.optional(),
  error: z.string().optional().describe('what was wrong, for the author of the code'),
  durationMs: z.number().min(0),
});
/** What the engine reacts to: everything a call reports, its own timers, and the answers to its effects. */
export const engineEventSchema = z.discriminatedUnion('event', [
  ...sessionEventSchema.options,
  flowStartedEvent,
  timerFiredEvent,
  httpResultEvent,
  codeResultEvent,
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;

const effect = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ effect: z.literal(name), ...shape });

/** Which subflow a step belongs to, by its key; absent in the flow the call began with. */
const subflow = z.string().optional();

/**
 * What one turn of the engine brought about. Steps and variables are effects too: they are the call's path.
 * `stepFailed` is a failure the flow deals with itself, `flowFailed` one that it does not.
 */
export const effectSchema = z.discriminatedUnion('effect', [
  effect('command', { command: commandSchema }),
  effect('startTimer', { timerId: z.string(), afterMs: z.number().int().min(0) }),
  effect('stopTimer', { timerId: z.string() }),
  effect('httpRequest', { requestId: z.string(), request: httpRequest }),
  effect('runCode', { codeId: z.string(), source: z.string(), input: json, timeoutMs: z.number().int().min(1) }),
  effect('stepEntered', { nodeId, subflow }),
  effect('stepLeft', { nodeId, exit: z.string(), subflow }),
  effect('variableSet', { name: z.string(), value: json }),
  effect('voiceSet', { language: z.string(), speaker: z.string().optional() }),
  effect('stepFailed', { nodeId, code: z.string(), message: z.string() }),
  effect('flowFinished', { reason: z.string() }),
  effect('flowFailed', { nodeId: nodeId.nullable(), code: z.string(), message: z.string() }),
]);
export type Effect = z.infer<typeof effectSchema>;
export type EffectOf<Name extends Effect['effect']> = Extract<Effect, { effect: Name }>;

const line = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.object({
    seq: z.number().int().min(0),
    atMs: z.number().describe('ms since the call arrived'),
    kind: z.literal(kind),
    ...shape,
  });

/**
 * One line of a call's journal.
 * `event`: what happened; `toFlow` marks those the engine was given. `effect`: what the engine answered to line `cause`.
 * `command`: what a client or the call itself asked for. `problem`: what went wrong, in words.
 */
export const journalLineSchema = z.discriminatedUnion('kind', [
  line('event', { event: engineEventSchema, toFlow: z.boolean().optional() }),
  line('effect', { cause: z.number().int().min(0), effect: effectSchema }),
  line('command', { command: commandSchema, by: z.enum(['client', 'flow', 'call']) }),
  line('problem', { code: z.string(), message: z.string() }),
]);
export type JournalLine = z.infer<typeof journalLineSchema>;
/** A line before the journal gives it its number and time. */
export type JournalEntry = {
  [K in JournalLine['kind']]: Omit<Extract<JournalLine, { kind: K }>, 'seq' | 'atMs'>;
}[JournalLine['kind']];
