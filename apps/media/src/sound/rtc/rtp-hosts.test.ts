import { describe, expect, it } from 'vitest';
import { advertisedAddressOf, bindAddressOf, usableRemote } from './rtp-hosts.js';

describe('where sockets of sound are bound', () => {
  it.each([
    ['127.0.0.1', 'ip4', '127.0.0.1'],
    ['127.0.0.1', 'ip6', '::1'],
    ['localhost', 'ip4', '127.0.0.1'],
    ['localhost', 'ip6', '::1'],
    ['0.0.0.0', 'ip6', '::'],
    ['192.0.2.7', 'ip6', '::'],
    ['::', 'ip4', '0.0.0.0'],
    ['2001:db8::7', 'ip6', '2001:db8::7'],
  ] as const)('of a process on %s, for %s, is %s', (host, family, address) => {
    expect(bindAddressOf(host, family)).toBe(address);
  });
});

describe('the address to advertise', () => {
  it('is the public one of the same family, else the one sockets are bound to', () => {
    expect(advertisedAddressOf('0.0.0.0', '203.0.113.5', 'ip4')).toBe('203.0.113.5');
    expect(advertisedAddressOf('127.0.0.1', '2001:db8::5', 'ip4')).toBe('127.0.0.1');
    expect(advertisedAddressOf('127.0.0.1', '203.0.113.5', 'ip6')).toBe('::1');
  });

  it('is one of this machine when sockets are bound to all', () => {
    expect(advertisedAddressOf('0.0.0.0', null, 'ip4')).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(advertisedAddressOf('0.0.0.0', null, 'ip4')).not.toBe('0.0.0.0');
  });
});

describe('a far end', () => {
  it('is written as sockets write it', () => {
    expect(usableRemote({ address: '2001:DB8:0::1', port: 9 })).toEqual({ address: '2001:db8::1', port: 9 });
    expect(usableRemote({ address: '192.0.2.1', port: 9, rtcpPort: 10 })).toEqual({ address: '192.0.2.1', port: 9 });
  });

  it.each([
    ['192.0.2.1', 0],
    ['192.0.2.1', 65_536],
    ['0.0.0.0', 4000],
    ['::', 4000],
    ['phone.example', 4000],
    ['', 4000],
  ])('at %s, port %i, is none', (address, port) => {
    expect(usableRemote({ address, port })).toBeNull();
  });
});
