import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipStreamFramer, type SipStreamItem } from './sip-stream-framer.js';
import { encodeText } from './sip-text.js';

const request = (method: string, body = '', length: string | null = String(body.length)): string =>
  [
    `${method} sip:bob@example.com SIP/2.0`,
    'Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKa',
    'To: <sip:bob@example.com>',
    'From: <sip:alice@example.com>;tag=1',
    'Call-ID: one',
    `CSeq: 1 ${method}`,
    ...(length === null ? [] : [`Content-Length: ${length}`]),
    '',
    body,
  ].join('\r\n');

const told = (items: readonly SipStreamItem[]): readonly string[] =>
  items.map((one) => {
    if (one.item !== 'message' || !one.parsed.ok) return one.item;
    return one.parsed.message.kind === 'request' ? one.parsed.message.method : 'response';
  });

const pushAll = (framer: SipStreamFramer, ...pieces: readonly string[]): readonly string[] =>
  pieces.flatMap((piece) => told(framer.push(encodeText(piece))));

describe('SipStreamFramer', () => {
  it('cuts messages and pings out of a stream, wherever its pieces end', () => {
    const stream = `${request('INVITE', 'v=0\r\n\r\nSIP/2.0')}\r\n\r\n${request('ACK')}${request('BYE')}`;
    const bytes = encodeText(stream);
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (unsorted) => {
        const framer = new SipStreamFramer();
        const ends = [...unsorted, bytes.length].sort((a, b) => a - b);
        const found = ends.flatMap((end, i) => told(framer.push(bytes.subarray(ends[i - 1] ?? 0, end))));
        expect(found.filter((one) => one !== 'pong')).toEqual(['INVITE', 'ping', 'ACK', 'BYE']);
        expect(framer.heldBytes).toBe(0);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('tells a ping from the answer to one', () => {
    const framer = new SipStreamFramer();
    expect(pushAll(framer, '\r\n\r\n', '\r\n', request('ACK'), '\r\n', '\r\n', '\r\n\r', '\n')).toEqual([
      'ping',
      'pong',
      'ACK',
      'pong',
      'ping',
      'ping',
    ]);
  });

  it('goes on behind a message that is refused, as long as its length is known', () => {
    const framer = new SipStreamFramer();
    const items = framer.push(
      encodeText(`${request('INVITE').replace('Call-ID', 'X')}what\r\nl: 2\r\n\r\nhi${request('BYE')}`),
    );
    expect(items.map((one) => one.item === 'message' && one.parsed.ok)).toEqual([false, false, true]);
  });

  it.each([
    ['no Content-Length', request('INVITE', 'x', null), true],
    ['a Content-Length that is none', request('INVITE', 'x', '-5'), true],
    ['a body beyond the limit', request('INVITE', 'x', '5000000'), true],
    ['endless headers', `INVITE sip:a@b SIP/2.0\r\nX: ${'y'.repeat(70_000)}`, true],
    ['a carriage return alone', '\rx', false],
    ['something else than SIP', 'GET / HTTP/1.1\r\n\r\n', true],
  ])('breaks at %s, and ignores the rest', (_, text, isAnswered) => {
    const framer = new SipStreamFramer();
    const [item, ...more] = framer.push(encodeText(text));
    expect(item?.item).toBe('broken');
    expect(more).toEqual([]);
    expect(item?.item === 'broken' && !item.parsed.ok && item.parsed.request !== undefined).toBe(isAnswered);
    expect(framer.push(encodeText(request('BYE')))).toEqual([]);
    expect(framer.heldBytes).toBe(0);
  });

  it('never throws, whatever arrives', () => {
    const piece = fc.oneof(fc.uint8Array(), fc.constantFrom('\r\n', request('BYE'), 'l: 5\r\n\r\n').map(encodeText));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const framer = new SipStreamFramer();
        for (const bytes of pieces) framer.push(bytes);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });
});
