import { describe, expect, it } from 'vitest';
import { blankSecrets } from './blank-secrets.js';

describe('blankSecrets', () => {
  it('blanks what proves a password and the keys of the sound, and leaves the length', () => {
    const message = [
      'INVITE sip:b@example.com SIP/2.0',
      'Authorization: Digest username="ann", realm="x", nonce="n", response="0123abcd", uri="sip:b"',
      'Proxy-Authorization: Digest response = "beef", username="ann"',
      '',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4',
    ].join('\r\n');
    const blanked = blankSecrets(message);
    expect(blanked).toHaveLength(message.length);
    for (const secret of ['0123abcd', 'beef', 'WVNf']) expect(blanked).not.toContain(secret);
    for (const kept of ['username="ann"', 'response="xxxxxxxx"', 'inline:xxxx', '|2^20|1:4']) {
      expect(blanked).toContain(kept);
    }
  });

  it('leaves what only looks alike', () => {
    const message = 'SIP/2.0 200 OK\r\nSubject: Authorization: response="mine"\r\n\r\n';
    expect(blankSecrets(message)).toBe(message);
  });
});
