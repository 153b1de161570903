import { sipWords } from '@callwright/sip';

/** What a registration that failed means, in words that say what to do. `status`: null when nobody answered. */
export const registrationProblem = (status: number | null): string => {
  if (status === null) return `The carrier did not answer: ${own[408]}.`;
  const words = sipWords(status);
  return `The carrier answered ${status} ${words?.name ?? ''}: ${own[status] ?? words?.advice ?? ''}.`;
};

/** Where a refusal of a registration means something else than that of a call. */
const own: Readonly<Record<number, string>> = {
  403: 'check user name and password of the trunk, and whether the account may register from our address',
  404: 'check the user name of the trunk and its domain: the carrier does not know this account',
  408: 'check address, port and transport of the gateway, and the firewall on the way',
};
