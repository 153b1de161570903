import { z } from 'zod';
import { dtlsParameters, rtpCapabilities, rtpParameters } from '../sfu/rtp-schemas.js';

/** A text longer than this ends its socket (close code 1009). What real clients send has about 6 000 bytes. */
export const MAX_MESSAGE_BYTES = 65_536;

// Seed 1 §3.3 writes some of them as strings; the live client sends objects (spec 1 §1).
const objectOrText = <Value extends z.ZodType>(schema: Value) =>
  z.preprocess((value) => (typeof value === 'string' ? parseJson(value) : value), schema);

const id = z.string().min(1).max(256);

/** What a client says, in both dialects: what the live one alone sends is optional. (seed 1 §3.3 to §4.3, spec 1 §1) */
export const clientMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('connect'),
    transportType: z.enum(['send', 'recv']).optional(),
    dtlsParameters: objectOrText(dtlsParameters),
  }),
  z.object({
    type: z.literal('produce'),
    kind: z.enum(['audio', 'video']),
    rtpParameters: objectOrText(rtpParameters),
  }),
  z.object({
    type: z.literal('consume'),
    producerId: id,
    peerId: id.optional(),
    rtpCapabilities: objectOrText(rtpCapabilities),
  }),
  z.object({ type: z.literal('closeProducer'), producerId: id }),
  z.object({ type: z.literal('closeConsumer'), consumerId: id }),
  // The live client's schema has these, and nothing is done about them anywhere.
  z.object({ type: z.literal('message') }),
  z.object({ type: z.literal('bye') }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;
export type ClientMessageOf<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

/** A message that was understood, or what is to be said of it. */
export type ParsedMessage =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly problem: string; readonly details?: string };

const NOT_JSON: ParsedMessage = { ok: false, problem: 'Failed to process message' };
const MAX_PROBLEMS = 5;

/** Reads one text frame. The problems are in the words of the live server; what was sent is not repeated in them. */
export const parseMessage = (text: string): ParsedMessage => {
  const value = parseJson(text);
  if (value === undefined) return NOT_JSON;
  const parsed = clientMessage.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const details = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { ok: false, problem: 'Invalid message format', details: details.join('; ').slice(0, 500) };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is not a message, which the schema says.
    return undefined;
  }
};
