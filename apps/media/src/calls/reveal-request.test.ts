import { SecretVault } from '@callwright/flow-engine';
import { beforeEach, describe, expect, it } from 'vitest';
import { revealRequest } from './reveal-request.js';

let vault: SecretVault;
beforeEach(() => {
  let count = 0;
  vault = new SecretVault(() => `ref${++count}`);
});

const sentAs = (contentType: string, body: string) =>
  revealRequest({ url: 'https://shop.example', headers: [{ name: 'Content-Type', value: contentType }], body }, vault)
    .body;

describe('a secret in a request', () => {
  it('stays one part of the URL, whatever it holds', () => {
    const url = `https://shop.example/${vault.keep('a/../b?c#d')}/pay?key=${vault.keep('1&admin=1 \ud800')}`;
    expect(revealRequest({ url, headers: [] }, vault)).toEqual({
      url: 'https://shop.example/a%2F..%2Fb%3Fc%23d/pay?key=1%26admin%3D1%20%EF%BF%BD',
      headers: [],
    });
  });

  it('may be the address of the service itself', () => {
    const url = `${vault.keep('https://shop.example/t/0')}/${vault.keep('a b')}`;
    expect(revealRequest({ url, headers: [] }, vault).url).toBe('https://shop.example/t/0/a%20b');
  });

  it('stays one text of a JSON document', () => {
    const secret = 'a"}, "admin": {"b\\\n';
    const body = JSON.stringify({ card: vault.keep(secret), sum: `x ${vault.keep('1')}` });
    expect(JSON.parse(sentAs('application/json; charset=utf-8', body) ?? '')).toEqual({ card: secret, sum: 'x 1' });
  });

  it('stays one value of a form', () => {
    const body = sentAs('application/x-www-form-urlencoded', `card=${vault.keep('a+b&c=d')}&sum=1`);
    expect([...new URLSearchParams(body)]).toEqual([
      ['card', 'a+b&c=d'],
      ['sum', '1'],
    ]);
  });

  it('is as it is in plain text and in a header', () => {
    expect(sentAs('text/plain', `card: ${vault.keep('a"&b')}`)).toBe('card: a"&b');
    const headers = [{ name: 'x-card', value: vault.keep('a"&b') }];
    expect(revealRequest({ url: 'https://shop.example', headers }, vault).headers).toEqual([
      { name: 'x-card', value: 'a"&b' },
    ]);
  });
});
