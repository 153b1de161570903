import { digestKey, type SipRequest, type SipResponse } from '@callwright/sip';
import { describe, expect, it } from 'vitest';
import { answerDigest } from './answer-digest.js';
import { challengesOf, checkDigest } from './check-digest.js';
import { digestHash } from './digest-hash.js';
import { Nonces } from './nonces.js';
import { RateLimit } from './rate-limit.js';

const REALM = 'callwright';
const HERE = '192.0.2.1';
const login = { username: 'anna', password: 'correct horse' };
const request: SipRequest = {
  kind: 'request',
  method: 'REGISTER',
  uri: 'sip:127.0.0.1',
  headers: [],
  body: new Uint8Array(),
};

const createBench = () => {
  let nowMs = 0;
  let ids = 0;
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs, startTimer: () => ({ cancel: () => undefined }) };
  const nonces = new Nonces(clock, () => `id-${++ids}`);
  const keys = {
    MD5: digestKey(login, REALM, 'MD5', digestHash),
    'SHA-256': digestKey(login, REALM, 'SHA-256', digestHash),
  };
  const accounts = (name: string) => (name === 'anna' ? [{ keys, owner: 'Anna' }] : []);
  const challenge = (which: (all: readonly string[]) => readonly string[] = (all) => all): SipResponse => ({
    kind: 'response',
    status: 401,
    reason: 'Unauthorized',
    headers: which(challengesOf({ realm: REALM, nonce: nonces.next(HERE), isStale: false }, ['SHA-256', 'MD5'])).map(
      (value) => ({ name: 'WWW-Authenticate', value }),
    ),
    body: new Uint8Array(),
  });
  const check = (value: string, asked: SipRequest = request, address = HERE) =>
    checkDigest(value, asked, { realm: REALM, nonces, address, accounts });
  return { clock, check, challenge, wait: (ms: number) => (nowMs += ms) };
};

const answerTo = (response: SipResponse, with_ = login): string =>
  answerDigest(response, with_, request, 'f00')?.value ?? '';

describe('a digest', () => {
  it('proves who knows the password, by the better hash where both know it', () => {
    const { check, challenge } = createBench();
    const value = answerTo(challenge());
    expect(value).toContain('algorithm=SHA-256');
    expect(check(value)).toEqual({ verdict: 'ok', owner: 'Anna' });
  });

  it('proves it by MD5 as well, for phones that know nothing else', () => {
    const { check, challenge } = createBench();
    const value = answerTo(challenge((all) => all.slice(1)));
    expect(value).toContain('algorithm=MD5');
    expect(check(value)).toEqual({ verdict: 'ok', owner: 'Anna' });
  });

  it('is worth nothing a second time', () => {
    const { check, challenge } = createBench();
    const value = answerTo(challenge());
    check(value);
    expect(check(value)).toEqual({ verdict: 'stale' });
  });

  it('is stale when its nonce is old, or was never ours', () => {
    const { check, challenge, wait } = createBench();
    const value = answerTo(challenge());
    expect(check(value.replace(/nonce="[^"]*"/, 'nonce="made.up.0"'))).toEqual({ verdict: 'stale' });
    wait(301_000);
    expect(check(value)).toEqual({ verdict: 'stale' });
  });

  it('neither proves nor fails anything from an address its nonce was not given to', () => {
    const { check, challenge } = createBench();
    const response = challenge();
    const elsewhere = '192.0.2.2';
    expect(check(answerTo(response), request, elsewhere)).toEqual({ verdict: 'stale' });
    expect(check(answerTo(response, { ...login, password: 'guessed' }), request, elsewhere)).toEqual({
      verdict: 'stale',
    });
    expect(check(answerTo(response))).toEqual({ verdict: 'ok', owner: 'Anna' });
  });

  it.each([
    ['another password', { ...login, password: 'guessed' }],
    ['another name', { ...login, username: 'bert' }],
  ])('is wrong with %s', (_, other) => {
    const { check, challenge } = createBench();
    expect(check(answerTo(challenge(), other))).toEqual({ verdict: 'wrong' });
  });

  it('is wrong for another method or another callee', () => {
    const { check, challenge } = createBench();
    const value = answerTo(challenge());
    expect(check(value, { ...request, method: 'INVITE' })).toEqual({ verdict: 'wrong' });
    expect(check(value, { ...request, uri: 'sip:9@127.0.0.1' })).toEqual({ verdict: 'wrong' });
  });

  it.each(['', 'Basic YTpi', 'Digest', 'Digest username="anna"', `Digest ${'x'.repeat(5000)}`])(
    'is none when it is %j',
    (value) => expect(createBench().check(value)).toEqual({ verdict: 'none' }),
  );

  it('is not given to a realm it is not meant for, nor where nothing we know is asked', () => {
    const { challenge } = createBench();
    expect(answerDigest(challenge(), { ...login, realm: 'elsewhere' }, request, 'f00')).toBeNull();
    const headers = [{ name: 'WWW-Authenticate', value: 'Digest realm="a", nonce="b", algorithm=NEW' }];
    expect(answerDigest({ ...challenge(), headers }, login, request, 'f00')).toBeNull();
  });

  it('is found among challenges that came in one header, and with a list of qualities', () => {
    const headers = [
      {
        name: 'WWW-Authenticate',
        value: 'Digest realm="a", nonce="b", algorithm=NEW, Digest realm="a", nonce="c", qop="auth,auth-int"',
      },
    ];
    const value = answerDigest({ ...createBench().challenge(), headers }, login, request, 'f00')?.value;
    expect(value).toMatch(/nonce="c".*qop=auth, nc=00000001/);
  });
});

describe('a rate limit', () => {
  it('lets a burst through, then so many a second, for each source apart', () => {
    const { clock, wait } = createBench();
    const limit = new RateLimit({ perSecond: 1, burst: 2, clock });
    expect([limit.admits('a'), limit.admits('a'), limit.admits('a'), limit.admits('b')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    wait(1000);
    expect([limit.admits('a'), limit.admits('a')]).toEqual([true, false]);
  });
});
