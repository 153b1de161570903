import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../message/sip-text.js';
import { maskSignal } from './mask-signal.js';
import { sip } from './signals.fixture.js';

const KEY = 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw';

it.each([
  [
    'Authorization: Digest username="ann", response="abc123", nonce="n"',
    'Authorization: Digest username="ann", response="xxxxxx", nonce="n"',
  ],
  ['authorization:Digest response=abc', 'authorization:Digest response=xxx'],
  [
    'Proxy-Authorization : Digest nonce="n",\r\n Response = \r\n\t"abc"',
    'Proxy-Authorization : Digest nonce="n",\r\n Response = \r\n\t"xxx"',
  ],
  ['Authentication-Info: rspauth="abc", qop=auth', 'Authentication-Info: rspauth="xxx", qop=auth'],
  ['Authorization: Basic YTpi', 'Authorization: Basic xxxx'],
  ['Authorization: Bearer a.b.c', 'Authorization: Bearer xxxxx'],
  ['Contact: <sip:ann:päss@192.0.2.1:5060>', 'Contact: <sip:ann:xxxxx@192.0.2.1:5060>'],
  ['Subject: response="abc"', 'Subject: response="abc"'],
  [
    'Contact: <sip:192.0.2.1:5060>, <sip:b@192.0.2.1:5060;x=y>',
    'Contact: <sip:192.0.2.1:5060>, <sip:b@192.0.2.1:5060;x=y>',
  ],
])('masks what proves a password: %j', (header, masked) => {
  expect(maskSignal(`REGISTER sip:a SIP/2.0\r\n${header}\r\nX: y\r\n\r\n`)).toBe(
    `REGISTER sip:a SIP/2.0\r\n${masked}\r\nX: y\r\n\r\n`,
  );
});

const bodyOf = (message: string) => maskSignal(message).split('\r\n\r\n').slice(1).join('\r\n\r\n');

describe('the body', () => {
  it('of a description loses its keys', () => {
    const body = `v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|2^31;inline:${KEY}\r\na=ice-pwd:secret\r\nk=clear:abc\r\na=key-mgmt:mikey AAAA\r\na=x:${KEY}\r\n`;
    const crossed = 'x'.repeat(KEY.length);
    expect(bodyOf(sip('INVITE sip:a SIP/2.0', [], body))).toBe(
      `v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${crossed}|2^31;inline:${crossed}\r\na=ice-pwd:xxxxxx\r\nk=xxxxxxxxx\r\na=key-mgmt:mikey xxxx\r\na=x:${KEY}\r\n`,
    );
  });

  it('of INFO loses the key that was pressed', () => {
    expect(bodyOf(sip('INFO sip:a SIP/2.0', [], 'Signal=5\r\nDuration=160\r\n'))).toBe('Signal=x\r\nDuration=xxx\r\n');
    expect(bodyOf(sip('INFO sip:a SIP/2.0', ['Content-Type: application/dtmf'], '5'))).toBe('x');
  });

  it('of KPML loses the digits', () => {
    const kpml = sip('NOTIFY sip:a SIP/2.0', ['c: application/kpml-response+xml'], '<kpml-response digits="17"/>');
    expect(bodyOf(kpml)).not.toContain('17');
  });

  it('of others stays', () => {
    expect(bodyOf(sip('MESSAGE sip:a SIP/2.0', [], 'Signal=5'))).toBe('Signal=5');
  });
});

it('keeps the number of bytes, and masks once for all, whatever the message', () => {
  const piece = fc.constantFrom(
    '\r\n',
    '\r\n\r\n',
    '\n',
    'Authorization: ',
    'Digest response="ä1"',
    ' ',
    'a=crypto:1 X inline:',
    'sip:a:b@',
    'INFO ',
    'Signal=',
    'ß',
  );
  const text = fc
    .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 20 })
    .map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, (message) => {
      const masked = maskSignal(message);
      expect(encodeText(masked)).toHaveLength(encodeText(message).length);
      expect(maskSignal(masked)).toBe(masked);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
