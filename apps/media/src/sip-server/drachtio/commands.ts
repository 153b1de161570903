import type { SipRequest, SipResponse } from '@callwright/sip';
import { parseAppMessage } from './app-message.js';

/** How a request is to be proxied. */
export type ProxyCommand = {
  readonly command: 'proxy';
  readonly transactionId: string;
  /** Whether later requests of the dialog are to come by here (Record-Route). */
  readonly remainInDialog: boolean;
  /** Whether every answer is told, or only the last. */
  readonly fullResponse: boolean;
  readonly followRedirects: boolean;
  readonly simultaneous: boolean;
  /** How long to wait for an answer of any kind from one destination; null: as long as SIP waits. */
  readonly provisionalTimeoutMs: number | null;
  readonly finalTimeoutMs: number | null;
  readonly destinations: readonly string[];
  /** Headers to put in place of the request's own. */
  readonly message: SipRequest;
};

/** A request to be sent. */
export type RequestCommand = {
  readonly command: 'request';
  /** Of the INVITE to be cancelled. */
  readonly transactionId: string | null;
  readonly dialogId: string | null;
  /** Where to send it, whatever its URI says. */
  readonly proxyUri: string | null;
  readonly message: SipRequest;
};

/** A response to be sent. */
export type ResponseCommand = {
  readonly command: 'response';
  readonly transactionId: string;
  readonly message: SipResponse;
};

/** What an application asks of SIP itself. */
export type SipCommand = RequestCommand | ResponseCommand | ProxyCommand;

/** What concerns the application's own connection. */
export type ConnectionCommand =
  | { readonly command: 'authenticate'; readonly secret: string; readonly tags: readonly string[] }
  | { readonly command: 'ping' }
  | { readonly command: 'route'; readonly verb: string }
  | { readonly command: 'removeRoute'; readonly verb: string }
  | { readonly command: 'invalid'; readonly reason: string };

/** What an application asks of the server. */
export type AppCommand = ConnectionCommand | SipCommand;

/** A frame from an application: its id, which the answer names, and what it asks. */
export type AppFrame = { readonly id: string; readonly asks: AppCommand };

/** Reads a frame's content, `<id>|<verb>|...[CRLF<message>]`. */
export const parseAppFrame = (content: Uint8Array): AppFrame => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const end = bytes.indexOf('\r\n');
  const leader = bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
  const message = end < 0 ? new Uint8Array() : content.subarray(end + 2);
  const [id = '', verb = '', ...tokens] = leader.split('|');
  return { id, asks: parseCommand(verb, tokens, message) };
};

const parseCommand = (verb: string, tokens: readonly string[], message: Uint8Array): AppCommand => {
  switch (verb) {
    case 'authenticate':
      return { command: 'authenticate', secret: tokens[0] ?? '', tags: (tokens[1] ?? '').split(',').filter(Boolean) };
    case 'ping':
      return { command: 'ping' };
    case 'route':
      return routeOf('route', tokens[0]);
    case 'remove_route':
      return routeOf('removeRoute', tokens[0]);
    case 'sip':
      return parseSip(tokens, message);
    case 'proxy':
      return parseProxy(tokens, message);
    default:
      return { command: 'invalid', reason: 'unknown message type' };
  }
};

// A method of SIP, or one of the library's `cdr:` events.
const routeOf = (command: 'route' | 'removeRoute', verb = ''): AppCommand =>
  /^[a-z]+(:[a-z]+)?$/i.test(verb) && verb.length <= 32
    ? { command, verb: verb.toLowerCase() }
    : { command: 'invalid', reason: 'not a verb' };

const parseSip = (
  [transactionId = '', dialogId = '', proxyUri = '']: readonly string[],
  bytes: Uint8Array,
): AppCommand => {
  const message = parseAppMessage(bytes);
  if (!message) return { command: 'invalid', reason: 'not a SIP message' };
  if (message.kind === 'response') return { command: 'response', transactionId, message };
  return {
    command: 'request',
    transactionId: transactionId || null,
    dialogId: dialogId || null,
    proxyUri: proxyUri || null,
    message,
  };
};

const maxDestinations = 16;

const parseProxy = (tokens: readonly string[], bytes: Uint8Array): AppCommand => {
  const [transactionId = '', remain, full, redirects, forking, provisional = '', final = '', ...destinations] = tokens;
  const message = parseAppMessage(bytes);
  if (message?.kind !== 'request') return { command: 'invalid', reason: 'not a SIP message' };
  if (destinations.length === 0 || destinations.length > maxDestinations) {
    return { command: 'invalid', reason: 'a proxy needs one to sixteen destinations' };
  }
  return {
    command: 'proxy',
    transactionId,
    remainInDialog: remain === 'remainInDialog',
    fullResponse: full === 'fullResponse',
    followRedirects: redirects === 'followRedirects',
    simultaneous: forking === 'simultaneous',
    provisionalTimeoutMs: parseDurationMs(provisional),
    finalTimeoutMs: parseDurationMs(final),
    destinations,
    message,
  };
};

// `2s`, `1500ms`.
const parseDurationMs = (text: string): number | null => {
  const parts = /^(\d{1,6})(ms|s)$/.exec(text);
  if (!parts) return null;
  return Number(parts[1]) * (parts[2] === 's' ? 1000 : 1);
};
