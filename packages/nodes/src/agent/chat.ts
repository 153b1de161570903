import { withoutSecrets } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { z } from 'zod';

// The chat completion format of OpenAI, which other services and local servers speak as well:
// https://platform.openai.com/docs/api-reference/chat

/** As much as a model may say at once. */
const MAX_WORDS = 1_000;
/** As long as the arguments of a tool may be. */
const MAX_ARGUMENTS = 4_000;
/** What is kept of a conversation: so many messages, of so many characters together. */
const MAX_MESSAGES = 40;
const MAX_HISTORY = 12_000;

const toolCall = z.object({
  id: z.string().min(1).max(200),
  function: z.object({ name: z.string().max(200), arguments: z.string().max(MAX_ARGUMENTS) }),
});
/** A tool a model wants to use. */
export type ToolCall = z.infer<typeof toolCall>;

const reply = z.object({
  content: z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]).nullish(),
  tool_calls: z.array(toolCall).max(16).nullish(),
});

/** What a model answered: words for the caller, tools it wants to use, or both. */
export type Reply = { readonly words: string; readonly toolCalls: readonly ToolCall[] };

/** One message of a conversation. */
export type ChatMessage =
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string | null; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

/** The message of an answer; null when it is none. */
export const parseReply = (message: Json | undefined): Reply | null => {
  const { data } = reply.safeParse(message);
  if (!data) return null;
  const { content } = data;
  const text = Array.isArray(content) ? content.map((part) => part.text ?? '').join(' ') : (content ?? '');
  return { words: bounded(text), toolCalls: (data.tool_calls ?? []).map(withoutReferences) };
};

// A model has no reference to a secret of its own: one in its arguments is none, or somebody's trick.
const withoutReferences = ({ id, function: called }: ToolCall): ToolCall => ({
  id,
  function: { name: called.name, arguments: withoutSecrets(called.arguments) },
});

/** The body of an answer with such a message in it: what a proof lets a service answer. */
export const chatAnswer = (words: string, toolCalls: readonly Pick<ToolCall, 'function'>[] = []): Json => {
  const calls = toolCalls.map((one, at) => ({ id: `call-${at}`, type: 'function', ...one }));
  const message = { role: 'assistant', content: words || null, ...(calls.length > 0 && { tool_calls: calls }) };
  return { choices: [{ message }] };
};

/** What a caller said or keyed, as a message. */
export const heardMessage = (words: string): ChatMessage => ({ role: 'user', content: bounded(words) });

/** What a model answered, as a message. */
export const saidMessage = ({ words, toolCalls }: Reply): ChatMessage => ({
  role: 'assistant',
  content: bounded(words) || null,
  toolCalls,
});

/** A message as it is sent. */
export const sentMessage = (message: ChatMessage): Json => {
  if (message.role !== 'assistant') return message;
  const { role, content, toolCalls } = message;
  const sent = toolCalls.map(({ id, function: called }) => ({ id, type: 'function', function: called }));
  return { role, content, ...(sent.length === 0 ? {} : { tool_calls: sent }) };
};

/** A conversation that has gone on; what is too old is forgotten. */
export const remembered = (history: readonly ChatMessage[], more: readonly ChatMessage[]): readonly ChatMessage[] => {
  let kept = [...history, ...more].slice(-MAX_MESSAGES);
  while (kept.length > 1 && JSON.stringify(kept).length > MAX_HISTORY) kept = kept.slice(1);
  // The answer of a tool that nobody asked for any more would be refused.
  while (kept[0]?.role === 'tool') kept = kept.slice(1);
  return kept;
};

/** What the caller was told last; empty when nothing was. */
export const lastSaid = (history: readonly ChatMessage[]): string =>
  history.findLast(({ role, content }) => role === 'assistant' && content !== null)?.content ?? '';

/** A conversation to read: who said what, the end of it when it is long. */
export const transcriptOf = (history: readonly ChatMessage[]): string =>
  history
    .flatMap(({ role, content }) =>
      role === 'tool' || content === null ? [] : [`${role === 'user' ? 'Caller' : 'Agent'}: ${content}`],
    )
    .join('\n');

const bounded = (text: string) => withoutSecrets(text).trim().slice(0, MAX_WORDS);
