import { z } from 'zod';
import { rawMember } from './raw-member.js';

/** What a browser asks for (seed 4, OfferRequest). */
export type OfferRequest = {
  readonly sdp: string;
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  readonly agentId?: string | undefined;
  /** The JSON text as it was sent; absent for none, and for null. */
  readonly payload?: string | undefined;
};

/** A request, or the words it is refused with. */
export type ReadRequest =
  | { readonly ok: true; readonly offer: OfferRequest }
  | { readonly ok: false; readonly problem: string };

// A field that is null counts as missing, as Go reads it.
const text = z.string().nullish();
const shape = z.object({
  sdp: text,
  type: text,
  apiKey: text,
  apiSecret: text,
  agentId: text,
  payload: z.unknown().optional(),
});

/** Reads the body of an offer; unknown fields are ignored. Problems are worded as spec 4 §A has them. */
export const parseOfferRequest = (body: string): ReadRequest => {
  const json = parseJson(body);
  if ('problem' in json) return { ok: false, problem: `json: ${json.problem}` };
  const read = shape.safeParse(json.value);
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') ?? '';
    return { ok: false, problem: field === '' ? 'json: an object is expected' : `json: ${field} must be a string` };
  }
  const { sdp, type, apiKey, apiSecret, agentId, payload } = read.data;
  if (type !== 'offer' || !sdp || sdp.trim() === '') return { ok: false, problem: 'expected {sdp,type:offer}' };
  const raw = payload === undefined || payload === null ? undefined : rawMember(body, 'payload');
  return {
    ok: true,
    offer: { sdp, ...filled({ apiKey, apiSecret, agentId }), ...(raw !== undefined && { payload: raw }) },
  };
};

const filled = (fields: Readonly<Record<string, string | null | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value && value.trim() !== '' ? [[name, value]] : [])),
  );

const parseJson = (body: string): { readonly value: unknown } | { readonly problem: string } => {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return { problem: body.trim() === '' ? 'the body is empty' : 'the body is not JSON' };
  }
};
