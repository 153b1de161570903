import { z } from 'zod';
import { commandSchema } from './commands.js';
import { sessionEventSchema } from './events.js';
import { json } from './flow.js';
import { nodeId } from './ids.js';

/** The flow may begin: the call is answered and sound flows. First event the engine sees. */
export const flowStartedEvent = z.object({
  event: z.literal('flowStarted'),
  timestamp: z.number(),
  input: z.record(z.string(), json),
});
/** A timer a node started has run out. */
export const timerFiredEvent = z.object({ event: z.literal('timerFired'), timestamp: z.number(), timerId: z.string() });
/** What the engine reacts to: everything a call reports, and its own timers. */
export const engineEventSchema = z.discriminatedUnion('event', [
  ...sessionEventSchema.options,
  flowStartedEvent,
  timerFiredEvent,
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;

const effect = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ effect: z.literal(name), ...shape });

/** What one turn of the engine brought about. Steps and variables are effects too: they are the call's path. */
export const effectSchema = z.discriminatedUnion('effect', [
  effect('command', { command: commandSchema }),
  effect('startTimer', { timerId: z.string(), afterMs: z.number().int().min(0) }),
  effect('stopTimer', { timerId: z.string() }),
  effect('stepEntered', { nodeId }),
  effect('stepLeft', { nodeId, exit: z.string() }),
  effect('variableSet', { name: z.string(), value: json }),
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
