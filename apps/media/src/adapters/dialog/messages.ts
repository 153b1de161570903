import { z } from 'zod';

/** Longest text frame that is taken; a spoken text has some hundred letters. */
export const MAX_FRAME_BYTES = 256 * 1024;

// Spec 4 §B: Go leaves out empty fields and reads null as none.
const text = z.string().nullish();
const flag = z.boolean().nullish();
const envelope = { call_id: text };

/** What a voice server tells its dialog application (spec 4 §B, "Events"). */
export const dialogEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('call.started'),
    ...envelope,
    from: text,
    to: text,
    codec: text,
    pcm_hz: z.number().nullish(),
  }),
  z.object({ type: z.literal('asr.partial'), ...envelope, text }),
  z.object({ type: z.literal('asr.final'), ...envelope, text }),
  z.object({ type: z.literal('asr.error'), ...envelope, message: text, fatal: flag }),
  z.object({ type: z.literal('dtmf'), ...envelope, digit: z.string(), end: flag }),
  z.object({ type: z.literal('tts.started'), ...envelope, utterance_id: text }),
  z.object({ type: z.literal('tts.ended'), ...envelope, utterance_id: text, ok: flag }),
  z.object({ type: z.literal('tts.interrupt'), ...envelope }),
  z.object({ type: z.literal('transfer.request'), ...envelope, target: z.string() }),
  z.object({ type: z.literal('call.ended'), ...envelope, reason: text }),
]);
export type DialogEvent = z.infer<typeof dialogEvent>;
export type DialogEventOf<Type extends DialogEvent['type']> = Extract<DialogEvent, { type: Type }>;

/** What a dialog application asks of its voice server (spec 4 §B, "Commands"). `meta` counts for metrics alone. */
export const dialogCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('tts.speak'), ...envelope, text: z.string(), utterance_id: text }),
  z.object({ type: z.literal('tts.stream'), ...envelope, text, utterance_id: z.string().min(1), stream_end: flag }),
  z.object({ type: z.literal('tts.stream.end'), ...envelope, utterance_id: z.string().min(1) }),
  z.object({ type: z.literal('tts.interrupt'), ...envelope }),
  z.object({ type: z.literal('hangup'), ...envelope, reason: text }),
]);
export type DialogCommand = z.infer<typeof dialogCommand>;

/** Reads one frame; null for what is no such message: both sides pass over that in silence (spec 4 §B). */
export const parseDialog = <Message>(schema: z.ZodType<Message>, frame: string): Message | null => {
  const message = schema.safeParse(parseJson(frame));
  return message.success ? message.data : null;
};

const parseJson = (frame: string): unknown => {
  try {
    return JSON.parse(frame);
  } catch {
    return null; // No message of any schema.
  }
};

/** Writes a message for one call. Fields that are empty, false or zero are left out. */
export const formatDialog = (
  callId: string,
  {
    type,
    ...fields
  }: { readonly type: string; readonly [field: string]: string | number | boolean | null | undefined },
): string => {
  const given = Object.entries(fields).filter(([, value]) => Boolean(value));
  return JSON.stringify({ type, call_id: callId, ...Object.fromEntries(given) });
};

/** Whether a text has anything that can be spoken; a voice server drops others without a word (spec 4 §B). */
export const isSpeakable = (words: string): boolean => /[\p{Letter}\p{Number}]/u.test(words);
