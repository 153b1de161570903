/**
 * A SIP message (RFC 3261 §7) as it came or goes: headers in their order, with their values as written, compact names
 * spelt out. What a value means is read by the functions beside this file, when somebody asks.
 */
export type SipMessage = SipRequest | SipResponse;

/** One header field: its name as RFC 3261 writes it (`Call-ID`, not `i`), and one value; a list of values is several. */
export type SipHeader = { readonly name: string; readonly value: string };

/** A request (RFC 3261 §7.1). */
export type SipRequest = {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly SipHeader[];
  readonly body: Uint8Array;
};

/** A response (RFC 3261 §7.2). `status`: 100 to 699. */
export type SipResponse = {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: Uint8Array;
};
