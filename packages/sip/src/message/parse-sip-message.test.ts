import { describe, expect, it } from 'vitest';
import { formatSipMessage } from './format-sip-message.js';
import { headerOf, headersOf, withHeader, withHeaderAfter, withHeaderBefore, withoutFirst } from './headers.js';
import { parseSipMessage } from './parse-sip-message.js';
import { decodeText, encodeText } from './sip-text.js';

const lines = [
  'INVITE sip:bob@example.com SIP/2.0',
  'v: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa, SIP/2.0/TCP [2001:db8::1];branch=z9hG4bKb',
  'To: Bob <sip:bob@example.com>',
  'f: "Alice, \\"the caller\\"" <sip:alice@example.com>;tag=1',
  'i: one@example.com',
  'cseq: 1 INVITE',
  'Supported: 100rel,',
  ' timer',
];

const written = (headers: readonly string[], body = ''): Uint8Array =>
  encodeText(`${headers.join('\r\n')}\r\n\r\n${body}`);

const parsed = (headers: readonly string[], body = '') => {
  const result = parseSipMessage(written(headers, body));
  if (!result.ok) throw new Error(result.problem);
  return result.message;
};

describe('parseSipMessage', () => {
  it('spells compact names out and gives the values of a list one by one', () => {
    const message = parsed(lines);
    expect(message).toMatchObject({ kind: 'request', method: 'INVITE', uri: 'sip:bob@example.com' });
    expect(message.headers.map(({ name }) => name)).toEqual([
      'Via',
      'Via',
      'To',
      'From',
      'Call-ID',
      'CSeq',
      'Supported',
      'Supported',
    ]);
    expect(headersOf(message, 'supported')).toEqual(['100rel', 'timer']);
    expect(headerOf(message, 'FROM')).toBe('"Alice, \\"the caller\\"" <sip:alice@example.com>;tag=1');
  });

  it('takes as much body as Content-Length says, and all of it without one', () => {
    expect(decodeText(parsed([...lines, 'l: 3'], 'bodytrailing').body)).toBe('bod');
    expect(decodeText(parsed(lines, 'all of it').body)).toBe('all of it');
  });

  it('reads what is not UTF-8 as Latin-1', () => {
    const bytes = written([...lines, 'Subject: Gr?n']).map((byte) => (byte === 63 ? 0xfc : byte));
    const result = parseSipMessage(bytes);
    expect(result.ok && headerOf(result.message, 'Subject')).toBe('Grün');
  });

  it.each([
    ['no headers end', encodeText('OPTIONS sip:a@b SIP/2.0\r\nTo: <sip:a@b>'), 400],
    ['a body shorter than said', written([...lines, 'Content-Length: 9'], 'short'), 400],
    ['a line that is no header', written([...lines, 'what is this']), 400],
    ['a bare line feed, which would smuggle in a header', written([...lines, 'Subject: a\nContact: <sip:x@y>']), 400],
    ['another version', written(['OPTIONS sip:a@b SIP/3.0', ...lines.slice(1)]), 505],
    ['more headers than allowed', written([...lines, ...Array.from({ length: 600 }, () => 'X: y')]), 513],
    ['more bytes of headers than allowed', written([...lines, `X: ${'y'.repeat(70_000)}`]), 513],
    ['a body beyond the limit', written([...lines, 'Content-Length: 99999999'], 'x'), 513],
  ] as const)('refuses %s', (_, bytes, status) => {
    const result = parseSipMessage(bytes);
    expect(result).toMatchObject({ ok: false, status, request: { kind: 'request' } });
  });

  it('refuses a header in a request that it overlooks in a response, and leaves contents to who reads them', () => {
    const status = (first: string, extra: string): number | undefined => {
      const result = parseSipMessage(written([first, ...lines.slice(1), extra]));
      return result.ok ? undefined : result.status;
    };
    const request = lines[0] ?? '';
    for (const extra of ['Max-Forwards: 256', 'Max-Forwards: x']) {
      expect(status(request, extra)).toBe(400);
      expect(status('SIP/2.0 200 OK', extra)).toBe(undefined);
    }
    for (const extra of ['Content-Type: what', 'Expires: soon', 'Date: never']) {
      expect(status(request, extra)).toBe(undefined);
    }
    for (const extra of ['Contact: <sip:x', 'Record-Route: <>', 'Via: x', 'Call-ID: two']) {
      expect(status(request, extra)).toBe(400);
      expect(status('SIP/2.0 200 OK', extra)).toBe(400);
    }
  });

  it('drops a broken response and what is no SIP without an answer', () => {
    for (const text of ['SIP/2.0 99 Low\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', '', '\r\n\r\n', 'SIP/2.0 200 OK\r\n\r\n']) {
      const result = parseSipMessage(encodeText(text));
      expect(result.ok).toBe(false);
      expect(result.ok || result.request === undefined || result.request.method === 'GET').toBe(true);
    }
  });
});

describe('formatSipMessage', () => {
  it('counts bytes, not characters, and writes what it reads', () => {
    const message = { ...parsed(lines), body: encodeText('grün') };
    const bytes = formatSipMessage(message);
    expect(decodeText(bytes)).toContain('\r\nContent-Length: 5\r\n\r\ngrün');
    const again = parseSipMessage(bytes);
    expect(again.ok && again.message).toEqual(withHeader(message, 'Content-Length', '5'));
  });

  it('writes words that follow one another in one line, and everything else in lines of its own', () => {
    const many = withHeader(withHeader(parsed(lines), 'Allow', 'INVITE', 'ACK', 'BYE'), 'Supported', '', 'timer');
    const text = decodeText(formatSipMessage(withHeader(many, 'Route', '<sip:a;lr>', '<sip:b;lr>')));
    expect(text).toContain('\r\nAllow: INVITE, ACK, BYE\r\n');
    expect(text).toContain('\r\nSupported: \r\nSupported: timer\r\n');
    expect(text).toContain('\r\nRoute: <sip:a;lr>\r\nRoute: <sip:b;lr>\r\n');
    expect(headersOf(parsed(text.split('\r\n')), 'Allow')).toEqual(['INVITE', 'ACK', 'BYE']);
  });

  it('lets no value bring in a header of its own', () => {
    const message = withHeader(parsed(lines), 'Subject', 'a\r\nContact: <sip:x@y>\r\n\r\n');
    const again = parseSipMessage(formatSipMessage(message));
    expect(again.ok && headerOf(again.message, 'Contact')).toBe(undefined);
  });
});

describe('headers', () => {
  it('are changed in their place, without changing the message they came in', () => {
    const message = parsed(lines);
    const changed = withHeader(withHeaderBefore(message, 'Via', 'SIP/2.0/UDP new'), 'i', 'two');
    expect(headersOf(changed, 'v')[0]).toBe('SIP/2.0/UDP new');
    expect(headerOf(changed, 'Call-ID')).toBe('two');
    expect(headersOf(withoutFirst(changed, 'Via'), 'Via')).toEqual(headersOf(message, 'Via'));
    expect(headersOf(withHeaderAfter(message, 'Via', 'last'), 'Via')[2]).toBe('last');
    expect(headerOf(message, 'Call-ID')).toBe('one@example.com');
  });
});
