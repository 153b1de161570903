import { canonicalName } from './header-names.js';
import type { SipHeader, SipMessage } from './sip-message.js';

/** What has headers: a message, or what could be read of one. */
export type WithHeaders = { readonly headers: readonly SipHeader[] };

const sameName = (name: string): ((header: SipHeader) => boolean) => {
  const wanted = canonicalName(name);
  const lower = wanted.toLowerCase();
  // Names are canonical almost always: what differs in length or is equal needs no change of case.
  return (header) =>
    header.name === wanted || (header.name.length === wanted.length && header.name.toLowerCase() === lower);
};

/** The first value of a header, whatever the case of its name and in its compact form too; undefined when absent. */
export const headerOf = (message: WithHeaders, name: string): string | undefined =>
  message.headers.find(sameName(name))?.value;

/** All values of a header in their order. */
export const headersOf = (message: WithHeaders, name: string): readonly string[] =>
  message.headers.filter(sameName(name)).map(({ value }) => value);

/** Whether the message has the header at all. */
export const hasHeader = (message: WithHeaders, name: string): boolean => message.headers.some(sameName(name));

/** The words of a header that is a list of tokens, such as Require, Supported or Allow; empty when absent. */
export const tokensOf = (message: WithHeaders, name: string): readonly string[] =>
  headersOf(message, name).filter((value) => value !== '');

/** Whether a list of tokens holds one, ignoring case: `hasToken(request, 'Supported', '100rel')`. */
export const hasToken = (message: WithHeaders, name: string, token: string): boolean =>
  tokensOf(message, name).some((word) => word.toLowerCase() === token.toLowerCase());

/** The message with this header in place of all its values: where the first of them stood, or else at the end. */
export function withHeader<M extends SipMessage>(message: M, name: string, ...values: readonly string[]): M {
  const isSame = sameName(name);
  const found = message.headers.findIndex(isSame);
  const at = found < 0 ? message.headers.length : found;
  const fresh = values.map((value) => ({ name: canonicalName(name), value }));
  const rest = message.headers.slice(at).filter((header) => !isSame(header));
  return { ...message, headers: [...message.headers.slice(0, at), ...fresh, ...rest] };
}

/** The message with one more value before the first of its kind (a Via, a Record-Route), or at the top. */
export function withHeaderBefore<M extends SipMessage>(message: M, name: string, value: string): M {
  const found = message.headers.findIndex(sameName(name));
  const at = found < 0 ? 0 : found;
  const added = { name: canonicalName(name), value };
  return { ...message, headers: [...message.headers.slice(0, at), added, ...message.headers.slice(at)] };
}

/** The message with one more value after the last of its kind, or at the end. */
export function withHeaderAfter<M extends SipMessage>(message: M, name: string, value: string): M {
  const found = message.headers.findLastIndex(sameName(name));
  const at = found < 0 ? message.headers.length : found + 1;
  const added = { name: canonicalName(name), value };
  return { ...message, headers: [...message.headers.slice(0, at), added, ...message.headers.slice(at)] };
}

/** The message without the first value of a header: a response without our Via, a request without its first Route. */
export function withoutFirst<M extends SipMessage>(message: M, name: string): M {
  const found = message.headers.findIndex(sameName(name));
  return found < 0 ? message : { ...message, headers: message.headers.filter((_, at) => at !== found) };
}
