/**
 * Brings a prefix of a `DialPolicy` into its plain form: `+4930`, `20`, `@example.com`; for checking what people enter.
 * @returns undefined when it is none of these
 */
export function parseDialPrefix(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.startsWith('@'))
    return /^@[a-z0-9.-]{1,253}$|^@\[[0-9a-f:.]{2,45}\]$/.test(trimmed) ? trimmed : undefined;
  const plain = compactPrefix(trimmed).replace(/^00/, '+');
  return /^\+\d{0,15}$|^[\d*#]{1,6}$/.test(plain) ? plain : undefined;
}

/** A prefix without the punctuation of numbers. */
export const compactPrefix = (prefix: string): string => prefix.replace(/[\s\-./()]/g, '');
