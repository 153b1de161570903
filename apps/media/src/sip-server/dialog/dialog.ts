import {
  hasToken,
  headerOf,
  parameterOf,
  parseNameAddress,
  parseSipUri,
  type SipHeader,
  type SipMessage,
  type SipPath,
  type SipProtocol,
  type SipRequest,
  type SipUri,
  tagIn,
} from '@callwright/sip';
import type { Timer } from '../../platform/clock.js';
import type { OutgoingRequest, SentAck, SipTarget } from '../ports.js';
import type { App } from './app.js';
import { callIdOf, contactOf, dialogIdOf, isLoose, recordRoutesOf, sdpOf, sequenceOf } from './message-parts.js';
import type { SessionTimer } from './session-timer.js';

/** Which end of the dialog is ours. */
export type DialogRole = 'uas' | 'uac';

/** What a dialog begins with: the request, and a response with a To tag. */
export type DialogStart = {
  readonly role: DialogRole;
  readonly request: SipRequest;
  /** Ours as UAS, theirs as UAC. */
  readonly toTag: string;
  /** The first message from the other side: the request, or the response. */
  readonly received: SipMessage;
  readonly path: SipPath;
  readonly application: App;
  /** Of the request that began it. */
  readonly transactionId: string;
};

/** A 2xx to an INVITE of ours: its ACK has this CSeq, and is sent again whenever the 2xx comes again. */
export type AnsweredInvite = { readonly sequence: number; sent: SentAck | null };

/** A dialog (RFC 3261 §12): who talks to whom, by which way, and how far the counting of requests is. */
export class Dialog {
  /** How applications name it; early dialogs of one INVITE share it. */
  readonly appId: string;
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly role: DialogRole;
  readonly method: string;
  readonly transactionId: string;
  application: App;
  isConfirmed = false;
  isEnded = false;
  /** INVITEs of ours that have been answered and not been followed by another. */
  answered: AnsweredInvite | null = null;
  /** Whether an INVITE of ours, or one of theirs, has no final answer (RFC 3261 §14: no other may start). */
  isInviting = false;
  isInvited = false;
  timer: SessionTimer | null = null;
  /** Runs out when nobody sends the credentials its BYE was asked for. */
  leaving: Timer | null = null;
  /** The 2xx that confirmed it said no address: it ends when it has been acknowledged (RFC 3261 §12.1.2). */
  lacksContact = false;
  /** The last reliable provisional response heard, and whether its PRACK has gone (RFC 3262 §4). */
  reliable: { readonly number: number; isAcknowledged: boolean } | null = null;
  /** The last session description we sent: what a refresh repeats. */
  localSdp: Uint8Array | null = null;
  allowsUpdate = false;
  /** What waits for the ACK of the 2xx that began it; null when none is awaited. */
  #untilAck: (() => void)[] | null = null;
  readonly #local: string;
  readonly #remote: string;
  #localContact: string | null = null;
  #target: string;
  #routes: readonly string[];
  #path: SipPath;
  #localSequence: number;
  #remoteSequence: number;

  constructor({ role, request, toTag, received, path, application, transactionId }: DialogStart) {
    const fromTag = tagIn(request, 'From') ?? '';
    const isUas = role === 'uas';
    const from = headerOf(request, 'From') ?? '';
    const to = withTagOnce(headerOf(request, 'To') ?? '', toTag);
    this.role = role;
    this.method = request.method;
    this.callId = callIdOf(request);
    this.appId = dialogIdOf(this.callId, fromTag);
    this.transactionId = transactionId;
    this.application = application;
    this.localTag = isUas ? toTag : fromTag;
    this.remoteTag = isUas ? fromTag : toTag;
    this.#local = isUas ? to : from;
    this.#remote = isUas ? from : to;
    this.#path = path;
    this.#localSequence = isUas ? 0 : sequenceOf(request);
    this.#remoteSequence = isUas ? sequenceOf(request) : 0;
    this.#target = contactOf(received) ?? request.uri;
    // RFC 3261 §12.1.1, §12.1.2: the caller uses them from the far end.
    this.#routes = isUas ? recordRoutesOf(received) : [...recordRoutesOf(received)].reverse();
    this.hear(received, path);
  }

  /** Takes from a message of the other side what it says of its address (a target refresh) and its abilities. */
  hear(message: SipMessage, path: SipPath): void {
    this.#path = path;
    const contact = contactOf(message);
    if (contact !== undefined) this.#target = contact;
    if (headerOf(message, 'Allow') !== undefined) this.allowsUpdate = hasToken(message, 'Allow', 'UPDATE');
  }

  /** Takes from a message of ours what a request the server makes by itself has to repeat. */
  say(message: SipMessage): void {
    this.#localContact = headerOf(message, 'Contact') ?? this.#localContact;
    this.localSdp = sdpOf(message) ?? this.localSdp;
  }

  /** The final answer settles the route set, which early ones had only proposed (RFC 3261 §13.2.2.4). */
  confirm(answer: SipMessage, path: SipPath): void {
    this.isConfirmed = true;
    if (this.role === 'uas') return;
    this.#routes = [...recordRoutesOf(answer)].reverse();
    this.hear(answer, path);
  }

