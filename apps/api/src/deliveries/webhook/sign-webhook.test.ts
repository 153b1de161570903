import { describe, expect, it } from 'vitest';
import { signWebhook } from './sign-webhook.js';

describe('the signature of a webhook', () => {
  it('is what a receiver works out from the secret, the time and the body', () => {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
    const expected = '38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789';
    expect(signWebhook('whsec_test', '{"a":1}', 1_700_000_000_900)).toBe(`t=1700000000,v1=${expected}`);
  });

  it('is another for another body, time or secret', () => {
    const given = [
      signWebhook('a', 'body', 1000),
      signWebhook('b', 'body', 1000),
      signWebhook('a', 'other', 1000),
      signWebhook('a', 'body', 2000),
    ];
    expect(new Set(given).size).toBe(given.length);
  });
});
