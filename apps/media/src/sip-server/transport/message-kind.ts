/**
 * What a message is at a glance, before anything is read properly: a `keepAlive` (line ends, zeros, STUN), a `scanner`
 * that gives its name, a request `outside` dialogs, any `other` message, or `garbage`.
 */
export type MessageKind = 'keepAlive' | 'scanner' | 'outside' | 'other' | 'garbage';

// Enough for the first line, and in nearly all messages for From, To and User-Agent.
const GLANCE_BYTES = 4096;

// Programs that try doors. They may lie about their names; many do not.
const scanners =
  /\n(?:User-Agent|From|f)[ \t]*:[^\r\n]*(?:friendly-scanner|sipvicious|sipcli|sundayddr|vaxsipuseragent|pplsip|iwar|sipscan|sip-scan|smap |sippts)/i;
const toTag = /\n(?:To|t)[ \t]*:[^\r\n]*;[ \t]*tag[ \t]*=/i;

/** Looks at the first bytes of a message; costs little whatever they are. */
export function kindOf(bytes: Uint8Array): MessageKind {
  const [first = 0] = bytes;
  // RFC 5626 §4.4: CRLF; some telephones send zeros; STUN begins with two zero bits (RFC 5389 §6).
  if (bytes.length === 0 || first < 32) return bytes.length > 4 && first === 13 ? atGlance(bytes) : 'keepAlive';
  return atGlance(bytes);
}

function atGlance(bytes: Uint8Array): MessageKind {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, GLANCE_BYTES)).toString('latin1');
  const start = /^[\r\n]*([A-Za-z0-9\-.!%*_+`'~]{1,64})[ /]/.exec(text)?.[1];
  if (start === undefined) return 'garbage';
  if (/^SIP$/i.test(start)) return 'other';
  if (scanners.test(text)) return 'scanner';
  return start === 'ACK' || toTag.test(text) ? 'other' : 'outside';
}
