import { headerOf, type SipResponse } from '@callwright/sip';

const MOST_CHARS = 80;

/** What a response says: its status and reason, and what its Warning adds (RFC 3261 §20.43). */
export const saidText = (message: SipResponse): string => {
  const warning = /^\d{3}\s+\S+\s+"(.*)"/.exec(headerOf(message, 'Warning') ?? '')?.[1];
  return `${message.status} ${short(message.reason)}`.trimEnd() + (warning ? ` ("${short(warning)}")` : '');
};

/** A stranger's words, kept short and on one line. */
const short = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').slice(0, MOST_CHARS);
