import { FakeClock } from '@callwright/flow-engine/testing';
import { type DialPolicy, dialPolicy, workspaceId } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { DialDesk } from './dial-desk.js';

const HOME = workspaceId.parse('home');
const OTHER = workspaceId.parse('other');
const NUMBER = '+12025550123';
let clock: FakeClock;
let refused: string[];

beforeEach(() => {
  clock = new FakeClock(0);
  refused = [];
});
const deskWith = (policy: Partial<DialPolicy> = {}) =>
  new DialDesk({
    clock,
    policyOf: () => ({ ...dialPolicy.parse({}), maxConcurrentCalls: 1000, ...policy }),
    isOwnPhone: (target) => target === 'ada',
    onRefused: (code) => refused.push(code),
  });

describe('the desk everybody who dials comes by', () => {
  it('gives a number as it is to be dialled, and how long the call may last', () => {
    expect(deskWith({ maxCallSeconds: 60 }).admit(HOME, '(202) 555-0123')).toMatchObject({
      target: NUMBER,
      maxTalkMs: 60_000,
    });
  });

  it.each([
    ['premium', '+19005550100', {}],
    ['abroad', '+4930123456', {}],
    ['emergency', '911', {}],
    ['denied', NUMBER, { deniedPrefixes: ['+1202'] }],
    ['no number', 'nobody at all', {}],
  ])('refuses what is %s, and counts it', (_, target, policy) => {
    expect(() => deskWith(policy).admit(HOME, target)).toThrow(expect.objectContaining({ code: 'call.notAllowed' }));
    expect(refused).toEqual(['call.notAllowed']);
  });

  it('never tells the number in its words', () => {
    expect(() => deskWith().admit(HOME, '+19005550100')).toThrow(/^(?!.*5550100).*$/);
  });

  it('lets so many calls be at a time, and each release makes room once', () => {
    const desk = deskWith({ maxConcurrentCalls: 1 });
    const { release } = desk.admit(HOME, NUMBER);
    expect(() => desk.admit(HOME, NUMBER)).toThrow(expect.objectContaining({ code: 'call.busy' }));
    release();
    release();
    desk.admit(HOME, NUMBER);
    expect(() => desk.admit(HOME, NUMBER)).toThrow(/as many calls out/);
  });

  it('lets ten calls come together, then as many as the rate says', () => {
    const desk = deskWith({ maxCallsPerSecond: 2 });
    for (let at = 0; at < 10; at += 1) desk.admit(HOME, NUMBER);
    expect(() => desk.admit(HOME, NUMBER)).toThrow(/calls faster than it may/);
    clock.advance(499);
    expect(() => desk.admit(HOME, NUMBER)).toThrow(/calls faster than it may/);
    clock.advance(1);
    desk.admit(HOME, NUMBER);
    expect(() => desk.admit(HOME, NUMBER)).toThrow(/calls faster than it may/);
  });

  it('counts each workspace for itself, and phones of its own not at all', () => {
    const desk = deskWith({ maxConcurrentCalls: 1 });
    desk.admit(HOME, NUMBER);
    desk.admit(OTHER, NUMBER);
    for (let at = 0; at < 20; at += 1) expect(desk.admit(HOME, 'ada').maxTalkMs).toBeNull();
  });

  it('forgets workspaces that have long been quiet', () => {
    const desk = deskWith();
    for (let at = 0; at < 1_000; at += 1) desk.admit(workspaceId.parse(`w${at}`), NUMBER).release();
    desk.admit(HOME, NUMBER);
    clock.advance(1_000_001);
    desk.admit(OTHER, NUMBER);
    expect(desk.ledgerCount).toBe(2);
  });

  it('lets the far side send calls only where redirects may go', () => {
    const desk = deskWith({ redirectPrefixes: ['+1202'] });
    desk.checkRedirect(HOME, NUMBER);
    desk.checkRedirect(HOME, 'ada');
    expect(() => desk.checkRedirect(HOME, '+13125550123')).toThrow(
      expect.objectContaining({ code: 'call.notAllowed' }),
    );
  });
});
