import { type Data, isData } from './call-info.js';

/** Types of messages on the hook socket, and the kinds they are told as. */
const kinds = {
  'session:new': 'SessionNew',
  'session:redirect': 'SessionRedirect',
  'session:reconnect': 'SessionReconnect',
  'session:adulting': 'SessionAdulting',
  'call:status': 'CallStatus',
  'verb:hook': 'VerbHook',
  'verb:status': 'VerbStatus',
  'dial:confirm': 'DialConfirm',
  'jambonz:error': 'JambonzError',
  'queue:status': 'QueueStatus',
  'llm:event': 'LlmEvent',
  'llm:tool-call': 'LlmToolCall',
  'tts:tokens-result': 'TtsTokensResult',
  'tts:streaming-event': 'TtsStreamingEvent',
} as const;

type Kinds = typeof kinds;

/** A message of jambonz on the hook socket. */
export type HookMessage = {
  readonly kind: Kinds[keyof Kinds];
  readonly msgid: string;
  readonly callSid: string;
  /** As the verb gave it that asked for the hook. */
  readonly hook?: string;
  /** Keys in snake_case, but within `customerData`, `sip`, `env_vars` and `args`. */
  readonly data: Data;
  readonly b3?: string;
};

/** What a hook handler is called with: a message, or that the socket has closed. */
export type HookRequest = HookMessage | { readonly kind: 'Close'; readonly code: number };

/** Messages that jambonz waits for an answer to, 5 s at most; an answer to any other is logged there and dropped. */
export const awaitsAck = ({ kind }: HookRequest): boolean => acked.has(kind);

const acked: ReadonlySet<HookRequest['kind']> = new Set([
  ...(['SessionNew', 'SessionRedirect', 'SessionReconnect', 'SessionAdulting', 'VerbHook', 'DialConfirm'] as const),
]);

/** A message, or why it is none. */
export type ParsedHook =
  | { readonly message: HookMessage }
  | { readonly problem: 'notJson' | 'malformed' | 'unknownType' };

const MAX_ID_LENGTH = 256;

/** Reads a text frame of the hook socket. Never throws. */
export const parseHookMessage = (text: string): ParsedHook => {
  const value = parseJson(text);
  if (value === undefined) return { problem: 'notJson' };
  if (!isData(value) || typeof value.type !== 'string') return { problem: 'malformed' };
  const kind = Object.hasOwn(kinds, value.type) ? kinds[value.type as keyof Kinds] : undefined;
  if (kind === undefined) return { problem: 'unknownType' };
  const { msgid, data, hook, b3 } = value;
  const callSid = value.call_sid ?? (isData(data) ? data.call_sid : undefined);
  if (!isId(msgid) || !isId(callSid)) return { problem: 'malformed' };
  return {
    message: {
      ...{ kind, msgid, callSid, data: isData(data) ? data : {} },
      ...(typeof hook === 'string' && { hook }),
      ...(typeof b3 === 'string' && { b3 }),
    },
  };
};

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH;

/** JSON of a text; undefined when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
