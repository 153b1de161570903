import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isMulticast, isNowhere, parseSdpAddress } from './sdp-address.js';

const address = (text: string) => parseSdpAddress(text) ?? { family: 'name', address: 'none' };

it('tells the families apart', () => {
  const familyOf = (text: string) => parseSdpAddress(text)?.family;
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV6(), (four, six) => {
      expect([familyOf(four), familyOf(six)]).toEqual(['ip4', 'ip6']);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

it.each(['::', '::1', '1::', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:1.2.3.4', '::ffff:1.2.3.4'])(
  'takes %s for IPv6',
  (text) => {
    expect(parseSdpAddress(text)).toEqual({ family: 'ip6', address: text });
  },
);

it.each([
  ':',
  ':::',
  '1',
  '1:2',
  '1::2::3',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '1.2.3.4::',
  ':1:2:3:4:5:6:7',
  '12345::',
  '::1.2.3',
])('does not take %s for IPv6', (text) => {
  expect(parseSdpAddress(text)?.family).not.toBe('ip6');
});

it.each(['media.example.com', 'host', 'a-b_c.d.', 'x1'])('takes %s for a name', (text) => {
  expect(parseSdpAddress(text)).toEqual({ family: 'name', address: text });
});

it.each(['', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.256', '-a.b', 'a..b', 'a b', 'fe80::1%eth0', 'ä.example'])(
  'takes %j for nothing',
  (text) => {
    expect(parseSdpAddress(text)).toBeNull();
  },
);

it('knows who is nobody, and who is many', () => {
  expect(
    ['0.0.0.0', '::', '0:0:0:0:0:0:0:0', 'example.invalid', '192.0.2.1', '::1', 'host'].map((text) =>
      isNowhere(address(text)),
    ),
  ).toEqual([true, true, true, true, false, false, false]);
  expect(
    ['224.0.0.1', '255.255.255.255', 'ff02::1', 'FF3E::1', '223.0.0.1', 'fe80::1', 'ff02'].map((text) =>
      isMulticast(address(text)),
    ),
  ).toEqual([true, true, true, true, false, false, false]);
});
