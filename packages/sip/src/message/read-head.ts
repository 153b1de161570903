import { isToken, splitOutside } from './grammar.js';
import { canonicalName, isListHeader } from './header-names.js';
import { headersOf } from './headers.js';
import type { SipHeader } from './sip-message.js';
import { decodeText, trimBlanks } from './sip-text.js';
import { parseStartLine, type StartLine } from './start-line.js';

/** What a message may take up. `headerCount` counts the values of lists one by one. */
export type SipLimits = { readonly headBytes: number; readonly headerCount: number; readonly bodyBytes: number };

/** Far more than any call needs, far less than would hurt. */
export const defaultSipLimits: SipLimits = { headBytes: 65_536, headerCount: 512, bodyBytes: 1_048_576 };

/** Why a message is refused: the status of the answer and words for its reason phrase. */
export type SipRefusal = { readonly status: 400 | 505 | 513; readonly problem: string };

/** The first line and the headers that could be read; `refusal` when not all could. */
export type SipHead = {
  readonly startLine: StartLine;
  readonly headers: readonly SipHeader[];
  readonly refusal?: SipRefusal;
};

const CR = 13;
const LF = 10;

/** Where the empty line behind the headers begins; -1 when there is none before `limit`. */
export function endOfHead(bytes: Uint8Array, start: number, limit: number): number {
  for (let at = bytes.indexOf(CR, start); at >= 0 && at < limit; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] === LF && bytes[at + 2] === CR && bytes[at + 3] === LF) return at;
  }
  return -1;
}

/** Reads what stands before the empty line. */
export function readHead(bytes: Uint8Array, limits: SipLimits): SipHead {
  const [firstLine = '', ...lines] = decodeText(bytes).split('\r\n');
  return { startLine: parseStartLine(firstLine), ...readHeaders(lines, limits) };
}

/** The bytes Content-Length announces; undefined when the header is missing, `bad` when it is no number or stands twice. */
export function contentLengthOf(headers: readonly SipHeader[]): number | 'bad' | undefined {
  const [value, second] = headersOf({ headers }, 'Content-Length');
  if (value === undefined) return undefined;
  return second === undefined && /^\d{1,15}$/.test(value) ? Number(value) : 'bad';
}

function readHeaders(lines: readonly string[], { headerCount }: SipLimits): Omit<SipHead, 'startLine'> {
  const headers: SipHeader[] = [];
  let refusal: SipRefusal | undefined;
  for (const line of unfold(lines)) {
    const read = readHeaderLine(line);
    if (read.length === 0) refusal ??= { status: 400, problem: 'Bad Header Line' };
    if (headers.length + read.length > headerCount) {
      return { headers, refusal: { status: 513, problem: 'Too Many Headers' } };
    }
    headers.push(...read);
  }
  return { headers, refusal };
}

/** RFC 3261 §7.3.1: a line that begins with a blank goes on with the one before it, with one blank between them. */
function unfold(lines: readonly string[]): readonly string[] {
  const whole: string[][] = [];
  for (const line of lines) {
    const last = whole.at(-1);
    if (last && /^[ \t]/.test(line)) last.push(trimBlanks(line));
    else whole.push([line]);
  }
  return whole.map((parts) => parts.join(' '));
}

/** The values of one line, or none when it is no header. A bare CR or LF would let one header smuggle in another. */
function readHeaderLine(line: string): readonly SipHeader[] {
  const colon = line.indexOf(':');
  const written = trimBlanks(line.slice(0, Math.max(colon, 0)));
  if (!isToken(written) || /[\r\n]/.test(line)) return [];
  const name = canonicalName(written);
  const value = trimBlanks(line.slice(colon + 1));
  return (isListHeader(name) ? splitOutside(value, ',') : [value]).map((one) => ({ name, value: one }));
}
