import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDial } from './decide-dial.js';
import type { DialDestination, DialPolicy } from './dial-policy.js';

const defaults: DialPolicy = {
  homeCountry: '49',
  allowedPrefixes: [],
  deniedPrefixes: [],
  allowsInternational: false,
  allowsPremium: false,
  emergency: 'deny',
  redirectPrefixes: [],
};

const decide = (text: string, policy: Partial<DialPolicy> = {}, isRedirected = false) =>
  decideDial({ ...defaults, ...policy }, { kind: 'number', text, isRedirected });

const us = { homeCountry: '1' };

describe('decideDial', () => {
  it.each<readonly [string, Partial<DialPolicy>, boolean, string]>([
    ['030 123456', {}, true, 'home'],
    ['+44 20 7946 0123', {}, false, 'international'],
    ['+44 20 7946 0123', { allowsInternational: true }, true, 'international'],
    ['+44 20 7946 0123', { allowedPrefixes: ['+44'] }, true, 'allowedPrefix'],
    ['+44 20 7946 0123', { allowedPrefixes: ['+44'], deniedPrefixes: ['+44 20'] }, false, 'deniedPrefix'],
    ['+44 20 7946 0123', { allowedPrefixes: ['+44 20'], deniedPrefixes: ['+44'] }, true, 'allowedPrefix'],
    ['+44 20 7946 0123', { allowedPrefixes: ['+44'], deniedPrefixes: ['+44'] }, false, 'deniedPrefix'],
    ['+44 20 7946 0123', { allowsInternational: true, deniedPrefixes: ['44'] }, false, 'deniedPrefix'],
    ['030 123456', { deniedPrefixes: ['+49'] }, false, 'deniedPrefix'],
    ['030 123456', { deniedPrefixes: ['+'] }, true, 'home'],
    ['+1 876 555 0123', us, false, 'international'],
    ['+1 204 555 0123', us, true, 'home'],
    ['+7 727 123 4567', { homeCountry: '7' }, false, 'international'],
  ])('%s under %j: %s by the rule %s', (text, policy, isAllowed, rule) => {
    expect(decide(text, policy)).toMatchObject({ isAllowed, rule });
  });

  it.each<readonly [string, Partial<DialPolicy>, boolean, string]>([
    ['0900 1 234567', {}, false, 'premium'],
    ['+49 0900 1 234567', {}, false, 'premium'],
    ['+49 (0)900 1 234567', {}, false, 'premium'],
    ['0900 1 234567', { allowsPremium: true }, true, 'home'],
    ['0900 1 234567', { allowedPrefixes: ['+49'] }, false, 'premium'],
    ['0900 1 234567', { allowedPrefixes: ['+49900'] }, true, 'allowedPrefix'],
    ['1 900 555 0123', us, false, 'premium'],
    ['+881 612345678', { allowsInternational: true }, false, 'premium'],
    ['+44 9012345678', { allowsInternational: true }, false, 'premium'],
    ['+1 1 900 555 0123', us, false, 'notANumber'],
    ['+1 1 876 555 0123', us, false, 'notANumber'],
    ['+1 011 44 7700 900123', us, false, 'notANumber'],
    ['0011900 5550123', { allowsInternational: true }, false, 'notANumber'],
  ])('%s, which costs extra, under %j: %s by the rule %s', (text, policy, isAllowed, rule) => {
    expect(decide(text, policy)).toMatchObject({ isAllowed, rule });
  });

  it.each(['112', '110', '911', '999', '1-1-2', '+49112', '0049 110', '+1911', '+44 999', '+49 0112'])(
    'holds %s for an emergency number, which has a rule of its own',
    (text) => {
      expect(decide(text)).toMatchObject({ isAllowed: false, rule: 'emergency' });
      expect(decide(text, { allowedPrefixes: ['1', '9', '+'], allowsInternational: true })).toMatchObject({
        isAllowed: false,
        rule: 'emergency',
      });
      expect(decide(text, { emergency: 'allow' })).toMatchObject({ isAllowed: true, rule: 'emergency' });
      expect(decide(text, { emergency: 'allow', redirectPrefixes: ['1', '9', '+'] }, true).isAllowed).toBe(false);
    },
  );

  it('knows the emergency numbers of the home country', () => {
    expect(decide('000', { homeCountry: '61' }).rule).toBe('emergency');
    expect(decide('000').rule).toBe('shortNumber');
  });

  it.each<readonly [string, Partial<DialPolicy>, boolean, string]>([
    ['201', {}, false, 'shortNumber'],
    ['201', { allowedPrefixes: ['2'] }, true, 'allowedPrefix'],
    ['201', { allowedPrefixes: ['2'], deniedPrefixes: ['20'] }, false, 'deniedPrefix'],
    ['201', { allowedPrefixes: ['+2'] }, false, 'shortNumber'],
    ['*21#', { allowedPrefixes: ['*21'] }, true, 'allowedPrefix'],
    ['+20 2 12345678', { allowedPrefixes: ['20'] }, false, 'international'],
    ['11833', { allowsPremium: true }, false, 'shortNumber'],
    ['sales', {}, false, 'notANumber'],
    ['+49301234 ext 5', {}, false, 'notANumber'],
    ['', {}, false, 'notANumber'],
  ])('%j under %j: %s by the rule %s', (text, policy, isAllowed, rule) => {
    expect(decide(text, policy)).toMatchObject({ isAllowed, rule });
  });

  it('lets the far side send a call only where both lists allow it', () => {
    const open = { redirectPrefixes: ['+4930', '20'], allowedPrefixes: ['20'] };
    expect(decide('+4930123456', {}, true)).toMatchObject({ isAllowed: false, rule: 'redirect' });
    expect(decide('+4930123456', open, true).isAllowed).toBe(true);
    expect(decide('+4989123456', open, true).rule).toBe('redirect');
    expect(decide('201', open, true).isAllowed).toBe(true);
    expect(decide('+44 20 7946 0123', { redirectPrefixes: ['+'] }, true).rule).toBe('international');
  });

  it('lets users of our own be called, and SIP addresses only of the domains that are listed', () => {
    const address = (uri: string, policy: Partial<DialPolicy> = {}, isRedirected = false) =>
      decideDial({ ...defaults, ...policy }, { kind: 'sipAddress', uri, isRedirected });
    expect(decideDial(defaults, { kind: 'sipUser', username: 'anna' })).toMatchObject({ isAllowed: true });
    expect(address('sip:bob@example.com')).toMatchObject({ isAllowed: false, rule: 'sipAddress' });
    const listed = { allowedPrefixes: ['@Example.com'] };
    expect(address('sip:bob@example.com', listed)).toMatchObject({ isAllowed: true, prefix: '@example.com' });
    expect(address('sip:bob@sub.example.com', listed).isAllowed).toBe(false);
    expect(address('sip:bob@example.com', { ...listed, deniedPrefixes: ['@example.com'] }).isAllowed).toBe(false);
    expect(address('sip:bob@example.com', listed, true).rule).toBe('redirect');
    expect(address('sip:bob@example.com', { ...listed, redirectPrefixes: ['@example.com'] }, true).isAllowed).toBe(
      true,
    );
    expect(address('mailto:bob@example.com', listed).rule).toBe('notANumber');
  });

  it('lets no address of a listed domain lead elsewhere', () => {
    const policy = { ...defaults, allowedPrefixes: ['@example.com'], redirectPrefixes: ['@example.com'] };
    for (const rest of [';maddr=192.0.2.1', ';MADDR=192.0.2.1', ';transport=tcp;maddr=h', '?Route=%3Csip:192.0.2.1%3E'])
      for (const isRedirected of [false, true])
        expect(
          decideDial(policy, { kind: 'sipAddress', uri: `sip:bob@example.com${rest}`, isRedirected }),
        ).toMatchObject({ isAllowed: false, rule: 'sipAddress' });
  });

  it('lets no number that is not allowed be called as an address of a listed domain', () => {
    const address = (user: string, policy: Partial<DialPolicy> = {}) =>
      decideDial(
        { ...defaults, allowedPrefixes: ['@example.com'], ...policy },
        { kind: 'sipAddress', uri: `sip:${user}@example.com` },
      );
    for (const user of ['bob', '201', '+4930123456', '030123456']) expect(address(user).isAllowed).toBe(true);
    for (const user of ['09001234567', '+49900-1234567', '%2B499001234567', '+499001234567;isub=1', '499001234567'])
      expect(address(user)).toMatchObject({ isAllowed: false, rule: 'premium' });
    expect(address('442079460123').rule).toBe('international');
    expect(address('112').rule).toBe('emergency');
    expect(address('112', { emergency: 'allow' })).toMatchObject({ isAllowed: true, number: undefined });
  });

  it('names the number as it is dialled, and says nothing of it in the text', () => {
    expect(decide('030 123456').number).toBe('+4930123456');
    expect(decide('1-1-2').number).toBe('112');
    expect(decide('0900 1 234567')).toMatchObject({ prefix: '+49900', text: expect.not.stringContaining('234567') });
  });

  it('decides on anything, and never allows what it cannot read', () => {
    const destination: fc.Arbitrary<DialDestination> = fc.oneof(
      fc.record({ kind: fc.constant('number' as const), text: fc.string(), isRedirected: fc.boolean() }),
      fc.record({ kind: fc.constant('sipAddress' as const), uri: fc.string(), isRedirected: fc.boolean() }),
    );
    const open: DialPolicy = {
      ...defaults,
      allowsInternational: true,
      allowsPremium: true,
      allowedPrefixes: ['+', ''],
    };
    fc.assert(
      fc.property(destination, (one) => {
        const decision = decideDial(open, one);
        if (decision.isAllowed) expect(decision.number).toMatch(/^\+[1-9]\d{6,14}$/);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
