import { sipHeaders } from '@callwright/protocol';

// What a call needs to be a call is written by us alone; the short ones are compact forms (RFC 3261 §7.3.3).
const OUR_HEADERS =
  /^(via|from|to|call-id|cseq|contact|max-forwards|route|record-route|content-(length|type|encoding)|require|supported|(proxy-)?(authorization|authenticate)|allow|session-expires|min-se|rack|rseq|i|f|t|v|m|l|c|e|k|x)$/i;

/** Whether a header of that name and value may be put on a call: it is none of ours, and cannot smuggle in another. */
export const isSettableHeader = (name: string, value: string): boolean =>
  sipHeaders.safeParse({ [name]: value }).success && !OUR_HEADERS.test(name) && isOneLine(value);

/** Whether a text has no control characters, with which a line of SIP would end. */
export const isOneLine = (text: string): boolean => !/\p{Cc}/u.test(text);
