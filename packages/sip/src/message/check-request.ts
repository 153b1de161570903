import { bodyParts, parseMediaType } from './fields/media-type.js';
import { headerOf, headersOf, tokensOf } from './headers.js';
import { parseNameAddress, sipUriOf } from './name-address.js';
import type { SipHeader, SipRequest } from './sip-message.js';

/** What this element can do with requests. Schemes and media types in lower case. */
export type RequestAbilities = {
  readonly methods: readonly string[];
  readonly schemes: readonly string[];
  /** Option tags for Require: `100rel`, `timer`, `replaces` ... */
  readonly extensions: readonly string[];
  /** Types of bodies that are understood; `multipart/*` is looked into. */
  readonly mediaTypes: readonly string[];
};

/** The answer a request gets instead of being looked at, with the headers that say what would have been good. */
export type RequestRefusal = {
  readonly status: 400 | 406 | 415 | 416 | 420 | 501;
  readonly problem: string;
  readonly headers: readonly SipHeader[];
};

/**
 * What of a well-formed request this element cannot do, in the order of RFC 3261 §8.2; undefined when it can be handled.
 * Not for ACK and CANCEL, which nobody refuses (§8.2.2.3). Contents that are marked as optional are no reason (§8.2.3).
 */
export function checkRequest(request: SipRequest, abilities: RequestAbilities): RequestRefusal | undefined {
  if (request.method === 'ACK' || request.method === 'CANCEL') return undefined;
  return (
    checkMethod(request, abilities) ??
    checkScheme(request, abilities) ??
    checkRegistered(request) ??
    checkExtensions(request, abilities) ??
    checkContent(request, abilities) ??
    checkAccept(request)
  );
}

const listed = (name: string, values: readonly string[]): readonly SipHeader[] =>
  values.map((value) => ({ name, value }));

function checkMethod({ method }: SipRequest, { methods }: RequestAbilities): RequestRefusal | undefined {
  if (methods.includes(method)) return undefined;
  return { status: 501, problem: 'Not Implemented', headers: listed('Allow', methods) };
}

function checkScheme({ uri }: SipRequest, { schemes }: RequestAbilities): RequestRefusal | undefined {
  const scheme = uri.slice(0, Math.max(uri.indexOf(':'), 0)).toLowerCase();
  return schemes.includes(scheme) ? undefined : { status: 416, problem: 'Unsupported URI Scheme', headers: [] };
}

/** RFC 3261 §10.3: what is registered is a SIP address, whatever addresses it is bound to. */
function checkRegistered(request: SipRequest): RequestRefusal | undefined {
  const to = parseNameAddress(headerOf(request, 'To') ?? '');
  if (request.method !== 'REGISTER' || (to && sipUriOf(to))) return undefined;
  return { status: 400, problem: 'To Is No SIP Address', headers: [] };
}

function checkExtensions(request: SipRequest, { extensions }: RequestAbilities): RequestRefusal | undefined {
  const unknown = tokensOf(request, 'Require').filter((tag) => !extensions.includes(tag.toLowerCase()));
  if (unknown.length === 0) return undefined;
  return { status: 420, problem: 'Bad Extension', headers: listed('Unsupported', unknown) };
}

function checkContent(request: SipRequest, { mediaTypes }: RequestAbilities): RequestRefusal | undefined {
  const isOptional = /;[ \t]*handling[ \t]*=[ \t]*"?optional/i.test(headerOf(request, 'Content-Disposition') ?? '');
  if (request.body.length === 0 || isOptional) return undefined;
  if (bodyParts(request).some(({ type }) => mediaTypes.includes(type))) return undefined;
  return { status: 415, problem: 'Unsupported Media Type', headers: listed('Accept', mediaTypes) };
}

/**
 * An INVITE is answered with SDP: who takes none cannot be called (RFC 3261 §20.1, §21.4.7). An Accept with nothing in it
 * means just that; one that cannot be read says nothing.
 */
function checkAccept(request: SipRequest): RequestRefusal | undefined {
  const values = headersOf(request, 'Accept');
  const accepted = values.flatMap((value) => parseMediaType(value)?.type ?? []);
  const isSilent = accepted.length === 0 && (values.length === 0 || values.some((value) => value !== ''));
  if (request.method !== 'INVITE' || isSilent) return undefined;
  const takesSdp = accepted.some((type) => ['application/sdp', 'application/*', '*/*'].includes(type));
  return takesSdp ? undefined : { status: 406, problem: 'Not Acceptable', headers: [] };
}
