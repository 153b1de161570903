import { expect, it } from 'vitest';
import { isPrivateAddress, parseTraceAddress } from './trace-address.js';

const isPrivate = (text: string) => {
  const address = parseTraceAddress(text);
  return address && isPrivateAddress(address.bytes);
};

it.each([
  '10.0.0.1',
  '127.0.0.1',
  '0.0.0.0',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '[fd00::1]',
  '[fc00::1]',
  '[fe80::1%eth0]:5060',
  '[febf::1]',
  '[::1]',
  '[::ffff:10.0.0.1]',
])('%s can be reached only from nearby', (text) => {
  expect(isPrivate(text)).toBe(true);
});

it.each([
  '9.0.0.1',
  '11.0.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '192.167.0.1',
  '192.169.0.1',
  '169.253.0.1',
  '168.254.0.1',
  '100.63.0.1',
  '100.128.0.1',
  '[fec0::1]',
  '[fe00::1]',
  '[2001:db8::1]:5060',
  '[::ffff:11.0.0.1]',
])('%s can be reached from anywhere', (text) => {
  expect(isPrivate(text)).toBe(false);
});

it('reads an address with its port', () => {
  expect(parseTraceAddress('192.0.2.1:5060')).toEqual({ bytes: Uint8Array.of(192, 0, 2, 1), port: 5060 });
  const bytes = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xab, 0xcd, 0, 1);
  expect(parseTraceAddress('[2001:db8::abcd:1]:65535')).toEqual({ bytes, port: 65_535 });
  expect(parseTraceAddress('[2001:db8:0:0:0:0:171.205.0.1]')).toEqual({ bytes, port: 0 });
});

it.each(['', 'pbx.example:5060', '2001:db8::1', '1.2.3.4:', '[1.2.3:5060', '1.2.3.4:5060:1'])(
  'takes %j for none',
  (text) => {
    expect(parseTraceAddress(text)).toBeNull();
  },
);
