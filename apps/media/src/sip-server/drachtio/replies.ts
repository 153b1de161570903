/** Where a SIP message came from, or went: as an application is told. */
export type Hop = {
  /** `udp`, `tcp`, `tls`, `ws`, `wss`. */
  readonly transport: string;
  readonly address: string;
  readonly port: number;
  readonly sizeBytes: number;
};

const msOfDay = 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** The time of day as the wire has it, in UTC: `14:03:59.120000`. */
export const formatTime = (nowMs: number): string => {
  const ms = Math.floor(nowMs) % msOfDay;
  const seconds = Math.floor(ms / 1000);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${two(hour)}:${two(minute)}:${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}000`;
};

const tokensOf = ({ sizeBytes, transport, address, port }: Hop, nowMs: number): string =>
  `${sizeBytes}|${transport}|${address}|${port}|${formatTime(nowMs)}`;

/** What a message is about: the transaction, and the dialog unless the message is to begin one. */
export type Reference = { readonly transactionId: string; readonly dialogId: string };

/** A message from the network: a request of a dialog, a CANCEL, an ACK, or the answer to a request. */
export const networkMessage = (hop: Hop, nowMs: number, { transactionId, dialogId }: Reference): string =>
  `sip|network|${tokensOf(hop, nowMs)}|${transactionId}|${dialogId}|`;

/** A request of no dialog from the network, and the own address it came in by. */
export const networkRequest = (
  hop: Hop,
  nowMs: number,
  transactionId: string,
  own: { readonly address: string; readonly port: number },
): string => `sip|network|${tokensOf(hop, nowMs)}|${transactionId}||${own.address}|${own.port}|`;

/** A BYE the server made by itself. */
export const unsolicitedRequest = (hop: Hop, nowMs: number, dialogId: string): string =>
  `sip|application|${tokensOf(hop, nowMs)}|unsolicited|${dialogId}|`;

/** That a request was sent, and what it looked like. */
export const requestSent = (frameId: string, hop: Hop, nowMs: number, transactionId: string): string =>
  `response|${frameId}|OK|application|${tokensOf(hop, nowMs)}|${transactionId}|Msg sent:|`;

/** That a response was sent, and what it looked like. */
export const responseSent = (frameId: string, hop: Hop, nowMs: number, about: Reference): string =>
  `response|${frameId}|OK|application|${tokensOf(hop, nowMs)}|${about.transactionId}|${about.dialogId}||Msg sent:|`;

/** An answer a proxied request got; more is to come. */
export const proxyResponse = (frameId: string, hop: Hop, nowMs: number, about: Reference): string =>
  `response|${frameId}|OK|network|${tokensOf(hop, nowMs)}|${about.transactionId}|${about.dialogId}|continue`;

/** That a proxied request has been answered for good. */
export const proxyDone = (frameId: string): string => `response|${frameId}|OK|done`;

/** That something could not be sent. */
export const notSent = (frameId: string, reason: string): string => `response|${frameId}|NOK|${reason}`;