  /** The 2xx that began it is out. */
  awaitAck(): void {
    this.#untilAck = [];
  }

  /** Does it when the ACK is there, or is waited for no more; at once when none is awaited. */
  whenAcknowledged(task: () => void): void {
    if (this.#untilAck === null) task();
    else this.#untilAck.push(task);
  }

  /** The ACK is there, or not waited for any more. @returns whether anything has waited for it */
  acknowledged(): boolean {
    const tasks = this.#untilAck ?? [];
    this.#untilAck = null;
    for (const task of tasks) task();
    return tasks.length > 0;
  }

  /** Whether a request comes after all others of theirs (RFC 3261 §12.2.2); remembers its number if so. */
  isInOrder(request: SipRequest): boolean {
    const sequence = sequenceOf(request);
    if (sequence <= this.#remoteSequence) return false;
    this.#remoteSequence = sequence;
    return true;
  }

  /**
   * A request of ours within the dialog.
   * @param headers besides those of the dialog; a CSeq among them counts when it is higher than ours
   * @param sequence of the INVITE, for an ACK; else the next
   */
  request(method: string, headers: readonly SipHeader[], body: Uint8Array, sequence?: number): OutgoingRequest {
    const number = sequence ?? this.#nextSequence(headers);
    const { uri, routes, hop } = this.#way();
    const contact = this.#localContact !== null && refreshes.has(method) ? this.#localContact : null;
    const own = headers.filter(({ name }) => !ofDialog.has(name));
    const hasContact = own.some(({ name }) => name === 'Contact');
    const request: SipRequest = {
      kind: 'request',
      method,
      uri,
      headers: [
        ...routes.map((value) => ({ name: 'Route', value })),
        { name: 'From', value: this.#local },
        { name: 'To', value: this.#remote },
        { name: 'Call-ID', value: this.callId },
        { name: 'CSeq', value: `${number} ${method}` },
        ...(own.some(({ name }) => name === 'Max-Forwards') ? [] : [{ name: 'Max-Forwards', value: '70' }]),
        ...(contact !== null && !hasContact ? [{ name: 'Contact', value: contact }] : []),
        ...own,
      ],
      body,
    };
    return { request, target: targetOn(hop, this.#path) };
  }

  // RFC 3261 §12.2.1.1: a strict router wants its own address as the Request-URI, and the target last.
  #way(): { readonly uri: string; readonly routes: readonly string[]; readonly hop: string } {
    const [first, ...rest] = this.#routes;
    if (first === undefined) return { uri: this.#target, routes: [], hop: this.#target };
    const hop = parseNameAddress(first)?.uri ?? this.#target;
    if (isLoose(first)) return { uri: this.#target, routes: this.#routes, hop };
    return { uri: hop, routes: [...rest, `<${this.#target}>`], hop };
  }

  #nextSequence(headers: readonly SipHeader[]): number {
    const asked = Number.parseInt(headers.find(({ name }) => name === 'CSeq')?.value ?? '0', 10);
    this.#localSequence = Math.max(this.#localSequence + 1, Number.isSafeInteger(asked) ? asked : 0);
    return this.#localSequence;
  }
}

// What a request within a dialog has from the dialog, whatever the application wrote.
const ofDialog: ReadonlySet<string> = new Set(['From', 'To', 'Call-ID', 'CSeq', 'Via', 'Route', 'Record-Route']);

// Requests that tell the other side our address anew (RFC 3261 §12.2, RFC 3311 §5.1, RFC 6665 §4.4.1).
const refreshes: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER']);

const withTagOnce = (address: string, tag: string): string =>
  /;\s*tag=/i.test(address.slice(address.lastIndexOf('>') + 1)) ? address : `${address};tag=${tag}`;

/**
 * Where to send to reach `uri` for somebody we hear on `path`: on the same connection unless it asks for another
 * transport; and when a caller on UDP names a private address it does not write from, to where it writes from.
 */
export const targetOn = (uri: string, path: SipPath): SipTarget => {
  const parsed = parseSipUri(uri);
  const { protocol, remote, connectionId } = path;
  if (!parsed || !isCarriedBy(parsed, protocol)) return { uri };
  const isBehindNat = protocol === 'udp' && isPrivate(parsed.host) && parsed.host !== remote.address;
  if (!isBehindNat) return { uri, connectionId };
  const host = remote.address.includes(':') ? `[${remote.address}]` : remote.address;
  return { uri: `sip:${host}:${remote.port};transport=udp`, connectionId };
};

// Phones on TCP often do not say so in their Contact, and cannot be reached but on the connection they opened.
const isCarriedBy = ({ scheme, host, parameters }: SipUri, protocol: SipProtocol): boolean => {
  const transport = (parameterOf(parameters, 'transport') ?? '').toLowerCase();
  // RFC 7118 §5: the host of a browser is no host.
  if (host.endsWith('.invalid')) return true;
  if (scheme === 'sips') return protocol === 'tls' || protocol === 'wss';
  return transport === '' || transport === (protocol === 'wss' ? 'ws' : protocol);
};

// RFC 1918, RFC 6598 (carrier-grade NAT), RFC 3927.
const isPrivate = (host: string): boolean =>
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.)/.test(host);
