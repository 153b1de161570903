import { describe, expect, it } from 'vitest';
import { branchOf, formatVia, hasUniqueBranch, parseVia, responseTarget, stampVia } from './via.js';

const via = (text: string) => {
  const read = parseVia(text);
  if (!read) throw new Error(`not read: ${text}`);
  return read;
};

describe('parseVia', () => {
  it('reads blanks wherever RFC 3261 allows them', () => {
    const read = via('SIP  / 2.0\t/ tcp     spindle.example.com : 5061  ;  branch  =   z9hG4bK9 ;rport');
    expect(read).toMatchObject({ transport: 'TCP', host: 'spindle.example.com', port: 5061 });
    expect(branchOf(read)).toBe('z9hG4bK9');
    expect(formatVia(read)).toBe('SIP/2.0/TCP spindle.example.com:5061;branch=z9hG4bK9;rport');
  });

  it.each([
    '',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP host extra',
    'SIP/3.0/UDP host',
    'HTTP/2.0/UDP host',
    'SIP/2.0/UDP h;;',
    'SIP/2.0/UDP h:0x',
  ])('refuses %j', (text) => {
    expect(parseVia(text)).toBe(undefined);
  });

  it('holds a branch for unique that has something behind the cookie', () => {
    expect(hasUniqueBranch(via('SIP/2.0/UDP h;branch=z9hG4bKa'))).toBe(true);
    expect(hasUniqueBranch(via('SIP/2.0/UDP h;branch=z9hG4bK'))).toBe(false);
    expect(hasUniqueBranch(via('SIP/2.0/UDP h'))).toBe(false);
  });
});

describe('stampVia', () => {
  it.each([
    ['SIP/2.0/UDP 192.0.2.1;branch=b', 'SIP/2.0/UDP 192.0.2.1;branch=b'],
    ['SIP/2.0/UDP phone.example.com', 'SIP/2.0/UDP phone.example.com;received=192.0.2.1'],
    ['SIP/2.0/UDP 10.0.0.1:5060;rport', 'SIP/2.0/UDP 10.0.0.1:5060;rport=4321;received=192.0.2.1'],
    ['SIP/2.0/UDP 192.0.2.1;rport', 'SIP/2.0/UDP 192.0.2.1;rport=4321;received=192.0.2.1'],
    ['SIP/2.0/UDP 10.0.0.1;received=6.6.6.6', 'SIP/2.0/UDP 10.0.0.1;received=192.0.2.1'],
  ])('writes into %s where it came from', (text, stamped) => {
    expect(formatVia(stampVia(via(text), { address: '192.0.2.1', port: 4321 }))).toBe(stamped);
  });

  it('knows an IPv6 address however it is written, and its stamp is read back', () => {
    const source = { address: '2001:db8::1', port: 5060 };
    expect(formatVia(stampVia(via('SIP/2.0/UDP [2001:DB8:0::1]'), source))).toBe('SIP/2.0/UDP [2001:DB8:0::1]');
    const stamped = stampVia(via('SIP/2.0/UDP [2001:db8::9];rport'), source);
    expect(responseTarget(via(formatVia(stamped)))).toEqual({ address: '2001:db8::1', port: 5060 });
  });
});

describe('responseTarget', () => {
  it.each([
    ['SIP/2.0/UDP h:5070', 'h', 5070],
    ['SIP/2.0/UDP h', 'h', undefined],
    ['SIP/2.0/UDP h:5070;received=192.0.2.1', '192.0.2.1', 5070],
    ['SIP/2.0/UDP h:5070;received=192.0.2.1;rport=9', '192.0.2.1', 9],
    ['SIP/2.0/UDP h:5070;maddr=224.0.1.75;received=192.0.2.1', '224.0.1.75', 5070],
    ['SIP/2.0/UDP h:5070;rport=99999', 'h', 5070],
  ])('sends the response to %s to %s', (text, address, port) => {
    expect(responseTarget(via(text))).toEqual({ address, port });
  });
});
