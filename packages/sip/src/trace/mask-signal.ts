import { encodeText } from '../message/sip-text.js';

/**
 * A SIP message without its secrets: what proves a password, passwords in addresses, keys of encrypted sound (RFC 4568,
 * MIKEY, ICE), and bodies that carry keys a caller pressed (INFO, KPML). An `x` stands for each byte, so lengths stay
 * right. What is no SIP message is treated as one. Takes time in proportion to the length.
 */
export function maskSignal(message: string): string {
  const [whole, head = message, gap = '', body = ''] = /^([\s\S]*?)(\r\n\r\n|\n\n|\r\r)([\s\S]*)$/.exec(message) ?? [];
  const maskedHead = maskHead(head);
  if (whole === undefined) return maskedHead;
  return maskedHead + gap + (carriesKeys(head) ? maskKeys(body) : maskDescription(body));
}

const cross = (text: string): string => 'x'.repeat(encodeText(text).length);

/** Headers with their folded lines (RFC 3261 §7.3.1). */
const maskHead = (head: string): string =>
  head
    .split(/(?<=\n|\r(?!\n))(?![ \t])/)
    .map((header) => (PROOF.test(header) ? maskProof(header) : header))
    .join('')
    .replace(URI_PASSWORD, (_, before: string, password: string) => before + cross(password));

const PROOF = /^(?:(?:proxy-)?authorization|(?:proxy-)?authentication-info)[ \t]*:/i;
/** RFC 3261 §19.1.1: `sip:user:password@host`. */
const URI_PASSWORD = /(\bsips?:[^\s:@<>;,"?]{1,128}:)([^\s:@<>;,"?]{1,128})(?=@)/gi;

/** RFC 7616 §3.4: `response` proves a password and could be used to guess it. Other schemes are secret as a whole. */
function maskProof(header: string): string {
  const [, before = '', scheme = '', rest = ''] = /^([^:]*:\s*)([^\s=]*)([\s\S]*)$/.exec(header) ?? [];
  if (scheme.toLowerCase() !== 'digest' && !/^[^:]*info/i.test(before)) return before + scheme + maskWords(rest);
  const masked = `${scheme}${rest}`.replace(
    /\b((?:response|rspauth)\s*=\s*"?)([^\s",]*)/gi,
    (_, name: string, proof: string) => name + cross(proof),
  );
  return before + masked;
}

const maskWords = (text: string): string => text.replace(/[^\s]+/g, cross);

/** Digits come by INFO in whatever form, and by NOTIFY as KPML (RFC 4730 §5.2). */
const carriesKeys = (head: string): boolean =>
  /^INFO /.test(head) || /^(?:content-type|c)[ \t]*:\s*application\/(?:kpml-response|dtmf)/im.test(head);

/** `Signal=5` keeps its name, so that one sees what kind of a message it was. */
const maskKeys = (body: string): string =>
  body.replace(
    /^([ \t]*[A-Za-z-]{1,32}[ \t]*=)?([^\r\n]*)/gm,
    (_, name: string | undefined, value: string) => (name ?? '') + maskWords(value),
  );

/** Keys of sound in a description; the same lines in other bodies are none, and no loss. */
const maskDescription = (body: string): string =>
  body
    .replace(/^(a=crypto:[^\r\n]*)/gim, (line: string) =>
      line.replace(/(\binline:)([^|;\s]*)/gi, (_, name: string, key: string) => name + cross(key)),
    )
    .replace(/^(a=key-mgmt:\S*|a=ice-pwd:|k=)([^\r\n]*)/gim, (_, name: string, key: string) => name + maskWords(key));
