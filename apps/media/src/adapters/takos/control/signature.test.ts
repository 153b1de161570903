import { FakeClock } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { createHmacSignature, createNoSignature, MAX_SIGNED_FOR_MS } from './signature.js';

const clock = new FakeClock(1_700_000_000_000);
const secrets: Readonly<Record<string, string>> = { 'a.test': 'of both', 'b.test': 'of both' };
const optionsOf = (domain: string) => ({
  domain,
  nowMs: () => clock.nowMs(),
  secretOf: (other: string) => secrets[other] ?? null,
});
const body = Buffer.from('{"event":"t.friend.call.request"}');
const remoteAddress = '203.0.113.7';

describe('a shared secret', () => {
  const [ours, theirs] = [createHmacSignature(optionsOf('a.test')), createHmacSignature(optionsOf('b.test'))];
  const authorization = theirs.sign(body, 'a.test') ?? '';

  it('proves which server a request is of', () => {
    expect(ours.verify({ authorization, body, remoteAddress })).toBe('b.test');
  });

  it.each([
    ['no header', undefined],
    ['another kind', 'Bearer abc'],
    ['no sign', authorization.replace(/sign="[^"]*",/, '')],
    ['a sign of another length', authorization.replace(/sign="[^"]*"/, 'sign="AAAA"')],
    ['another sign', authorization.replace(/sign="./, 'sign="_')],
    ['another origin of the same secret', authorization.replace('b.test', 'a.test')],
    ['a server nobody knows', authorization.replace('b.test', 'c.test')],
    ['another expiry', authorization.replace('Z"', '0Z"')],
    ['no time at all', authorization.replace(/expire="[^"]*"/, 'expire="soon"')],
  ])('is not proved by %s', (_, header) => {
    expect(ours.verify({ authorization: header, body, remoteAddress })).toBeNull();
  });

  it('holds for this body and for a minute only', () => {
    expect(ours.verify({ authorization, body: Buffer.from('{}'), remoteAddress })).toBeNull();
    clock.advance(59_999);
    expect(ours.verify({ authorization, body, remoteAddress })).toBe('b.test');
    clock.advance(1);
    expect(ours.verify({ authorization, body, remoteAddress })).toBeNull();
  });

  it('is not for later than it is remembered that an event was seen', () => {
    const ahead = createHmacSignature({ ...optionsOf('b.test'), nowMs: () => clock.nowMs() + MAX_SIGNED_FOR_MS });
    const late = ahead.sign(body, 'a.test') ?? '';
    expect(ours.verify({ authorization: late, body, remoteAddress })).toBeNull();
  });

  it('is not there for servers nobody knows', () => {
    expect(ours.sign(body, 'c.test')).toBeNull();
  });
});

describe('no signature', () => {
  const none = createNoSignature(optionsOf('a.test'));
  const authorization = createNoSignature(optionsOf('b.test')).sign(body, 'a.test') ?? '';

  it('is enough on the same machine', () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      expect(none.verify({ authorization, body, remoteAddress: address })).toBe('b.test');
  });

  it('is nothing from elsewhere, or of a server nobody knows', () => {
    expect(none.verify({ authorization, body, remoteAddress })).toBeNull();
    expect(none.verify({ authorization, body, remoteAddress: undefined })).toBeNull();
    const other = authorization.replace('b.test', 'c.test');
    expect(none.verify({ authorization: other, body, remoteAddress: '::1' })).toBeNull();
    expect(none.verify({ authorization: undefined, body, remoteAddress: '::1' })).toBeNull();
  });
});
