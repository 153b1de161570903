import { z } from 'zod';
import { sendIvrData } from './ivr-service.js';

/** When something happened, as `google.protobuf.Timestamp`. */
export type Moment = { readonly seconds: number; readonly nanos: number };
const moment = z.object({ seconds: z.number(), nanos: z.number() }).nullable();

const text = z.string();
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const count = z.number().int().min(0);
const stamped = z.object({ id: text, timestamp: moment });
// An enum that is newer than we are comes as its number.
const bufferType = z.enum(['DTMF', 'Audio']).or(z.number());
const one = <Name extends string, Shape extends z.ZodType>(name: Name, shape: Shape) =>
  z.object({ payload: z.literal(name), [name]: shape } as { payload: z.ZodLiteral<Name> } & Record<Name, Shape>);

/** Spec 3: why a call ended. */
export const reasonCode = z.enum([
  'CALLER_DISCONNECT',
  'APPLICATION_DISCONNECT',
  'PLATFORM_DISCONNECT',
  'PLATFORM_ERROR',
]);
export type ReasonCode = z.infer<typeof reasonCode>;

const callStarted = z.object({
  callId: text,
  to: text,
  from: text,
  isInbound: z.boolean(),
  metadata: z.array(text),
  contentType: text,
});
/** The first message of a stream. */
export type CallStarted = z.infer<typeof callStarted>;

/** What the platform says (spec 3). */
const platformMessage = z.discriminatedUnion('payload', [
  one('notifyCallStarted', callStarted),
  one('notifyAudioData', z.object({ audioData: bytes, startTstamp: moment, endTstamp: moment, sequenceNum: count })),
  one('notifyDtmfReceivedStartData', z.object({ digit: text, startTstamp: moment })),
  one('notifyDtmfReceivedEndData', z.object({ digit: text, endTstamp: moment })),
  one('notifyPlaybackStartedData', stamped),
  one('notifyPlaybackCompletedData', stamped),
  one('notifyAudioClearedData', stamped),
  one('notifyDtmfPlayStartedData', stamped),
  one('notifyDtmfPlayCompletedData', stamped),
  one('notifyCallEnded', z.object({ callId: text, reasonCode: reasonCode.or(z.number()), reason: text })),
  one('notifyError', z.object({ errorMessage: text, errorId: text })),
  one('notifyBuffer', z.object({ bufferType, depth: count, bufferSize: count })),
]);
export type PlatformMessage = z.infer<typeof platformMessage>;

/** What the application says (spec 3). */
const appMessage = z.discriminatedUnion('payload', [
  one(
    'audioData',
    z.object({ id: text, audioData: bytes, contentType: text, sequenceNum: count, lastMessage: z.boolean() }),
  ),
  one('clearAudioBuffer', z.object({ id: text })),
  one(
    'dtmfData',
    z.object({ id: text, dtmfDigits: text, pressDurationMs: count, breakDurationMs: count, sequenceNum: count }),
  ),
  one('terminateCall', z.object({})),
  one('endStream', z.object({ actionUrl: text })),
  one('queryBuffer', z.object({ bufferType })),
]);
export type AppMessage = z.infer<typeof appMessage>;
/** One message of the application by its name. */
export type AppMessageOf<Name extends AppMessage['payload']> = Extract<AppMessage, { payload: Name }>;

type Said<Message> = Message extends { payload: infer Name extends string }
  ? { readonly [Key in Name]: Message extends Record<Key, infer Body> ? Partial<Body> : never }
  : never;
/** A message of the platform as it is sent: fields that are left out have their default. */
export type PlatformSays = Said<PlatformMessage>;
/** A message of the application as it is sent. */
export type AppSays = Said<AppMessage>;

/** A message as it came; `unknown`: a kind that we do not know, which newer peers may send; null: no message at all. */
export const parsePlatformMessage = (wire: Buffer): PlatformMessage | 'unknown' | null =>
  parsed(() => sendIvrData.requestDeserialize(wire), platformMessage);

/** The same for what an application says. */
export const parseAppMessage = (wire: Buffer): AppMessage | 'unknown' | null =>
  parsed(() => sendIvrData.responseDeserialize(wire), appMessage);

const parsed = <Message>(read: () => object, schema: z.ZodType<Message>): Message | 'unknown' | null => {
  try {
    const message = read();
    if (!('payload' in message)) return 'unknown';
    return schema.safeParse(message).data ?? null;
  } catch {
    return null; // Bytes that are no message: protobufjs says so by throwing.
  }
};

/** A time in ms since the epoch as the wire has it. */
export const momentOf = (atMs: number): Moment => {
  const seconds = Math.floor(atMs / 1000);
  return { seconds, nanos: Math.round((atMs - seconds * 1000) * 1e6) };
};

/** Ms since the epoch; null when the far side has not said. */
export const msOf = (at: Moment | null): number | null => (at === null ? null : at.seconds * 1000 + at.nanos / 1e6);
