import { json } from '@callwright/protocol';
import { z } from 'zod';

const studioCondition = z.object({
  friendly_name: z.string().default(''),
  arguments: z.array(z.string()).default([]),
  type: z.string(),
  value: z.coerce.string().default(''),
});
const studioTransition = z.object({
  event: z.string(),
  next: z.string().nullish(),
  conditions: z.array(studioCondition).optional(),
});
/** A widget of Twilio Studio as its flow definition has it. */
const studioState = z.object({
  name: z.string().min(1).max(200),
  type: z.string().min(1),
  properties: z.record(z.string(), json).default({}),
  transitions: z.array(studioTransition).default([]),
});
/** One of them. */
export type StudioState = z.infer<typeof studioState>;

/**
 * A flow definition of Twilio Studio: what "Show flow JSON" shows, and the `definition` of the REST API's flow resource.
 * Source: https://www.twilio.com/docs/studio/rest-api/v2/flow-definition
 */
const studioFlow = z.object({
  description: z.string().default(''),
  initial_state: z.string().min(1),
  states: z.array(studioState).min(1).max(2000),
});
/** It, with the name and the id it has in the REST API where it comes from there. */
export type StudioFlow = z.infer<typeof studioFlow> & { readonly sid: string; readonly friendlyName: string };

/** Reads a definition, or the REST resource it is in. @throws SyntaxError, ZodError when it is neither */
export const parseStudioFlow = (text: string): StudioFlow => {
  const value: unknown = JSON.parse(text);
  const resource = studioResource.safeParse(value);
  if (!resource.success) return { ...studioFlow.parse(value), sid: '', friendlyName: '' };
  const { definition, sid, friendly_name: friendlyName } = resource.data;
  return { ...studioFlow.parse(definition), sid, friendlyName };
};

const studioResource = z.object({
  definition: z.record(z.string(), z.unknown()),
  sid: z.string().default(''),
  friendly_name: z.string().default(''),
});
