import { describe, expect, it } from 'vitest';
import { decodeEscapes, escapeUser, formatSipUri, parseSipUri } from './sip-uri.js';
import { areSameUris } from './uri-equality.js';

const uri = (text: string) => {
  const read = parseSipUri(text);
  if (!read) throw new Error(`not read: ${text}`);
  return read;
};

describe('parseSipUri', () => {
  it('reads all the parts there can be', () => {
    expect(uri('SIPS:alice:pass@[2001:db8::1]:5061;transport=tcp;lr?Subject=a%20b&Priority=urgent')).toEqual({
      scheme: 'sips',
      user: 'alice',
      password: 'pass',
      host: '[2001:db8::1]',
      port: 5061,
      parameters: [{ name: 'transport', value: 'tcp' }, { name: 'lr' }],
      headers: [
        { name: 'Subject', value: 'a%20b' },
        { name: 'Priority', value: 'urgent' },
      ],
    });
  });

  it.each([
    'sip:example.com',
    'sip:user;par=u%40example.net@example.com',
    'sip:sips%3Auser%40example.com@example.net',
    'sip:+49301234@192.0.2.1:5060;user=phone',
    'sip:*21#@example.com',
    'sips:bob:@example.com?To=x',
    'sip:@example.com',
    'sip:bob@192.0.2.1:5060;opaque=user:epid:YWJj==;gruu',
    'sip:bob@192.0.2.1;alias=192.0.2.9~5060~1;ob',
  ])('writes %s as it was', (text) => {
    expect(formatSipUri(uri(text))).toBe(text);
  });

  it.each([
    'tel:+49301234',
    'sip:',
    'sip::secret@example.com',
    'sip:a@b@example.com',
    'sip:a@example.com:65536',
    'sip:a@example.com:x',
    'sip:a@[2001:db8::1',
    'sip:a b@example.com',
    'sip:%zz@example.com',
    'sip:a@example.com; lr',
    'sip:a@example.com;',
    'sip:a@example.com?x',
    '<sip:a@example.com>',
  ])('refuses %s', (text) => {
    expect(parseSipUri(text)).toBe(undefined);
  });

  it('escapes and unescapes users, and keeps escapes that are no text', () => {
    expect(escapeUser('+49 a@b;c')).toBe('+49%20a%40b%3Bc');
    expect(decodeEscapes(escapeUser('müller #1'))).toBe('müller #1');
    expect(decodeEscapes('%ff')).toBe('%ff');
  });
});

describe('areSameUris', () => {
  // The examples of RFC 3261 §19.1.4, and of RFC 5954 §4.2.
  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com;newparam=5', 'sip:carol@chicago.com;security=on'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
    ['sip:bob@[::ffff:192.0.2.128]', 'sip:bob@[::ffff:c000:280]'],
    ['sip:bob@[2001:DB8::9:1]', 'sip:bob@[2001:db8:0:0:0:0:9:01]'],
  ])('holds %s and %s for the same', (a, b) => {
    expect(areSameUris(uri(a), uri(b))).toBe(true);
    expect(areSameUris(uri(b), uri(a))).toBe(true);
  });

  it.each([
    ['sip:alice@atlanta.com', 'sip:ALICE@atlanta.com'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:carol@chicago.com;security=off', 'sip:carol@chicago.com;security=on'],
    ['sip:bob@biloxi.com', 'sips:bob@biloxi.com'],
    ['sip:a%3Bb@example.com', 'sip:a;b@example.com'],
    ['sip:bob@[2001:db8::1]', 'sip:bob@[2001:db8::2]'],
  ])('tells %s and %s apart', (a, b) => {
    expect(areSameUris(uri(a), uri(b))).toBe(false);
    expect(areSameUris(uri(b), uri(a))).toBe(false);
  });
});
