import { FakeClock } from '@callwright/flow-engine/testing';
import { describe, expect, it } from 'vitest';
import { addressKey, plainAddress } from './address-key.js';
import { Crowd } from './crowd.js';
import { kindOf } from './message-kind.js';
import { OwnAddresses } from './own-addresses.js';
import { RateLimiter } from './rate-limiter.js';

describe('the rate of an address', () => {
  it('allows a burst, then so many a second, and forgives with time', () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter(clock, { perSecond: 10, burst: 3 }, 100);
    const take = (count: number): number =>
      Array.from({ length: count }, () => limiter.take('192.0.2.1')).filter(Boolean).length;
    expect(take(10)).toBe(3);
    clock.advance(100);
    expect(take(10)).toBe(1);
    clock.advance(60_000);
    expect(take(10)).toBe(3);
  });

  it('leaves some for others where it is told to', () => {
    const limiter = new RateLimiter(new FakeClock(), { perSecond: 1, burst: 3 }, 100);
    expect([limiter.take('a', 2), limiter.take('a', 2), limiter.left('a'), limiter.take('a')]).toEqual([
      true,
      false,
      2,
      true,
    ]);
  });

  it('is that of one address; of IPv6 a whole /64 is one', () => {
    const limiter = new RateLimiter(new FakeClock(), { perSecond: 1, burst: 1 }, 100);
    expect([limiter.take('192.0.2.1'), limiter.take('192.0.2.2'), limiter.take('192.0.2.1')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([limiter.take('2001:db8:1:2::1'), limiter.take('2001:db8:1:2:ffff::9')]).toEqual([true, false]);
    expect(limiter.take('2001:db8:1:3::1')).toBe(true);
  });

  it('is kept for so many addresses; the one not heard of for longest goes', () => {
    const limiter = new RateLimiter(new FakeClock(), { perSecond: 1, burst: 1 }, 2);
    expect([limiter.take('a'), limiter.take('b'), limiter.take('a'), limiter.take('c')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect([limiter.size, limiter.take('a'), limiter.take('b')]).toEqual([2, false, true]);
  });
});

describe('places for connections', () => {
  it('are bounded for each address and in all, and given back once', () => {
    const crowd = new Crowd(2, 3);
    const leave = crowd.enter('192.0.2.1');
    expect(crowd.enter('192.0.2.1')).toBeDefined();
    expect(crowd.enter('192.0.2.1')).toBeUndefined();
    expect(crowd.enter('192.0.2.2')).toBeDefined();
    expect(crowd.enter('192.0.2.3')).toBeUndefined();
    leave?.();
    leave?.();
    expect(crowd.enter('192.0.2.3')).toBeDefined();
    expect(crowd.enter('192.0.2.4')).toBeUndefined();
  });
});

describe('what a message is at a glance', () => {
  const request = (headers: string): string => `INVITE sip:bob@example.com SIP/2.0\r\n${headers}\r\n\r\n`;
  it.each([
    ['', 'keepAlive'],
    ['\r\n\r\n', 'keepAlive'],
    ['\0', 'keepAlive'],
    ['\0\x01\0\x08STUN, as some telephones send it', 'keepAlive'],
    ['GET / HTTP/1.1\r\n\r\n', 'outside'],
    ['{"json":1}', 'garbage'],
    ['\x80\x08 a packet of RTP', 'garbage'],
    ['SIP/2.0 200 OK\r\n', 'other'],
    [request('To: <sip:bob@example.com>'), 'outside'],
    [`\r\n\r\n${request('To: <sip:bob@example.com>')}`, 'outside'],
    [request('To: <sip:bob@example.com>;tag=1'), 'other'],
    [request('t:<sip:bob@example.com> ; TAG = 1'), 'other'],
    [request('From: <sip:bob@example.com>;tag=1\r\nTo: <sip:bob@example.com>'), 'outside'],
    ['ACK sip:bob@example.com SIP/2.0\r\n', 'other'],
    [request('User-Agent: friendly-scanner'), 'scanner'],
    [request('From: "sipvicious"<sip:100@1.1.1.1>;tag=1'), 'scanner'],
    [request('Subject: about friendly-scanner'), 'outside'],
  ])('%j is %s', (text, kind) => expect(kindOf(Buffer.from(text, 'latin1'))).toBe(kind));
});

describe('addresses', () => {
  it('are taken as IPv4 when they are, and without a zone', () => {
    expect(['::ffff:192.0.2.1', 'fe80::1%eth0', '192.0.2.1', undefined].map(plainAddress)).toEqual([
      ...['192.0.2.1', 'fe80::1', '192.0.2.1', ''],
    ]);
  });

  it('of IPv6 are one by the first 64 bits, however they are written', () => {
    expect([addressKey('2001:db8::1'), addressKey('2001:DB8:0:0:1::'), addressKey('::1')]).toEqual([
      ...['2001:db8:0:0', '2001:db8:0:0', '0:0:0:0'],
    ]);
  });

  it('to the machine itself are its loopback', () => {
    const own = new OwnAddresses(new FakeClock());
    expect([own.towards('127.0.0.9'), own.towards('::1'), own.has('127.0.0.1')]).toEqual(['127.0.0.1', '::1', true]);
    expect(own.towards('192.0.2.1')).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });
});
