import type { SignallingEntry } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { sipEndOf } from './sip-end.js';

const head = (cseq: string, ...more: string[]): string =>
  [
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
    'From: <sip:a@example.com>;tag=1',
    'To: <sip:b@example.com>',
    'Call-ID: c1',
    `CSeq: ${cseq}`,
    ...more,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
const said = (startLine: string, cseq: string, ...more: string[]): SignallingEntry => ({
  atMs: 0,
  direction: 'in',
  transport: 'udp',
  local: '192.0.2.1:5060',
  remote: '192.0.2.2:5060',
  message: `${startLine}\r\n${head(cseq, ...more)}`,
});
const endOf = (...entries: SignallingEntry[]) => sipEndOf({ entries, droppedCount: 0 });

describe('the end of a call by SIP', () => {
  it('is the last refusal of its INVITE, not the question for a password before it', () => {
    const asked = said('SIP/2.0 407 Proxy Authentication Required', '1 INVITE');
    const refused = said('SIP/2.0 486 Busy Here', '2 INVITE', 'Reason: Q.850;cause=17;text="User busy"');
    expect(endOf(asked, refused)).toEqual({ sipStatus: 486, q850: 17 });
  });

  it('is not the refusal of a later change, nor of another request', () => {
    const answered = said('SIP/2.0 200 OK', '1 INVITE');
    const hold = said('SIP/2.0 488 Not Acceptable Here', '2 INVITE');
    expect(endOf(answered, hold)).toEqual({ sipStatus: null, q850: null });
    expect(endOf(said('SIP/2.0 481 No Such Call', '3 BYE'))).toEqual({ sipStatus: null, q850: null });
  });

  it('takes the cause of Q.850 out of a BYE that gives several reasons', () => {
    const bye = said(
      'BYE sip:b@example.com SIP/2.0',
      '3 BYE',
      'Reason: SIP;cause=200, Q.850 ;text="bye; now" ;cause=16',
    );
    expect(endOf(bye)).toEqual({ sipStatus: null, q850: 16 });
  });

  it('is not what we refused the call with', () => {
    const ours: SignallingEntry = { ...said('SIP/2.0 603 Decline', '1 INVITE'), direction: 'out' };
    expect(endOf(ours)).toEqual({ sipStatus: null, q850: null });
  });

  it('is unknown when nothing of it can be read', () => {
    expect(endOf({ ...said('', '1 INVITE'), message: 'hello' })).toEqual({ sipStatus: null, q850: null });
  });
});
