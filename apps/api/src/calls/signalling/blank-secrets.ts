// RFC 7616 §3.4: `response` proves the password, and could be used to guess it.
const DIGEST = /^((?:Proxy-)?Authorization\s*:[^\r\n]*?\bresponse\s*=\s*")([^"\r\n]*)/gim;
// RFC 4568 §6.1: the key of SRTP follows `inline:`.
const SRTP_KEY = /^(a=crypto:[^\r\n]*?\binline:)([^|;\s]*)/gim;

/** A SIP message without what proves a password or opens the sound. Its length stays. */
export const blankSecrets = (message: string): string =>
  [DIGEST, SRTP_KEY].reduce(
    (text, secret) => text.replace(secret, (_, before: string, value: string) => before + 'x'.repeat(value.length)),
    message,
  );
