import { describe, expect, it } from 'vitest';
import { isSignedWebhook, signWebhook } from './signature.js';

const secret = 'whsec';
const body = '{"call_sid":"a"}';
const header = signWebhook(secret, body, 1_000);

describe('the signature of a webhook', () => {
  it('is a time and a keyed hash of time and body', () => {
    expect(header).toMatch(/^t=1000,v1=[0-9a-f]{64}$/);
    expect(isSignedWebhook(header, { secret, body, nowS: 1_010 })).toBe(true);
    expect(isSignedWebhook(` v1=00, ${header} `, { secret, body, nowS: 1_010 })).toBe(true);
  });

  it.each([
    ['another body', header, { secret, body: `${body} `, nowS: 1_000 }],
    ['another secret', header, { secret: 'other', body, nowS: 1_000 }],
    ['an old message', header, { secret, body, nowS: 1_301 }],
    ['a time of its own', header.replace('t=1000', 't=1200'), { secret, body, nowS: 1_200 }],
    ['no signature', undefined, { secret, body, nowS: 1_000 }],
    ['a short one', 't=1000,v1=ab', { secret, body, nowS: 1_000 }],
    ['no time', header.replace('t=1000', 't='), { secret, body, nowS: 1_000 }],
  ])('is refused with %s', (_what, given, against) => {
    expect(isSignedWebhook(given, against)).toBe(false);
  });
});
