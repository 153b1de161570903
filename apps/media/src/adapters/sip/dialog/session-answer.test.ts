import { describe, expect, it } from 'vitest';
import { readRequest } from '../stack/drachtio-messages.js';
import { sessionHeaders, shortSession } from './session-answer.js';

const update = (...headers: readonly string[]) => {
  const lines = ['UPDATE sip:a@127.0.0.1 SIP/2.0', 'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1', 'CSeq: 2 UPDATE'];
  const more = ['From: <sip:a@c.example>;tag=1', 'To: <sip:b@127.0.0.1>;tag=2', 'Call-ID: 1', ...headers];
  const request = readRequest(`${[...lines, ...more].join('\r\n')}\r\n\r\n`);
  if (!request) throw new Error('This is no request.');
  return request;
};

describe('how long a session lasts', () => {
  it.each([
    [['Session-Expires: 1800', 'Supported: timer'], '1800;refresher=uac', 'timer'],
    [['Session-Expires: 1800;refresher=uas', 'Supported: timer'], '1800;refresher=uas', undefined],
    // Whoever does not know timers is not asked to refresh.
    [['Session-Expires: 1800'], '1800;refresher=uas', undefined],
    [['Session-Expires: 40', 'Supported: timer'], '90;refresher=uac', 'timer'],
  ])('is said in the answer to %j', (headers, expires, require) => {
    expect(sessionHeaders(update(...headers))).toEqual({
      'Session-Expires': expires,
      ...(require !== undefined && { Require: require }),
    });
  });

  it('is not said to somebody who does not ask', () => {
    expect([sessionHeaders(update()), sessionHeaders(update('Session-Expires: soon'))]).toEqual([{}, {}]);
  });

  it('may not be too short', () => {
    expect(shortSession(update('Session-Expires: 89'))).toEqual({ 'Min-SE': '90' });
    expect([shortSession(update('Session-Expires: 90')), shortSession(update())]).toEqual([null, null]);
  });
});
