import type { SipUserEntry } from '@callwright/protocol';
import {
  areSameUris,
  formatNameAddress,
  headerOf,
  headersOf,
  type NameAddress,
  parameterOf,
  parseCSeq,
  parseNameAddress,
  parseSipUri,
} from '@callwright/sip';
import type { Clock } from '../../../platform/clock.js';
import type { Gate } from '../inbound/identify.js';
import type { IncomingRequest } from '../stack/sip-stack.js';
import type { Binding, Bindings } from './bindings.js';

/** What the registrar is made of. */
export type RegistrarParts = { readonly gate: Gate; readonly bindings: Bindings; readonly clock: Clock };

const DEFAULT_SECONDS = 3600;
const LONGEST_SECONDS = 7200;
/** RFC 3261 §20.23; behind a NAT, and over WebSocket, phones come back sooner of themselves. */
const SHORTEST_SECONDS = 60;
/** A phone names itself once or twice. */
const MAX_CONTACTS = 5;

/** Takes the registrations of our own phones (RFC 3261 §10, RFC 5626). */
export class Registrar {
  readonly #parts: RegistrarParts;

  constructor(parts: RegistrarParts) {
    this.#parts = parts;
  }

  /** Answers a REGISTER. */
  async take(request: IncomingRequest): Promise<void> {
    const who = await this.#parts.gate.identify(request);
    if (who === null) return;
    if (who.kind !== 'user' || !isOwn(request, who.user)) {
      await request.respond(403);
      return;
    }
    const status = this.#change(request, who.user);
    if (status === 423) await request.respond(423, { headers: { 'Min-Expires': String(SHORTEST_SECONDS) } });
    else if (status !== 200) await request.respond(status);
    else await this.#confirm(request, who.user);
  }

  #change(request: IncomingRequest, { id }: SipUserEntry): 200 | 400 | 423 | 500 | 503 {
    const { bindings } = this.#parts;
    const contacts = headersOf(request.message, 'Contact');
    const expires = parseSeconds(headerOf(request.message, 'Expires'));
    if (contacts.length > MAX_CONTACTS) return 400;
    if (contacts[0]?.trim() === '*') {
      if (contacts.length > 1 || expires !== 0) return 400;
      bindings.remove(id);
      return 200;
    }
    const wishes = contacts.map((value) => this.#wish(request, value, { userId: id, expires }));
    const good = wishes.flatMap((wish) => (wish === null ? [] : [wish]));
    return good.length < wishes.length ? 400 : this.#keep(good, id);
  }

  #keep(wishes: readonly Wish[], id: SipUserEntry['id']): 200 | 423 | 500 | 503 {
    const { bindings } = this.#parts;
    if (wishes.some(({ seconds }) => seconds > 0 && seconds < SHORTEST_SECONDS)) return 423;
    if (wishes.some(({ binding }) => this.#isOld(binding))) return 500;
    if (bindings.isFull && wishes.length > 0 && bindings.of(id).length === 0) return 503;
    for (const { binding, seconds } of wishes) {
      if (seconds === 0) bindings.remove(id, binding.key);
      else bindings.put(binding);
    }
    return 200;
  }

  #wish(request: IncomingRequest, value: string, given: Given): Wish | null {
    const contact = parseNameAddress(value);
    const sequence = parseCSeq(headerOf(request.message, 'CSeq') ?? '')?.sequence;
    if (!contact || !parseSipUri(contact.uri) || sequence === undefined) return null;
    const asked = parseSeconds(parameterOf(contact.parameters, 'expires')) ?? given.expires ?? DEFAULT_SECONDS;
    const seconds = Math.min(asked, LONGEST_SECONDS);
    const binding: Binding = {
      userId: given.userId,
      contact: contact.uri.slice(0, 512),
      key: keyOf(contact, this.#parts.bindings.of(given.userId)),
      source: request.source,
      userAgent: (headerOf(request.message, 'User-Agent') ?? '').slice(0, 128),
      callId: headerOf(request.message, 'Call-ID') ?? '',
      sequence,
      expiresAtMs: this.#parts.clock.nowMs() + seconds * 1000,
    };
    return { binding, seconds };
  }

  // RFC 3261 §10.3, step 7: what was sent before what we have is too late.
  #isOld({ userId, key, callId, sequence }: Binding): boolean {
    const known = this.#parts.bindings.find(userId, key);
    return known !== undefined && known.callId === callId && sequence <= known.sequence;
  }

  async #confirm(request: IncomingRequest, { id }: SipUserEntry): Promise<void> {
    const nowMs = this.#parts.clock.nowMs();
    const contacts = this.#parts.bindings.of(id).map(({ contact, expiresAtMs }) => {
      const value = String(Math.max(0, Math.round((expiresAtMs - nowMs) / 1000)));
      return formatNameAddress({ uri: contact, parameters: [{ name: 'expires', value }] });
    });
    const isOutbound = /;\s*reg-id\s*=/i.test(headerOf(request.message, 'Contact') ?? '');
    const headers = { Contact: contacts.join(', '), ...(isOutbound && { Require: 'outbound' }) };
    await request.respond(200, { headers });
  }
}

type Wish = { readonly binding: Binding; readonly seconds: number };
type Given = { readonly userId: SipUserEntry['id']; readonly expires: number | null };

/** Nobody registers for somebody else. */
const isOwn = ({ message }: IncomingRequest, { username }: SipUserEntry): boolean => {
  const to = parseNameAddress(headerOf(message, 'To') ?? '');
  return parseSipUri(to?.uri ?? '')?.user?.toLowerCase() === username;
};

const parseSeconds = (text: string | undefined): number | null => {
  if (text === undefined || !/^\d{1,10}$/.test(text.trim())) return null;
  return Number(text);
};

/** RFC 3261 §10.3, step 7: one address may be written in several ways. */
const keyOf = ({ uri, parameters }: NameAddress, known: readonly Binding[]): string => {
  const instance = parameterOf(parameters, '+sip.instance');
  if (instance) return `${instance} ${parameterOf(parameters, 'reg-id') ?? ''}`;
  const parsed = parseSipUri(uri);
  const isSame = (other: string): boolean => {
    const read = parseSipUri(other);
    return parsed !== undefined && read !== undefined && areSameUris(parsed, read);
  };
  return known.find(({ contact }) => isSame(contact))?.key ?? uri;
};
