import { describe, expect, it } from 'vitest';
import { checkRequest } from './check-request.js';
import { parseSipMessage } from './parse-sip-message.js';
import { encodeText } from './sip-text.js';

const abilities = { methods: ['INVITE', 'OPTIONS'], schemes: ['sip'], extensions: [], mediaTypes: ['application/sdp'] };

const refusalOf = (method: string, ...headers: readonly string[]): number | undefined => {
  const lines = [
    `${method} sip:b@192.0.2.2 SIP/2.0`,
    'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
    'From: <sip:a@192.0.2.1>;tag=1',
    'To: <sip:b@192.0.2.2>',
    'Call-ID: 1',
    `CSeq: 1 ${method}`,
    'Max-Forwards: 70',
    'Contact: <sip:a@192.0.2.1>',
    ...headers,
    'Content-Length: 0',
  ];
  const read = parseSipMessage(encodeText(`${lines.join('\r\n')}\r\n\r\n`));
  if (!read.ok || read.message.kind !== 'request') throw new Error('It is no request.');
  return checkRequest(read.message, abilities)?.status;
};

describe('an INVITE that says what it accepts', () => {
  it.each([
    [[], undefined],
    [['Accept: application/sdp'], undefined],
    [['Accept: text/plain, application/sdp;level=1'], undefined],
    [['Accept: text/plain', 'Accept: Application/SDP'], undefined],
    [['Accept: application/*'], undefined],
    [['Accept: */*;q=0.5'], undefined],
    [['Accept: nonsense'], undefined],
    [['Accept: text/plain'], 406],
    [['Accept: text/plain, application/pidf+xml'], 406],
    [['Accept:'], 406],
  ])('%j is answered %s', (headers, status) => {
    expect(refusalOf('INVITE', ...headers)).toBe(status);
  });

  it('is the only request that must take SDP', () => {
    expect(refusalOf('OPTIONS', 'Accept: text/plain')).toBeUndefined();
  });
});
