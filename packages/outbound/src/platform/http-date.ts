/** A date of HTTP (RFC 9110 §5.6.7) in ms since the epoch; null when it is none. */
export const parseHttpDate = (text: string): number | null => {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
};
