import { describe, expect, it } from 'vitest';
import { offersOpus, sendsSound, withOpusOnly, withOpusTerms, withPublicAddresses } from './sdp-terms.js';

const offer = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 9 111 63 0 110 126',
  'a=rtpmap:9 G722/8000',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:63 red/48000/2',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:126 telephone-event/8000',
  'a=sendrecv',
  '',
].join('\r\n');
const answer = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 110',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=candidate:udp 1 udp 1076302079 127.0.0.1 44400 typ host',
  'a=candidate:tcp 1 tcp 1076276479 127.0.0.1 44400 typ host tcptype passive',
  'a=end-of-candidates',
  '',
].join('\r\n');

describe('an offer of this protocol', () => {
  it('is for Opus and keys alone', () => {
    expect(withOpusOnly(offer)).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 111 110 126\r\n');
    expect(offersOpus(offer)).toBe(true);
  });

  it('without Opus is left as it is, to be refused', () => {
    const other = offer.replace('opus', 'speex');
    expect(withOpusOnly(other)).toBe(other);
    expect(offersOpus(other)).toBe(false);
  });

  it('says whether sound will come', () => {
    expect(sendsSound(offer)).toBe(true);
    expect(sendsSound(offer.replace('sendrecv', 'recvonly'))).toBe(false);
  });
});

describe('an answer of this protocol', () => {
  it('has the terms that its browsers look for, once', () => {
    const told = withOpusTerms(answer);
    expect(told).toContain('a=fmtp:111 minptime=10;useinbandfec=1;usedtx=0\r\n');
    expect(withOpusTerms(told)).toBe(told);
    expect(withOpusTerms('v=0 answer')).toBe('v=0 answer');
  });

  it('names the addresses of a translator instead of ours, the first as the best', () => {
    expect(withPublicAddresses(answer, ['203.0.113.5', '2001:db8::5']).split('\r\n').slice(4, 9)).toEqual([
      'a=candidate:udp 1 udp 1076302079 203.0.113.5 44400 typ host',
      'a=candidate:tcp 1 tcp 1076276479 203.0.113.5 44400 typ host tcptype passive',
      'a=candidate:udp1 1 udp 1076302078 2001:db8::5 44400 typ host',
      'a=candidate:tcp1 1 tcp 1076276478 2001:db8::5 44400 typ host tcptype passive',
      'a=end-of-candidates',
    ]);
    expect(withPublicAddresses(answer, [])).toBe(answer);
  });
});
