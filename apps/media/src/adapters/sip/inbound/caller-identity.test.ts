import { sipUserEntry, trunkEntry } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../stack/drachtio-messages.js';
import { callerIdentityOf } from './caller-identity.js';
import type { Identity } from './identify.js';
import { readableHeaders } from './readable-headers.js';

const ids = { id: 'x', workspaceId: 'w-1' };
const trunk: Identity = {
  kind: 'trunk',
  trunk: trunkEntry.parse({
    ...ids,
    name: 'carrier',
    gateways: [{ host: 'c.example' }],
    auth: null,
    inboundAuth: null,
  }),
};
const phone: Identity = {
  kind: 'user',
  user: sipUserEntry.parse({
    ...ids,
    ...{ username: 'anna', displayName: 'Anna', ha1Md5: '', ha1Sha256: '', mayDialOut: true, isEnabled: true },
  }),
};
/** As long as those of networks are (RFC 8225). */
const PROOF = `${'x'.repeat(900)};info=<https://c.example/cert.pem>;alg=ES256`;

const invite = (...headers: readonly string[]) => {
  const lines = [
    ...['INVITE sip:support@127.0.0.1 SIP/2.0', 'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1', 'CSeq: 1 INVITE'],
    ...['From: <sip:a@c.example>;tag=1', 'To: <sip:support@127.0.0.1>', 'Call-ID: 1', ...headers],
  ];
  const request = readRequest(`${lines.join('\r\n')}\r\n\r\n`);
  if (!request) throw new Error('This is no request.');
  return request;
};

describe('what the network says of who calls', () => {
  it('is told on as a whole, although the flow is not to know the number', () => {
    const request = invite('P-Asserted-Identity: <tel:030-1234567>', 'Privacy: id;critical', `Identity: ${PROOF}`);
    const identity = { asserted: '+49301234567', privacy: 'id;critical', proofs: [PROOF] };
    expect(callerIdentityOf(request, trunk, '49')).toEqual(identity);
    expect(readableHeaders(request)).toMatchObject({ Identity: PROOF });
    expect(readableHeaders(request)).not.toHaveProperty('P-Asserted-Identity');
  });

  it('is nothing where it says nothing, and nothing a telephone of ours could say', () => {
    expect(callerIdentityOf(invite(), trunk, '49')).toBeUndefined();
    expect(callerIdentityOf(invite('P-Asserted-Identity: <tel:+4930222>'), phone, '49')).toBeUndefined();
  });

  it('is bounded', () => {
    const proofs = Array.from({ length: 9 }, (_, at) => `Identity: ${at}`);
    const request = invite(`Identity: ${'x'.repeat(5000)}`, ...proofs);
    expect(callerIdentityOf(request, trunk, '49')?.proofs).toEqual(['0', '1', '2', '3']);
  });
});
