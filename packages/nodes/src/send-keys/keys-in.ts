/** As many as one command sends. */
const MAX_KEYS = 64;

/** The keys a text stands for, without what only separates them; null when there are none, too many, or others. */
export const keysIn = (text: string): string | null => {
  const keys = text.toUpperCase().replace(/[\s()-]/g, '');
  return keys.length <= MAX_KEYS && /^[0-9A-D*#,]+$/.test(keys) ? keys : null;
};
