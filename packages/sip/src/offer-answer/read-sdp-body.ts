import { parseSdp } from './parse-sdp.js';
import type { SdpRefusal } from './refusal.js';
import type { SdpSession } from './sdp-session.js';

/** What a message's body describes: null when it has none (an offer comes later), or why it is refused. */
export type SdpBody =
  | { readonly ok: true; readonly session: SdpSession | null }
  | { readonly ok: false; readonly refusal: SdpRefusal };

/**
 * The description in a message's body; also one among the parts of a multipart body (RFC 5621), as carriers send it beside
 * signalling of their own. Refused are bodies of other kinds by 415 (which is to say `Accept: application/sdp`), and what
 * is no description by 400.
 * @param contentType value of Content-Type; when it is missing, the body tells
 * @param body as text
 */
export function readSdpBody(contentType: string | undefined, body: string): SdpBody {
  if (body.trim() === '') return { ok: true, session: null };
  const text = isMultipart(contentType) ? sdpPart(boundaryOf(contentType ?? ''), body) : sdpAlone(contentType, body);
  if (text === null) {
    const refusal = {
      status: 415,
      reason: 'Unsupported Media Type',
      why: 'The body holds no application/sdp',
    } as const;
    return { ok: false, refusal };
  }
  const parsed = parseSdp(text);
  if (parsed.ok) return parsed;
  const why = `The session description cannot be read: ${parsed.problem}`;
  return { ok: false, refusal: { status: 400, reason: 'Bad Session Description', why } };
}

/** Who sends more parts than that is not read to the end. */
const MAX_PARTS = 16;

const mediaTypeOf = (value: string): string => (value.split(';', 1)[0] ?? '').replace(/\s/g, '').toLowerCase();

const isMultipart = (contentType: string | undefined): boolean =>
  mediaTypeOf(contentType ?? '').startsWith('multipart/');

function sdpAlone(contentType: string | undefined, body: string): string | null {
  const isSdp = contentType === undefined ? /^\s*v=0/.test(body) : mediaTypeOf(contentType) === 'application/sdp';
  return isSdp ? body : null;
}

const boundaryOf = (contentType: string): string | null => {
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? null;
};

/** The first part that is a description (RFC 2046 §5.1). */
function sdpPart(boundary: string | null, body: string): string | null {
  if (boundary === null) return null;
  const [, ...parts] = `\n${body}`.split(`\n--${boundary}`, MAX_PARTS + 1);
  for (const part of parts) {
    const [whole, head = ''] = /^[^\n]*\n([\s\S]*?)\r?\n\r?\n/.exec(part) ?? [];
    const [, type] = /^(?:content-type|c)[ \t]*:([^\r\n]*)/im.exec(head) ?? [];
    if (whole !== undefined && mediaTypeOf(type ?? '') === 'application/sdp') return part.slice(whole.length);
  }
  return null;
}
