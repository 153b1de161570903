/** A key that was pressed, as an INFO tells it. */
export type InfoDigit = { readonly digit: string; readonly durationMs: number };

const DEFAULT_MS = 160;
const LONGEST_MS = 5000;
/** Some phones write the numbers that RFC 4733 has for the keys without a digit. */
const numbered: Readonly<Record<string, string>> = { 10: '*', 11: '#', 12: 'A', 13: 'B', 14: 'C', 15: 'D' };

/**
 * The key an INFO tells of: `application/dtmf-relay` (`Signal=5`, `Duration=160`) or `application/dtmf` (`5`). Null when
 * it tells of none, or is about something else.
 */
export const parseInfoDigit = (contentType: string, body: string): InfoDigit | null => {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/dtmf-relay') return relayed(body);
  return type === 'application/dtmf' ? digitOf(body, DEFAULT_MS) : null;
};

const relayed = (body: string): InfoDigit | null => {
  const signal = /^\s*signal\s*=\s*(\S{1,2})\s*$/im.exec(body)?.[1];
  const duration = Number(/^\s*duration\s*=\s*(\d{1,6})\s*$/im.exec(body)?.[1] ?? DEFAULT_MS);
  return signal === undefined ? null : digitOf(signal, duration);
};

const digitOf = (text: string, durationMs: number): InfoDigit | null => {
  const written = text.trim().toUpperCase();
  const digit = numbered[written] ?? written;
  if (!/^[0-9A-D*#]$/.test(digit)) return null;
  return { digit, durationMs: Math.min(Math.max(durationMs, 1), LONGEST_MS) };
};

/** The body of an INFO that sends a key, of type `application/dtmf-relay`. */
export const formatInfoDigit = ({ digit, durationMs }: InfoDigit): string =>
  `Signal=${digit}\r\nDuration=${durationMs}\r\n`;
