/// <reference types="node" />
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../sip-text.js';
import { chooseChallenge, type DigestChallenge, formatChallenge, parseChallenge } from './challenge.js';
import { formatCredentials, parseCredentials } from './credentials.js';
import { answerChallenge, checkCredentials, digestKey } from './digest.js';
import type { DigestHash } from './digest-algorithm.js';

const names = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const;
const hash: DigestHash = (algorithm, text) => createHash(names[algorithm]).update(text).digest('hex');

const user = { username: 'Mufasa', password: 'Circle of Life' };
const turn = { cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ', nonceCount: 1 };
const request = { method: 'GET', uri: '/dir/index.html', body: new Uint8Array(0) };

const challenge: DigestChallenge = {
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  algorithm: 'MD5',
  qop: ['auth', 'auth-int'],
  opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
  isStale: false,
};

describe('answerChallenge', () => {
  // RFC 7616 §3.9.1.
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('gives the response of the example in RFC 7616 with %s', (algorithm, response) => {
    const answer = answerChallenge({ ...challenge, algorithm }, user, { request, turn }, hash);
    expect(answer).toMatchObject({ response, uri: '/dir/index.html', protection: { qop: 'auth', nonceCount: 1 } });
  });

  it('gives the response of RFC 2069 when the challenge has no qop', () => {
    // RFC 2069 §2.4 as corrected by its erratum 749.
    const old = { ...challenge, realm: 'testrealm@host.com', nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093', qop: [] };
    const answer = answerChallenge(old, { ...user, password: 'CircleOfLife' }, { request, turn }, hash);
    expect(answer).toMatchObject({ response: '1949323746fe6a43ef61f9606e7febea', protection: undefined });
  });

  it('protects the body when only auth-int is offered', () => {
    const answer = answerChallenge({ ...challenge, qop: ['auth-int'] }, user, { request, turn }, hash);
    const key = digestKey(user, challenge.realm, 'MD5', hash);
    expect(checkCredentials(answer, key, request, hash)).toBe(true);
    expect(checkCredentials(answer, key, { ...request, body: encodeText('x') }, hash)).toBe(false);
  });
});

describe('checkCredentials', () => {
  it.each(['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess', 'SHA-512-256', 'SHA-512-256-sess'] as const)(
    'takes what was answered with %s, and nothing else',
    (algorithm) => {
      const answer = answerChallenge({ ...challenge, algorithm }, user, { request, turn }, hash);
      const written = parseCredentials(formatCredentials(answer));
      if (!written) throw new Error('not read');
      expect(written).toEqual(answer);
      const key = digestKey(user, challenge.realm, algorithm, hash);
      const isGood = (changed: Partial<typeof written>, method = 'GET') =>
        checkCredentials({ ...written, ...changed }, key, { ...request, method }, hash);
      expect(isGood({})).toBe(true);
      expect(isGood({ response: written.response.replace(/^./, (first) => (first === '0' ? '1' : '0')) })).toBe(false);
      expect(isGood({ response: '' })).toBe(false);
      expect(isGood({ nonce: 'another' })).toBe(false);
      expect(isGood({ uri: 'sip:else@example.com' })).toBe(false);
      expect(isGood({ protection: { qop: 'auth', cnonce: turn.cnonce, nonceCount: 2 } })).toBe(false);
      expect(isGood({}, 'INVITE')).toBe(false);
      const other = digestKey({ ...user, password: 'guess' }, challenge.realm, algorithm, hash);
      expect(checkCredentials(written, other, request, hash)).toBe(false);
    },
  );
});

describe('parseChallenge', () => {
  it('reads a list in qop, with commas inside the quotes, and what is written by formatChallenge', () => {
    const value = 'Digest realm="a, \\"b\\"", nonce="n=1", qop="auth,auth-int,token" ,algorithm=sha-256,stale=TRUE,';
    const read = parseChallenge(value);
    expect(read).toEqual({
      realm: 'a, "b"',
      nonce: 'n=1',
      qop: ['auth', 'auth-int'],
      algorithm: 'SHA-256',
      opaque: undefined,
      isStale: true,
    });
    expect(read && parseChallenge(formatChallenge(read))).toEqual(read);
  });

  it.each([
    ['another scheme', 'Basic realm="a"'],
    ['no nonce', 'Digest realm="a"'],
    ['an algorithm nobody knows', 'Digest realm="a", nonce="b", algorithm=AKAv1-MD5'],
    ['only a qop nobody knows', 'Digest realm="a", nonce="b", qop="token"'],
    ['a parameter twice', 'Digest realm="a", nonce="b", nonce="c"'],
    ['an open quote', 'Digest realm="a, nonce="b"'],
    ['nothing', ''],
  ])('refuses %s', (_, value) => {
    expect(parseChallenge(value)).toBe(undefined);
  });

  it('chooses the first challenge that can be answered', () => {
    const values = ['NTLM', 'Digest realm="a", nonce="1", algorithm=new', 'Digest realm="a", nonce="2"'];
    expect(chooseChallenge(values)).toMatchObject({ nonce: '2', algorithm: 'MD5', qop: [] });
    expect(chooseChallenge(['NTLM'])).toBe(undefined);
  });
});

describe('parseCredentials', () => {
  const whole = 'Digest username="a",realm="b",nonce="c",uri="sip:d",response="EF"';

  it('reads credentials without qop', () => {
    expect(parseCredentials(whole)).toMatchObject({ username: 'a', response: 'ef', protection: undefined });
  });

  it.each([
    ['a count that is none', `${whole},qop=auth,cnonce="x",nc=1`],
    ['a missing cnonce', `${whole},qop=auth,nc=00000001`],
    ['a qop nobody knows', `${whole},qop=token,cnonce="x",nc=00000001`],
    ['an unknown algorithm', `${whole},algorithm=none`],
    ['no user', whole.replace('username="a",', '')],
    ['an empty response', whole.replace('EF', '')],
    ['another scheme', 'NoOneKnowsThisScheme opaque-data=here'],
  ])('refuses %s', (_, value) => {
    expect(parseCredentials(value)).toBe(undefined);
  });
});
