import { parameterOf, parseParameters } from '../parameters.js';
import { trimBlanks } from '../sip-text.js';
import { parseDelta, parseParameterized } from './parameterized.js';

/** A Session-Expires (RFC 4028 §4): the interval, and which side refreshes. */
export type SessionExpires = { readonly intervalSeconds: number; readonly refresher?: 'uac' | 'uas' };

/** RFC 4028 §5: nobody may ask for a session timer below this. */
export const LEAST_SESSION_SECONDS = 90;

/** Reads a Session-Expires; undefined when malformed. A refresher nobody knows is none. */
export function parseSessionExpires(value: string): SessionExpires | undefined {
  const read = parseParameterized(value);
  const intervalSeconds = parseDelta(read?.value);
  if (!read || intervalSeconds === undefined) return undefined;
  const refresher = parameterOf(read.parameters, 'refresher')?.toLowerCase();
  return refresher === 'uac' || refresher === 'uas' ? { intervalSeconds, refresher } : { intervalSeconds };
}

/** Writes a Session-Expires. */
export const formatSessionExpires = ({ intervalSeconds, refresher }: SessionExpires): string =>
  `${intervalSeconds}${refresher ? `;refresher=${refresher}` : ''}`;

/** The seconds of a Min-SE (RFC 4028 §5), which may have parameters; undefined when malformed. */
export const parseMinSe = (value: string): number | undefined => parseDelta(parseParameterized(value)?.value);

/** A Retry-After (RFC 3261 §20.33): when to come back, and for how long that will do. */
export type RetryAfter = { readonly afterSeconds: number; readonly durationSeconds?: number };

/** Reads a Retry-After, with or without a comment; undefined when malformed. */
export function parseRetryAfter(value: string): RetryAfter | undefined {
  const digits = /^\d{1,40}/.exec(value)?.[0] ?? '';
  const parameters = parseParameters(withoutComment(trimBlanks(value.slice(digits.length))));
  const afterSeconds = parseDelta(digits);
  if (afterSeconds === undefined || !parameters) return undefined;
  const durationSeconds = parseDelta(parameterOf(parameters, 'duration'));
  return durationSeconds === undefined ? { afterSeconds } : { afterSeconds, durationSeconds };
}

/** What stands behind a comment in round brackets; comments within comments are not looked for. */
const withoutComment = (text: string): string =>
  text.startsWith('(') ? trimBlanks(text.slice(text.indexOf(')') + 1)) : text;
