import { describe, expect, it } from 'vitest';
import { answerKeepAlive } from './stun-keep-alive.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
/** The transaction of the vectors of RFC 5769, in a request with nothing in it. */
const REQUEST = hex('0001 0000 2112a442 b7e7a701bc34d686fa87dfae');

describe('a keep-alive by STUN', () => {
  it('is told where it came from, as RFC 5769 §2.2 and §2.3 write it', () => {
    const four = answerKeepAlive(REQUEST, { address: '192.0.2.1', port: 32_853 });
    expect(four).toEqual(hex('0101 000c 2112a442 b7e7a701bc34d686fa87dfae 0020 0008 0001 a147 e112a643'));
    const six = answerKeepAlive(REQUEST, { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32_853 });
    const hidden = '0113a9faa5d3f179bc25f4b5bed2b9d9';
    expect(six).toEqual(hex(`0101 0018 2112a442 b7e7a701bc34d686fa87dfae 0020 0014 0002 a147 ${hidden}`));
    expect(answerKeepAlive(REQUEST, { address: '::1', port: 1 })).toHaveLength(44);
  });

  it.each([
    ['line ends', '0d0a0d0a'],
    ['a shorter one', '0001 0000 2112a442'],
    ['another length than it says', '0001 0004 2112a442 b7e7a701bc34d686fa87dfae'],
    ['no cookie', '0001 0000 00000000 b7e7a701bc34d686fa87dfae'],
    ['an answer', '0101 0000 2112a442 b7e7a701bc34d686fa87dfae'],
    ['one that is far too long', `0001 0400 2112a442 b7e7a701bc34d686fa87dfae ${'00'.repeat(1024)}`],
  ])('is not answered when it is none: %s', (_, bytes) => {
    expect(answerKeepAlive(hex(bytes), { address: '192.0.2.1', port: 1 })).toBeNull();
  });
});
