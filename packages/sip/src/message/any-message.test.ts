import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReason } from '../cause/reason.js';
import { calledTexts, parseNumberPattern } from '../numbers/number-pattern.js';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { parseAuthHeader } from './auth/auth-header.js';
import { parseChallenge } from './auth/challenge.js';
import { parseCredentials } from './auth/credentials.js';
import { checkRequest } from './check-request.js';
import { bodyParts } from './fields/media-type.js';
import { parseRAck } from './fields/rack.js';
import { parseReferTo } from './fields/refer-to.js';
import { parseReplaces } from './fields/replaces.js';
import { parseRetryAfter, parseSessionExpires } from './fields/session-timer.js';
import { formatSipMessage } from './format-sip-message.js';
import { formatNameAddress, type NameAddress, parseNameAddress } from './name-address.js';
import { parseSipMessage } from './parse-sip-message.js';
import type { SipMessage } from './sip-message.js';
import { decodeText, encodeText } from './sip-text.js';
import { escapeUser, formatSipUri, parseSipUri, type SipUri } from './sip-uri.js';
import { areSameUris } from './uri-equality.js';
import { formatVia, parseVia, type Via } from './via.js';

const token = fc.string({ unit: fc.constantFrom(..."abcXYZ019-.!%*_+`'~"), minLength: 1, maxLength: 12 });
const host = fc.oneof(fc.constantFrom('example.com', '192.0.2.1', '[2001:db8::1]'), fc.domain());
const port = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });
const parameters = fc.array(fc.oneof(fc.record({ name: token }), fc.record({ name: token, value: token })), {
  maxLength: 4,
});
const uri: fc.Arbitrary<SipUri> = fc.record({
  scheme: fc.constantFrom('sip' as const, 'sips' as const),
  user: fc.string({ unit: 'grapheme', minLength: 1 }).map(escapeUser),
  host,
  port,
  parameters: fc.constantFrom([], [{ name: 'transport', value: 'tcp' }, { name: 'lr' }]),
  headers: fc.constant([]),
});
const address: fc.Arbitrary<NameAddress> = fc.record({
  // Line breaks end a header, and an empty name is none.
  displayName: fc.string({ unit: 'grapheme', minLength: 1 }).map((name) => name.replace(/[\r\n]/g, '_')),
  uri: uri.map(formatSipUri),
  parameters,
});
const via: fc.Arbitrary<Via> = fc.record({ transport: fc.constantFrom('UDP', 'TLS', 'WSS'), host, port, parameters });

const value = fc
  .string({ unit: 'grapheme-composite' })
  .map((text) => text.replace(/[\r\n]/g, '').replace(/^[ \t]+|[ \t]+$/g, ''));
const message: fc.Arbitrary<SipMessage> = fc
  .record({
    method: token,
    from: address,
    to: address,
    hops: fc.array(via, { minLength: 1 }),
    text: value,
    id: token,
    body: fc.uint8Array(),
  })
  .map(({ method, from, to, hops, text, id, body }) => ({
    kind: 'request',
    method,
    uri: to.uri,
    headers: [
      ...hops.map((hop) => ({ name: 'Via', value: formatVia(hop) })),
      { name: 'From', value: formatNameAddress(from) },
      { name: 'To', value: formatNameAddress(to) },
      { name: 'Call-ID', value: id },
      { name: 'CSeq', value: `1 ${method}` },
      { name: 'X-Something', value: text },
      { name: 'Content-Length', value: String(body.length) },
    ],
    body,
  }));

const runs = (count: number) => ({ numRuns: fuzzRuns(count), seed: 1 });

