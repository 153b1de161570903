import { AppError } from '@callwright/protocol';
import { z } from 'zod';
import { type ContentType, parseContentType } from '../content-type.js';

/** A command of the customer's PerCL that we carry out. */
export type PerclCommand =
  | { readonly name: 'AudioStream'; readonly stream: StreamOrder }
  | { readonly name: 'StartRecordCall' }
  | { readonly name: 'Hangup' }
  | { readonly name: 'Reject'; readonly reason: 'busy' | 'rejected' }
  /** One that we do not know; the call goes on with the next. */
  | { readonly name: 'unknown'; readonly written: string };

/** Where a call is streamed, and how. */
export type StreamOrder = {
  readonly uri: URL;
  readonly contentType: ContentType;
  readonly actionUrl: string;
  readonly metadata: readonly string[];
};

const MAX_COMMANDS = 50;
const script = z.array(z.record(z.string().max(64), z.unknown())).max(MAX_COMMANDS);
// Spec 3 §PerCL: every field is required.
const audioStream = z.object({
  location: z.object({ uri: z.url({ protocol: /^https?$/ }).max(2048) }),
  contentType: z.string().max(64),
  actionUrl: z.url({ protocol: /^https?$/ }).max(2048),
  metadata: z.array(z.string().max(4096)).max(50),
});
const reject = z.object({ reason: z.enum(['busy', 'rejected']).optional() });

/**
 * The commands of a PerCL script, in order. An empty answer is an empty script.
 * @throws AppError `protocol.badMessage` for what is no PerCL, or names an AudioStream that cannot be opened
 */
export const parsePercl = (text: string): readonly PerclCommand[] => {
  if (text.trim() === '') return [];
  const { success, data } = script.safeParse(jsonOf(text));
  if (!success) throw badPercl('it is no list of commands');
  return data.map((entry) => {
    const [name, ...others] = Object.keys(entry);
    if (name === undefined || others.length > 0) throw badPercl('an entry must be one command');
    return commandOf(name, entry[name]);
  });
};

const commandOf = (name: string, fields: unknown): PerclCommand => {
  switch (name) {
    case 'AudioStream':
      return { name, stream: streamOf(fields) };
    case 'StartRecordCall':
    case 'Hangup':
      return { name };
    case 'Reject':
      return { name, reason: reject.safeParse(fields).data?.reason ?? 'rejected' };
    default:
      return { name: 'unknown', written: /^\w{1,64}$/.test(name) ? name : 'a command' };
  }
};

const streamOf = (fields: unknown): StreamOrder => {
  const { data, error } = audioStream.safeParse(fields);
  if (!data) throw badPercl(`AudioStream: ${error.issues[0]?.path.join('.') || 'its fields'} is missing or wrong`);
  const contentType = parseContentType(data.contentType);
  if (contentType === null) throw badPercl('AudioStream: contentType is none that there is');
  const { location, actionUrl, metadata } = data;
  return { uri: new URL(location.uri), contentType, actionUrl, metadata };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null; // The schema refuses it.
  }
};

const badPercl = (what: string) => new AppError('protocol.badMessage', `The PerCL is not understood: ${what}.`);
