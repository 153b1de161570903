import { z } from 'zod';
import { json } from './flow.js';

/** How a request proves who sends it; the secret is named here and known only where the request is sent. */
export const httpAuth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bearer'), secret: z.string().min(1).max(64) }),
  z.object({ kind: z.literal('basic'), username: z.string().max(256), secret: z.string().min(1).max(64) }),
  z.object({ kind: z.literal('header'), header: z.string().min(1).max(128), secret: z.string().min(1).max(64) }),
]);
export type HttpAuth = z.infer<typeof httpAuth>;

/** A value taken from a JSON answer: `path` is dotted (`order.items.0.id`; empty is all of it). */
export const httpSave = z.object({
  path: z.string().max(256),
  as: z.string().min(1).max(64),
  isSecret: z.boolean().optional().describe('kept in the vault of the call; the variable holds a reference'),
});
export type HttpSave = z.infer<typeof httpSave>;

/**
 * A request a flow makes through the platform's outbound client. URL, headers and body may hold references to secrets of
 * the call (`⟦...⟧`), which are put in at the moment of sending.
 */
export const httpRequest = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
  url: z.string().min(1).max(4096),
  headers: z.array(z.object({ name: z.string().min(1).max(128), value: z.string().max(4096) })).max(50),
  auth: httpAuth.optional(),
  body: z.string().max(200_000).optional(),
  timeoutMs: z.number().int().min(1).max(120_000).describe('for all attempts together'),
  retries: z.number().int().min(0).max(5),
  maxBytes: z.number().int().min(1).max(1_000_000),
  save: z.array(httpSave).max(100),
});
export type HttpRequest = z.infer<typeof httpRequest>;

/**
 * Answer to the effect `httpRequest`, once for each. Only what was asked for by `save` is told of the answer; what is not
 * there is absent from `values`.
 */
export const httpResultEvent = z.object({
  event: z.literal('httpResult'),
  timestamp: z.number(),
  requestId: z.string(),
  status: z.number().int().nullable().describe('null when there was no answer'),
  error: z.string().optional().describe('code of the failure, as `http.timeout`, when there was none'),
  values: z.record(z.string(), json),
  durationMs: z.number().min(0),
  attempts: z.number().int().min(0),
});
export type HttpResult = z.infer<typeof httpResultEvent>;
