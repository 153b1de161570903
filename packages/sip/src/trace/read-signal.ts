import { type CSeq, parseCSeq } from '../message/cseq.js';
import { headerOf } from '../message/headers.js';
import { parseNameAddress, tagOf } from '../message/name-address.js';
import { parseSipMessage } from '../message/parse-sip-message.js';
import type { SipMessage } from '../message/sip-message.js';
import { decodeText, encodeText } from '../message/sip-text.js';
import { branchOf, parseVia } from '../message/via.js';
import { readSdpBody } from '../offer-answer/read-sdp-body.js';
import type { SdpSession } from '../offer-answer/sdp-session.js';
import type { SignalEntry } from './signal-entry.js';

/** A message of a trace with what it says. */
export type ReadSignal = {
  readonly entry: SignalEntry;
  /** Place in the trace. */
  readonly at: number;
  readonly message: SipMessage;
  readonly callId: string;
  readonly cseq: CSeq;
  /** What makes it the same message when it comes again (RFC 3261 §17). */
  readonly identity: string;
};

/** Reads a message of a trace; null when it is no SIP. */
export function readSignal(entry: SignalEntry, at: number): ReadSignal | null {
  const parsed = parseSipMessage(encodeText(entry.message));
  const message = parsed.ok ? parsed.message : parsed.request;
  const cseq = message && parseCSeq(headerOf(message, 'CSeq') ?? '');
  if (message === undefined || cseq === undefined) return null;
  const callId = headerOf(message, 'Call-ID') ?? '';
  const via = parseVia(headerOf(message, 'Via') ?? '');
  const to = parseNameAddress(headerOf(message, 'To') ?? '');
  const identity = [
    entry.direction,
    entry.remote,
    titleOf(message),
    callId,
    `${cseq.sequence} ${cseq.method}`,
    via && branchOf(via),
    to && tagOf(to),
    headerOf(message, 'RSeq'),
  ].join(' | ');
  return { entry, at, message, callId, cseq, identity };
}

/** `INVITE`, or `200 OK`. */
export const titleOf = (message: SipMessage): string =>
  message.kind === 'request' ? message.method : `${message.status} ${message.reason}`.trimEnd();

/** The description a message carries; null when it has none that can be read. */
export function descriptionOf(message: SipMessage): SdpSession | null {
  const body = readSdpBody(headerOf(message, 'Content-Type'), decodeText(message.body));
  return body.ok ? body.session : null;
}

/** Messages with their repetitions, in the order of their first. */
export function groupSignals(signals: readonly ReadSignal[]): readonly (readonly [ReadSignal, ...ReadSignal[]])[] {
  const groups = new Map<string, [ReadSignal, ...ReadSignal[]]>();
  for (const signal of signals) {
    const group = groups.get(signal.identity);
    if (group === undefined) groups.set(signal.identity, [signal]);
    else group.push(signal);
  }
  return [...groups.values()];
}
