import { z } from 'zod';
import { flowEdition } from './api.js';
import { flowRef } from './flow.js';
import { effectSchema, engineEventSchema } from './journal.js';

/** POST /calls/:id/replay: takes an ended call through its flow again, as that is now or was. Nothing is performed. */
export const replayCall = z.object({ version: flowEdition });
export type ReplayCall = z.infer<typeof replayCall>;
/** When something came out differently: the line of the journal that was given, and the step it was given to. */
const replayMoment = z.object({
  seq: z.number().int(),
  atMs: z.number(),
  event: engineEventSchema,
  nodeId: z.string().nullable().describe('null before the first step'),
  subflow: z.string().nullable().describe('key of the flow that was called, of whose steps it is one'),
});
const subflowKey = z.string().nullable();
/** A part of a call's way. */
export const pathMove = z.discriminatedUnion('move', [
  z.object({ move: z.literal('enters'), nodeId: z.string(), subflow: subflowKey }),
  z.object({ move: z.literal('leaves'), nodeId: z.string(), subflow: subflowKey, exit: z.string() }),
  z.object({ move: z.literal('ends'), reason: z.string() }),
  z.object({ move: z.literal('fails'), code: z.string() }),
]);
/** Its answer. */
export const callReplay = z.object({
  flow: flowRef.describe('what the call was taken through'),
  same: z.boolean().describe('whether it took the recorded way to its end'),
  turns: z.number().int().describe('events that led the recorded way'),
  divergence: replayMoment
    .extend({ recorded: pathMove.nullable(), now: pathMove.nullable() })
    .nullable()
    .describe('where the way first differs'),
  change: replayMoment
    .extend({ recorded: effectSchema.nullable(), now: effectSchema.nullable() })
    .nullable()
    .describe('what is first said or done differently, also on the same way'),
});
export type CallReplay = z.infer<typeof callReplay>;
