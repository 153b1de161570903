import { describe, expect, it } from 'vitest';
import { chromeOffer, firefoxOffer, weriftOffer } from './fixtures/offers.js';
import { negotiate } from './negotiate.js';
import { formatSdpAnswer, type LocalTransport } from './sdp-answer.js';
import { parseSdpOffer } from './sdp-offer.js';

const local: LocalTransport = {
  iceUfrag: 'ours',
  icePwd: 'our-password-of-22-chars',
  fingerprint: { algorithm: 'sha-256', value: 'AB:CD' },
  candidates: [
    { foundation: 'udp', protocol: 'udp', priority: 9, address: '127.0.0.1', port: 44_400, type: 'host' },
    {
      foundation: 'tcp',
      protocol: 'tcp',
      priority: 5,
      address: '127.0.0.1',
      port: 44_400,
      type: 'host',
      tcpType: 'passive',
    },
  ],
  setup: 'passive',
  ssrc: 77,
  cname: 'us',
};
const answer = (sdp: string): string => {
  const offer = parseSdpOffer(sdp);
  return formatSdpAnswer(offer, negotiate(offer), local, 42);
};
const linesOf = (sdp: string): string[] => sdp.split('\r\n');

describe('an answer', () => {
  it('takes Opus and keys from Chrome and refuses video and data with port 0, in their places', () => {
    const lines = linesOf(answer(chromeOffer));
    expect(lines.filter((line) => line.startsWith('m='))).toEqual([
      'm=audio 9 UDP/TLS/RTP/SAVPF 111 110',
      'm=video 0 UDP/TLS/RTP/SAVPF 96 97',
      'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    ]);
    expect(lines).toContain('a=rtpmap:110 telephone-event/48000');
    expect(lines).toContain('a=group:BUNDLE 0');
    expect(lines.filter((line) => line.startsWith('a=mid:'))).toEqual(['a=mid:0', 'a=mid:1', 'a=mid:2']);
  });

  it('accepts only the header extensions we use, with the ids of the offer', () => {
    expect(linesOf(answer(chromeOffer)).filter((line) => line.startsWith('a=extmap:'))).toEqual([
      'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
      'a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
      'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid',
    ]);
  });

  it('says that it reports on the whole transport only to a browser whose packets are numbered for that', () => {
    expect(linesOf(answer(chromeOffer))).toContain('a=rtcp-fb:111 transport-cc');
    expect(linesOf(answer(firefoxOffer)).filter((line) => line.includes('transport-cc'))).toEqual([]);
  });

  it('takes keys at 8000 beside Opus from Firefox, and its certificate from the session', () => {
    const lines = linesOf(answer(firefoxOffer));
    expect(lines).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 109 101');
    expect(lines).toContain('a=rtpmap:109 opus/48000/2');
    expect(lines).toContain('a=rtpmap:101 telephone-event/8000');
    expect(parseSdpOffer(firefoxOffer).fingerprint.value).toMatch(/^5B:1C:/);
  });

  it('answers werift, which writes OPUS', () => {
    expect(linesOf(answer(weriftOffer))).toContain('m=audio 9 UDP/TLS/RTP/SAVPF 96');
  });

  it('holds all our candidates, so that nobody need trickle', () => {
    const lines = linesOf(answer(chromeOffer));
    expect(lines).toContain('a=ice-lite');
    expect(lines).toContain('a=candidate:udp 1 udp 9 127.0.0.1 44400 typ host');
    expect(lines).toContain('a=candidate:tcp 1 tcp 5 127.0.0.1 44400 typ host tcptype passive');
    expect(lines).toContain('a=end-of-candidates');
  });

  it.each([
    ['sendrecv', 'sendrecv', true],
    ['sendonly', 'recvonly', false],
    ['recvonly', 'sendonly', true],
    ['inactive', 'inactive', false],
  ])('meets %s with %s, and names a source only when we send', (theirs, ours, sends) => {
    const lines = linesOf(answer(weriftOffer.replace('a=sendrecv', `a=${theirs}`)));
    expect(lines).toContain(`a=${ours}`);
    expect(lines.some((line) => line.startsWith('a=ssrc:77'))).toBe(sends);
  });

  it('ends every line as SDP wants it', () => {
    const text = answer(chromeOffer);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

describe('the choice', () => {
  const without = (...names: string[]): string =>
    linesOf(chromeOffer)
      .filter((line) => !names.some((name) => line.startsWith('a=rtpmap:') && line.includes(name)))
      .join('\r\n');

  it('is G.722 without Opus, whose clock is half its rate', () => {
    const agreed = negotiate(parseSdpOffer(without('opus')));
    expect(agreed).toMatchObject({ codec: 'g722', payloadType: 9, clockHz: 8000, rateHz: 16_000 });
  });

  it('is PCMU without either, keys at its clock', () => {
    const sdp = without('opus', 'G722').replace('111 63 9 0 8', '111 63 0 8');
    expect(negotiate(parseSdpOffer(sdp))).toEqual({
      codec: 'pcmu',
      payloadType: 0,
      clockHz: 8000,
      rateHz: 8000,
      keys: { payloadType: 126, clockHz: 8000 },
    });
  });

  it('is PCMA when nothing else is left, even without a rtpmap for it', () => {
    const sdp = without('opus', 'G722', 'PCMU', 'PCMA').replace('111 63 9 0 8', '111 63 8');
    expect(negotiate(parseSdpOffer(sdp))).toMatchObject({ codec: 'pcma', payloadType: 8 });
  });

  it('says what was offered when nothing fits', () => {
    const sdp = without('opus', 'G722', 'PCMU', 'PCMA').replace('111 63 9 0 8', '111 63');
    expect(() => negotiate(parseSdpOffer(sdp))).toThrow(
      expect.objectContaining({ code: 'media.noCommonCodec', message: expect.stringContaining('red') }),
    );
  });
});

describe('a bad offer', () => {
  const drop = (start: string): string =>
    linesOf(chromeOffer)
      .filter((line) => !line.startsWith(start))
      .join('\r\n');
  it.each([
    ['empty', '', /begins with the line v=0/],
    ['prose', 'Please call me back.', /begins with the line v=0/],
    ['JSON', '{"type":"offer","sdp":"v=0"}', /begins with the line v=0/],
    ['broken in the middle', chromeOffer.replace('a=mid:0', 'mid 0'), /Line \d+ of the offer/],
    ['without an origin', drop('o='), /no o= line/],
    ['without media', chromeOffer.slice(0, chromeOffer.indexOf('m=')), /media/],
    ['of video alone', chromeOffer.replace('m=audio', 'm=video'), /no audio section/],
    ['with audio switched off', chromeOffer.replace('m=audio 9', 'm=audio 0'), /no audio section/],
    ['with a media line without formats', chromeOffer.replace(/m=audio .*\r\n/, 'm=audio 9 UDP\r\n'), /media line/],
    ['of plain RTP', chromeOffer.replace('m=audio 9 UDP/TLS/RTP/SAVPF', 'm=audio 9 RTP/AVP'), /RTP\/AVP/],
    ['without rtcp-mux', drop('a=rtcp-mux'), /rtcp-mux/],
    ['without ICE', drop('a=ice-'), /ICE/],
    ['with a password too short', chromeOffer.replaceAll(/a=ice-pwd:.*/g, 'a=ice-pwd:short'), /icePwd/],
    ['without a certificate', drop('a=fingerprint'), /fingerprint/],
    ['with half a certificate', chromeOffer.replaceAll(/(sha-256 0F:74).*/g, '$1'), /fingerprint/],
    ['with an unknown digest', chromeOffer.replaceAll('sha-256', 'md5'), /fingerprint/],
    ['with a strange setup', chromeOffer.replaceAll('setup:actpass', 'setup:maybe'), /setup/],
    ['without codecs', drop('a=rtpmap').replace('111 63 9 0 8 13 110 126', '111'), /no codec/],
    ['with a port beyond all ports', chromeOffer.replace('m=audio 9', 'm=audio 99999'), /port/],
  ])('is refused when it is %s', (_, sdp, sentence) => {
    expect(() => parseSdpOffer(sdp)).toThrow(
      expect.objectContaining({ code: 'media.badSdp', message: expect.stringMatching(sentence) }),
    );
  });

  it('is refused as bad SDP or answered, whatever a line is turned into', () => {
    const lines = linesOf(chromeOffer);
    const damage = [
      (l: string) => l.slice(0, 3),
      (l: string) => l.replace(/\d+/g, '-1'),
      (l: string) => `${l} ${l}`,
      () => '',
    ];
    for (const [index] of lines.entries())
      for (const spoil of damage) {
        const sdp = lines.map((line, at) => (at === index ? spoil(line) : line)).join('\r\n');
        try {
          expect(answer(sdp)).toContain('a=setup:passive');
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^media\.(badSdp|noCommonCodec)$/));
        }
      }
  });
});