describe('any message', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(message, (written) => {
        expect(parseSipMessage(formatSipMessage(written))).toEqual({ ok: true, message: written });
      }),
      runs(300),
    );
  });

  it('gives its addresses, URIs and Vias as they were written', () => {
    fc.assert(
      fc.property(address, uri, via, (one, two, three) => {
        expect(parseNameAddress(formatNameAddress(one))).toEqual(one);
        expect(parseSipUri(formatSipUri(two))).toEqual(two);
        expect(areSameUris(two, two)).toBe(true);
        expect(parseVia(formatVia(three))).toEqual(three);
      }),
      runs(300),
    );
  });

  it('is read or refused, never thrown at, when bytes of it are changed', () => {
    const change = fc.record({
      at: fc.nat(),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(...encodeText('\r\n:;,"<>@ '))),
    });
    let readable = 0;
    fc.assert(
      fc.property(message, fc.array(change, { minLength: 1, maxLength: 2 }), (written, changes) => {
        const bytes = formatSipMessage(written);
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
        const parsed = parseSipMessage(bytes);
        if (!parsed.ok) return;
        readable += 1;
        expect(parseSipMessage(formatSipMessage(parsed.message)).ok).toBe(true);
      }),
      runs(1000),
    );
    expect(readable).toBeGreaterThan(fuzzRuns(100));
  });

  it('is refused when it is any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(parseSipMessage(bytes).ok).toBe(false);
      }),
      runs(1000),
    );
  });
});

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  parseNameAddress,
  parseSipUri,
  parseVia,
  parseAuthHeader,
  parseChallenge,
  parseCredentials,
  parseSessionExpires,
  parseRetryAfter,
  parseRAck,
  parseReplaces,
  parseReferTo,
  parseReason,
  parseNumberPattern: (text) => parseNumberPattern(text, '49'),
  calledTexts: (text) => calledTexts(text, '49'),
};

describe('any text', () => {
  it('never makes a reader throw', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'sip:tel@;,="<>[]%\\ \t0a?&/().*+') }));
    fc.assert(
      fc.property(text, (any) => {
        for (const read of Object.values(readers)) read(any);
      }),
      runs(2000),
    );
  });

  // With anything but time in proportion to the length these would outlast the test.
  it.each([
    ' ',
    '\t',
    ',',
    ';',
    '"',
    '\\',
    '<',
    '>',
    '%',
    '[',
    ':',
    '(',
    '()',
    '=',
    'a=',
    ';a',
    ' ;',
    'a ',
    '%4',
    '"\\',
    ', "',
    '0',
    '\r',
    '\r\n ',
    'é',
  ])('of 60,000 characters, all %j, takes no reader long, alone or in a message', (unit) => {
    const long = unit.repeat(60_000 / unit.length);
    const texts = ['', 'sip:', 'Digest ', '1'].flatMap((start) => [`${start}${long}`, `${start}${long}x`]);
    for (const text of texts) {
      for (const read of Object.values(readers)) read(text);
      for (const name of ['Via', 'Contact', 'X', 'Supported', 'Content-Type']) {
        const parsed = parseSipMessage(encodeText(`BYE sip:a@b SIP/2.0\r\n${name}: ${text}\r\n\r\n`));
        expect(parsed.ok).toBe(false);
      }
      parseSipMessage(encodeText(`${text} ${text}\r\n\r\n`));
    }
  });

  it('in a body makes no reader of parts or abilities throw', () => {
    const abilities = { methods: ['INVITE'], schemes: ['sip'], extensions: [], mediaTypes: ['application/sdp'] };
    const type = fc.oneof(
      fc.string(),
      fc.string().map((boundary) => `multipart/mixed;boundary="${boundary}"`),
    );
    fc.assert(
      fc.property(type, fc.string(), (mediaType, text) => {
        const boundary = mediaType.slice('multipart/mixed;boundary="'.length, -1);
        const request: SipMessage = {
          kind: 'request',
          method: 'INVITE',
          uri: 'sip:a@b',
          headers: [{ name: 'Content-Type', value: mediaType }],
          body: encodeText(`--${boundary}${text}--${boundary}${text}--${boundary}--`),
        };
        expect(bodyParts(request).length).toBeLessThanOrEqual(32);
        checkRequest(request, abilities);
      }),
      runs(1000),
    );
    expect(decodeText(encodeText('ü'))).toBe('ü');
  });
});
