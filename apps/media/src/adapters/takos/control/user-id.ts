/** `name@domain`, as takos names users and lines alike. The domain may have a port. */
export type UserId = { readonly name: string; readonly domain: string };

const USER_ID = /^([^@\s]{1,64})@([a-z0-9[\]:._-]{1,253})$/i;

/** What a user id consists of; null for what is none. */
export const parseUserId = (text: string): UserId | null => {
  const [, name, domain] = USER_ID.exec(text) ?? [];
  return name === undefined || domain === undefined ? null : { name, domain: domain.toLowerCase() };
};

/** The domain of a user id; empty for what is none. */
export const domainOf = (text: string): string => parseUserId(text)?.domain ?? '';
