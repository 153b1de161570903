import { AppError } from '@callwright/protocol';
import { parseHttpDate } from './platform/http-date.js';
import type { OutboundResponse } from './response.js';

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5000;
const WORTH_REPEATING = new Set([429, 502, 503, 504]);

/** Whether another attempt may fare better. */
export const isWorthRepeating = (outcome: OutboundResponse | AppError): boolean =>
  outcome instanceof AppError
    ? outcome.code === 'http.network' || outcome.code === 'http.timeout'
    : WORTH_REPEATING.has(outcome.status);

/**
 * How long to wait before the next attempt: what the server asks for by `Retry-After`, else a pause that doubles.
 * @param attempts attempts so far, from 1
 * @param nowMs ms since the epoch
 */
export function pauseBefore(outcome: OutboundResponse | AppError, attempts: number, nowMs: number): number {
  const asked = outcome instanceof AppError ? undefined : outcome.headers['retry-after'];
  return parseRetryAfter(asked, nowMs) ?? Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
}

/** RFC 9110 §10.2.3: seconds, or a date. */
const parseRetryAfter = (text: string | undefined, nowMs: number): number | null => {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = parseHttpDate(text);
  return atMs === null ? null : Math.max(0, atMs - nowMs);
};
