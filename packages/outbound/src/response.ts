import type { IncomingHttpHeaders } from 'node:http';
import type { OutboundHeaders } from './request.js';

/** What a server answered. */
export type OutboundResponse = {
  readonly status: number;
  /** By lower-case name; several of one name are joined by commas. */
  readonly headers: OutboundHeaders;
  /** Decompressed. */
  readonly body: Uint8Array;
  /** The body as text, by the charset of its content type; UTF-8 when it names none that is known. */
  readonly text: () => string;
  /** Where the answer came from, after redirects. May hold secrets of the query: not for logs. */
  readonly url: string;
  readonly attempts: number;
  readonly durationMs: number;
};

/** Header fields as one text each. */
export const flattenHeaders = (headers: IncomingHttpHeaders): OutboundHeaders =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

/** Bytes as text by the charset a content type names. Bytes that are no text become U+FFFD. */
export function decodeText(body: Uint8Array, contentType = ''): string {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  return decoderOf(charset).decode(body);
}

const decoderOf = (charset = 'utf-8') => {
  try {
    return new TextDecoder(charset);
  } catch {
    // A charset nobody knows: UTF-8 is the best guess.
    return new TextDecoder();
  }
};
