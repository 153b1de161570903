import type { Verb } from './verb.js';

/** What jambonz takes of one message (ws-requestor.js: maxPayload). A longer one ends its connection to the application. */
export const MAX_REPLY_BYTES = 24 * 1024 - 1;

/** Answers a message of jambonz. */
export type AckReply = {
  readonly type: 'ack';
  readonly msgid: string;
  readonly data?: readonly Verb[];
  /** As it is sent. */
  readonly json: () => string;
};

/** Tells jambonz something unasked. Nothing answers it, unless it is wrong. */
export type CommandReply = {
  readonly type: 'command';
  readonly command: CommandName;
  readonly data?: unknown;
  readonly queueCommand?: boolean;
  /** The leg that is meant; absent: the caller's. */
  readonly callSid?: string;
  readonly tool_call_id?: string;
  readonly json: () => string;
};

/** Commands of jambonz 0.9. */
export const commandNames = [
  ...(['redirect', 'call:status', 'mute:status', 'conf:mute-status', 'conf:hold-status'] as const),
  ...(['conf:participant-action', 'listen:status', 'stream:status', 'transcribe:status', 'record'] as const),
  ...(['whisper', 'sip:request', 'dtmf', 'dub', 'tag', 'boostAudioSignal', 'media:path', 'config', 'dial'] as const),
  ...(['llm:tool-output', 'llm:update', 'tts:tokens', 'tts:flush', 'tts:clear'] as const),
] as const;
/** The name of a command. */
export type CommandName = (typeof commandNames)[number];

/** Answers a message with verbs, or with none: then the call goes on as it was. */
export const ackReply = (msgid: string, verbs: readonly Verb[] = []): AckReply => {
  const message = { type: 'ack' as const, msgid, ...(verbs.length > 0 && { data: verbs }) };
  return { ...message, json: () => JSON.stringify(message) };
};

/** A command other than `redirect` by a list of verbs. */
export const commandReply = (
  command: CommandName,
  data?: unknown,
  more: Pick<CommandReply, 'callSid' | 'queueCommand' | 'tool_call_id'> = {},
): CommandReply => {
  const message = { type: 'command' as const, command, ...(data !== undefined && { data }), ...more };
  return { ...message, json: () => JSON.stringify(message) };
};

/** Verbs unasked: in the place of what runs, or behind it when `isQueued`. */
export const redirectReply = (verbs: readonly Verb[], isQueued = false): CommandReply =>
  commandReply('redirect', verbs, { queueCommand: isQueued });

/**
 * Verbs in as many messages as they need, in order, so that none is longer than jambonz takes: the first answers `msgid`,
 * or is a command when there is none to be answered; the others are queued behind it.
 * @param isQueued of a first message that is a command
 * @throws RangeError when a single verb is too long
 */
export const repliesOf = (
  msgid: string | null,
  verbs: readonly Verb[],
  isQueued = false,
): readonly (AckReply | CommandReply)[] => {
  const first = (part: readonly Verb[]) => (msgid === null ? redirectReply(part, isQueued) : ackReply(msgid, part));
  return partsOf(verbs).map((part, at) => (at === 0 ? first(part) : redirectReply(part, true)));
};

/** Room for what stands around the verbs; a `msgid` is a UUID. */
const ENVELOPE_BYTES = 512;

const partsOf = (verbs: readonly Verb[]): readonly (readonly Verb[])[] => {
  const parts: Verb[][] = [[]];
  let size = 0;
  for (const verb of verbs) {
    const length = Buffer.byteLength(JSON.stringify(verb)) + 1;
    if (length > MAX_REPLY_BYTES - ENVELOPE_BYTES)
      throw new RangeError(`The verb ${verb.verb} is too long to be sent.`);
    if (size + length > MAX_REPLY_BYTES - ENVELOPE_BYTES) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(verb);
    size += length;
  }
  return parts;
};
