import type { SipUserResource } from '@callwright/protocol';

/** What is typed into a telephone, in the order in which most ask for it. */
export type PhoneSetting = {
  /** By the name of its words in `telephony.phones.setting`. */
  readonly name: 'server' | 'user' | 'password' | 'realm';
  readonly value: string;
};

// RFC 3261 §19.1.2: the port of SIP when none is named.
const USUAL_PORT = 5060;

/** Where telephones register, as they want it written. @param port null when nobody has told */
export const phoneServer = (hostName: string, port: number | null): string => {
  const host = hostName.includes(':') && !hostName.startsWith('[') ? `[${hostName}]` : hostName;
  return port === null || port === USUAL_PORT ? host : `${host}:${port}`;
};

/** Whether a telephone elsewhere cannot mean this machine by that name. */
export const isOnlyHere = (hostName: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostName);

/** What is typed into somebody's telephone. */
export const phoneSettings = (
  { username, password, realm }: SipUserResource,
  server: string,
): readonly PhoneSetting[] => [
  { name: 'server', value: server },
  { name: 'user', value: username },
  ...(password === undefined ? [] : [{ name: 'password', value: password } as const]),
  { name: 'realm', value: realm },
];

/** Where a telephone is, out of its contact: the address without the rest. */
export const placeOfContact = (contact: string): string =>
  /^<?sips?:(?:[^@>]*@)?(\[[^\]]+\](?::\d+)?|[^;>?]+)/i.exec(contact.trim())?.[1] ?? contact;
