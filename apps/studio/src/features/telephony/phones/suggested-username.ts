// Longest that a user name may be.
const MOST = 63;

/** A user name out of a name of a person: `Dr. Åsa Lund` gives `dr.asa.lund`. May be empty. */
export const suggestedUsername = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '.')
    .replaceAll(/^\.+|\.+$/g, '')
    .slice(0, MOST);
