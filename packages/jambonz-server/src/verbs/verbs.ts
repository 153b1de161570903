import { type AckReply, ackReply, type CommandReply, redirectReply } from './replies.js';
import type { Verb, VerbName, VerbOptions } from './verb.js';

/** The names of all verbs (jambonz 0.9; the old `lex`, `rasa` and `dialogflow`, too). */
export const verbNames = [
  ...(['say', 'play', 'gather', 'transcribe', 'listen', 'stream', 'dub', 'config', 'dtmf'] as const),
  ...(['answer', 'alert', 'hangup', 'leave', 'pause', 'redirect', 'tag', 'dial', 'conference'] as const),
  ...(['enqueue', 'dequeue', 'message', 'sip:decline', 'sip:request', 'sip:refer'] as const),
  ...(['llm', 's2s', 'openai_s2s', 'google_s2s', 'deepgram_s2s', 'ultravox_s2s', 'qwen_s2s'] as const),
  ...(['elevenlabs_s2s', 'gptlive_s2s', 'agent', 'pipeline', 'dialogflow', 'lex', 'rasa'] as const),
] as const satisfies readonly VerbName[];

/** A verb's name as a method: `sip:refer` is `sipRefer`, `openai_s2s` is `openaiS2s`. */
type MethodOf<Name extends string> = Name extends `${infer Head}:${infer Tail}`
  ? `${Head}${Capitalize<Tail>}`
  : Name extends `${infer Head}_${infer Tail}`
    ? `${Head}${Capitalize<Tail>}`
    : Name;

/** What a verb's method takes; one whose properties may all be left out may be called without. */
type Given<Name extends VerbName> = VerbOptions[Name] & { readonly id?: string };
type Taken<Name extends VerbName> = Name extends 'say'
  ? [text: string | Given<'say'>]
  : Record<never, never> extends VerbOptions[Name]
    ? [options?: Given<Name>]
    : [options: Given<Name>];

/** A list of verbs that grows by one with each call, in the order they are carried out. */
export type Verbs = {
  readonly [Name in VerbName as MethodOf<Name>]: (...options: Taken<Name>) => Verbs;
} & {
  /** The list so far. */
  readonly all: readonly Verb[];
  /** As the answer to the message it was begun for; with no verbs, the call goes on as it was. */
  readonly asAckReply: () => AckReply;
  /** As a command of its own: in the place of what runs, or behind it when `isQueued`. */
  readonly asRedirect: (isQueued?: boolean) => CommandReply;
};

/**
 * Begins a list of verbs: `verbs(msgid).say('Hello.').hangup().asAckReply()`.
 * @param msgid of the message that the list answers
 */
export const verbs = (msgid: string): Verbs => listOf(msgid, []);

const methodNames = verbNames.map((name) => ({
  name,
  method: name.replace(/[:_](.)/, (_, letter) => letter.toUpperCase()),
}));

const listOf = (msgid: string, all: readonly Verb[]): Verbs => {
  const methods = methodNames.map(({ name, method }) => [
    method,
    (options: string | object = {}) =>
      listOf(msgid, [...all, { verb: name, ...(typeof options === 'string' ? { text: options } : options) } as Verb]),
  ]);
  return {
    ...Object.fromEntries(methods),
    all,
    asAckReply: () => ackReply(msgid, all),
    asRedirect: (isQueued = false) => redirectReply(all, isQueued),
  };
};
