import { isToken } from './grammar.js';
import { isUri } from './name-address.js';
import { parseSipUri } from './sip-uri.js';

/** What the first line of a message says; `problem` when it is a request that has to be refused, with what is readable. */
export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string; readonly problem?: StartLineProblem }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }
  | { readonly kind: 'none' };

/** Why a request line is refused, in words for a reason phrase. */
export type StartLineProblem = { readonly status: 400 | 505; readonly problem: string };

/** Reads the first line (RFC 3261 §7.1, §7.2). `none` for what cannot be answered: no SIP, or a malformed response. */
export function parseStartLine(line: string): StartLine {
  if (/^SIP\//i.test(line)) return parseStatusLine(line);
  const first = line.indexOf(' ');
  const last = line.lastIndexOf(' ');
  const method = line.slice(0, Math.max(first, 0));
  if (!isToken(method)) return { kind: 'none' };
  const isWhole = last > first;
  const request = {
    kind: 'request',
    method,
    uri: isWhole ? line.slice(first + 1, last) : line.slice(first + 1),
  } as const;
  const problem = isWhole ? problemOf(request.uri, line.slice(last + 1)) : bad('Bad Request-Line');
  return problem ? { ...request, problem } : request;
}

function parseStatusLine(line: string): StartLine {
  // Without a reason the blank before it is obligatory; some leave it out all the same.
  const [, digits = '', reason = ''] = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/is.exec(line) ?? [];
  return digits === '' ? { kind: 'none' } : { kind: 'response', status: Number(digits), reason };
}

const bad = (problem: string): StartLineProblem => ({ status: 400, problem });

function problemOf(uri: string, version: string): StartLineProblem | undefined {
  if (!/^SIP\/\d{1,9}\.\d{1,9}$/i.test(version)) return bad('Bad Request-Line');
  if (!/^SIP\/2\.0$/i.test(version)) return { status: 505, problem: 'Version Not Supported' };
  if (!isUri(uri)) return bad('Bad Request-URI');
  // RFC 3261 §19.1.1, table 1: headers and the method parameter are not allowed in a Request-URI.
  return parseSipUri(uri)?.headers.length ? bad('Headers in Request-URI') : undefined;
}
