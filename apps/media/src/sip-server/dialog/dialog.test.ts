import type { SipProtocol } from '@callwright/sip';
import { describe, expect, it } from 'vitest';
import { targetOn } from './dialog.js';
import { fakePath } from './fake-layer.js';

const heardOn = (protocol: SipProtocol) => ({ ...fakePath, protocol, connectionId: 'same' });
const isSame = (uri: string, protocol: SipProtocol): boolean =>
  targetOn(uri, heardOn(protocol)).connectionId === 'same';

describe('the other side of a dialog', () => {
  it.each([
    ['sip:a@192.0.2.7', 'udp'],
    ['sip:a@192.0.2.7', 'tcp'],
    ['sip:a@192.0.2.7;transport=TCP', 'tcp'],
    ['sip:a@192.0.2.7;transport=tls', 'tls'],
    ['sips:a@192.0.2.7', 'tls'],
    ['sip:a@x1y2.invalid;transport=ws', 'wss'],
    ['sip:a@x1y2.invalid', 'ws'],
  ] as const)('is reached where it writes from: %s by %s', (uri, protocol) => {
    expect(isSame(uri, protocol)).toBe(true);
  });

  it.each([
    ['sip:a@192.0.2.7;transport=tcp', 'udp'],
    ['sip:a@192.0.2.7;transport=udp', 'tcp'],
    ['sips:a@192.0.2.7', 'udp'],
    ['sips:a@192.0.2.7', 'tcp'],
    ['tel:+4930', 'udp'],
  ] as const)('is reached another way when it says so: %s by %s', (uri, protocol) => {
    expect(isSame(uri, protocol)).toBe(false);
    expect(targetOn(uri, heardOn(protocol)).uri).toBe(uri);
  });

  it.each(['10.0.0.5', '172.16.0.5', '172.31.0.5', '192.168.1.5', '100.64.0.5', '169.254.1.5'])(
    'behind a NAT is reached where it writes from, not at %s',
    (host) => {
      expect(targetOn(`sip:a@${host}:5060`, heardOn('udp')).uri).toBe('sip:192.0.2.7:5070;transport=udp');
    },
  );

  it.each(['172.32.0.5', '100.128.0.5', '203.0.113.5'])('is reached at its public address %s', (host) => {
    expect(targetOn(`sip:a@${host}:5060`, heardOn('udp')).uri).toBe(`sip:a@${host}:5060`);
  });
});
