import { describe, expect, it } from 'vitest';
import { answerOffer } from './answer-offer.js';
import { formatSdp } from './format-sdp.js';
import type { LocalSound } from './local-sound.js';
import { offeredTransport } from './offered-transport.js';
import { offers, sdp, soundOffer } from './offers.fixture.js';
import type { SdpSession } from './sdp-session.js';

const local: LocalSound = {
  sessionId: '42',
  address: '192.0.2.99',
  port: 20_000,
  codecs: ['opus', 'g722', 'pcmu', 'pcma', 'l16'],
};
const answered = (offer: SdpSession, ours: LocalSound = local, previous?: SdpSession) => {
  const outcome = answerOffer(offer, ours, previous);
  if (!outcome.ok) throw new Error(outcome.refusal.why);
  return { ...outcome, lines: formatSdp(outcome.answer).trimEnd().split('\r\n') };
};
const refusalOf = (offer: SdpSession, ours: LocalSound = local) => {
  const outcome = answerOffer(offer, ours);
  return outcome.ok ? null : outcome.refusal;
};

describe('of what telephones offer', () => {
  it('a desk phone gets its first codec with keys; its video and what we do not speak are refused', () => {
    const { agreed, lines } = answered(sdp(offers.deskPhone.join('\r\n')));
    expect(agreed).toMatchObject({
      codec: 'pcmu',
      payloadTypes: { send: { sound: 0, keys: { type: 101, clockHz: 8000 } } },
      ptimeMs: 20,
      direction: 'sendrecv',
      isHeldByThem: false,
      remote: { family: 'ip4', address: '198.51.100.20', port: 18_044 },
      rtcp: { isMuxed: false, remote: { address: '198.51.100.20', port: 18_045 } },
    });
    expect(lines).toEqual([
      'v=0',
      'o=- 42 1 IN IP4 192.0.2.99',
      's=-',
      'c=IN IP4 192.0.2.99',
      't=0 0',
      'm=audio 20000 RTP/AVP 0 101',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=ptime:20',
      'a=maxptime:60',
      'a=sendrecv',
      'm=video 0 RTP/AVP 97',
    ]);
  });

  it('an exchange gets G.722, whose clock is 8000 in SDP', () => {
    const { agreed, lines } = answered(sdp(offers.exchange.join('\r\n')));
    expect(agreed).toMatchObject({ codec: 'g722', clockHz: 8000, payloadTypes: { receive: { sound: 9 } } });
    expect(lines).toContain('a=rtpmap:9 G722/8000');
  });

  it('a switch gets Opus with keys of its clock, and says what it wants of it', () => {
    const { agreed, lines } = answered(sdp(offers.softSwitch.join('\r\n')));
    expect(agreed).toMatchObject({
      codec: 'opus',
      clockHz: 48_000,
      payloadTypes: { send: { sound: 102, keys: { type: 103, clockHz: 48_000 } } },
      opus: { maxAverageBitrate: 30_000, maxPlaybackRateHz: 48_000, usesFec: true, usesDtx: false },
    });
    expect(lines).toContain('a=rtpmap:102 opus/48000/2');
  });

  it('a softphone by IPv6 gets its profile back, and Opus whatever the case of its name', () => {
    const { agreed, lines } = answered(sdp(offers.softPhone.join('\r\n')), { ...local, address: '2001:db8::1' });
    expect(agreed).toMatchObject({
      codec: 'opus',
      payloadTypes: { send: { sound: 96, keys: { type: 98, clockHz: 48_000 } } },
      remote: { family: 'ip6', address: '2001:db8::20', port: 7078 },
    });
    expect(agreed.srtp).toBeUndefined();
    expect(lines).toContain('c=IN IP6 2001:db8::1');
    expect(lines).toContain('m=audio 20000 RTP/AVPF 96 98');
  });

  it('a small phone gets a codec by its number alone', () => {
    const { agreed, lines } = answered(sdp(offers.smallPhone.join('\n')), {
      ...local,
      codecs: ['pcma'],
      hasComfortNoise: true,
    });
    expect(agreed.payloadTypes.send).toEqual({ sound: 8, comfortNoise: 13 });
    expect(lines).toContain('m=audio 20000 RTP/AVP 8 13');
    expect(lines).toContain('a=rtpmap:13 CN/8000');
  });

  it('a browser is told apart, and not answered here', () => {
    const browser = sdp(offers.browser.join('\r\n'));
    expect(offeredTransport(browser)).toBe('dtls');
    expect(refusalOf(browser)).toMatchObject({ status: 488, warning: 302 });
    expect(offeredTransport(sdp(offers.softPhone.join('\r\n')))).toBe('rtp');
    expect(offeredTransport(soundOffer('audio 5000 RTP/SAVPF 0', 'a=fingerprint:sha-256 00'))).toBe('dtls');
    expect(offeredTransport(soundOffer('audio 5000 TCP/X 0'))).toBe('other');
    expect(offeredTransport(soundOffer('audio 0 RTP/AVP 0'))).toBeNull();
  });
});

describe('the codec', () => {
  const offer = soundOffer('audio 4000 RTP/AVP 8 0 98 96', 'a=rtpmap:96 opus/48000', 'a=rtpmap:98 l16/16000');

  it('is the first of theirs that we speak, or the first of ours that they do', () => {
    expect(answered(offer).agreed.codec).toBe('pcma');
    expect(answered(offer, { ...local, codecOrder: 'ours' }).agreed.codec).toBe('opus');
    expect(answered(offer, { ...local, codecs: ['l16'] }).agreed).toMatchObject({ codec: 'l16', clockHz: 16_000 });
  });

  it('counts once when it is offered under two numbers', () => {
    const twice = soundOffer('audio 4000 RTP/AVP 100 0 0 100', 'a=rtpmap:100 PCMU/8000/1', 'a=rtpmap:100 PCMA/8000');
    expect(answered(twice).lines).toContain('m=audio 20000 RTP/AVP 100');
    expect(answered(twice).agreed).toMatchObject({ codec: 'pcmu', payloadTypes: { send: { sound: 100 } } });
  });

  it.each(['PCMU/16000', 'PCMU/8000/2', 'L16/44100/2', 'telephone-event/8000'])('is not %s', (name) => {
    expect(refusalOf(soundOffer('audio 4000 RTP/AVP 96', `a=rtpmap:96 ${name}`))).toMatchObject({
      status: 488,
      warning: 305,
    });
  });

  it('may have any number up to 127, and parameters in any case', () => {
    const last = soundOffer(
      'audio 4000 RTP/AVP 128 127',
      'a=rtpmap:127 Opus/48000/2',
      'a=fmtp:127 UseInbandFEC = 1;MAXPLAYBACKRATE=8000',
    );
    expect(answered(last).agreed).toMatchObject({
      payloadTypes: { send: { sound: 127 } },
      opus: { usesFec: true, maxPlaybackRateHz: 8000 },
    });
    expect(refusalOf(soundOffer('audio 4000 RTP/AVP 128', 'a=rtpmap:128 PCMU/8000'))).toMatchObject({ warning: 305 });
  });

  it('has keys of another clock when there are none of its own, and none when we want none', () => {
    const other = soundOffer(
      'audio 4000 RTP/AVP 96 101',
      'a=rtpmap:96 opus/48000/2',
      'a=rtpmap:101 telephone-event/8000',
    );
    expect(answered(other).agreed.payloadTypes.send.keys).toEqual({ type: 101, clockHz: 8000 });
    expect(answered(other, { ...local, hasKeys: false }).lines).toContain('m=audio 20000 RTP/AVP 96');
  });
});

describe('what cannot be answered', () => {
  it.each<[string, SdpSession, number]>([
    ['no sound', soundOffer('video 4000 RTP/AVP 97'), 304],
    ['sound that is not wanted any more', soundOffer('audio 0 RTP/AVP 0'), 304],
    ['codecs of others', soundOffer('audio 4000 RTP/AVP 18 3'), 305],
    ['a group', soundOffer('audio 4000 RTP/AVP 0', 'c=IN IP4 224.2.1.1/127/3'), 330],
    ['no address', sdp('v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0'), 301],
    ['another family', soundOffer('audio 4000 RTP/AVP 0', 'c=IN IP6 2001:db8::1'), 301],
    ['keys, when we have none', soundOffer('audio 4000 RTP/SAVP 0', 'a=crypto:1 X inline:y'), 302],
    ['a fax', soundOffer('image 4000 udptl t38'), 304],
  ])('is refused by 488 with a warning: %s', (_, offer, warning) => {
    expect(refusalOf(offer)).toMatchObject({ status: 488, reason: 'Not Acceptable Here', warning });
  });

  it('is not refused for a host name, which somebody else resolves', () => {
    const { remote } = answered(soundOffer('audio 4000 RTP/AVP 0', 'c=IN IP4 media.example.com')).agreed;
    expect(remote).toEqual({ family: 'name', address: 'media.example.com', port: 4000 });
  });
});

describe('the direction', () => {
  it.each([
    [[], undefined, 'sendrecv', false],
    [['a=sendonly'], undefined, 'recvonly', true],
    [['a=recvonly'], undefined, 'sendonly', false],
    [['a=inactive'], undefined, 'inactive', true],
    [['a=sendrecv'], 'sendonly', 'sendonly', false],
    [['a=sendonly'], 'sendonly', 'inactive', true],
    [['c=IN IP4 0.0.0.0'], undefined, 'recvonly', true],
    [['c=IN IP4 0.0.0.0', 'a=inactive'], undefined, 'inactive', true],
  ] as const)('offered as %j, wanted as %s, is %s', (lines, wanted, direction, isHeldByThem) => {
    const { agreed, lines: ours } = answered(soundOffer('audio 4000 RTP/AVP 0', ...lines), {
      ...local,
      direction: wanted,
    });
    expect(agreed).toMatchObject({ direction, isHeldByThem });
    expect(ours).toContain(`a=${direction}`);
  });

  it('of the whole description holds for sections without one', () => {
    const offer = sdp('v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN IP4 192.0.2.1\na=SendOnly\nm=audio 4000 RTP/AVP 0');
    expect(answered(offer).agreed.direction).toBe('recvonly');
  });

  it('to nobody has no end to send to', () => {
    const { agreed } = answered(soundOffer('audio 4000 RTP/AVP 0', 'c=IN IP4 0.0.0.0'));
    expect(agreed.remote).toBeUndefined();
    expect(agreed.rtcp.remote).toBeUndefined();
  });
});

describe('the packet time', () => {
  it.each([
    [[], 20],
    [['a=ptime:30'], 30],
    [['a=ptime:30.0'], 30],
    [['a=ptime:5'], 10],
    [['a=ptime:200'], 60],
    [['a=ptime:0'], 20],
    [['a=ptime:60', 'a=maxptime:40'], 40],
    [['a=maxptime:10'], 10],
    [['a=ptime:25'], 20],
    [['a=ptime:x'], 20],
  ])('asked for by %j is %i ms', (lines, ptimeMs) => {
    const { agreed, lines: ours } = answered(soundOffer('audio 4000 RTP/AVP 0', ...lines));
    expect(agreed.ptimeMs).toBe(ptimeMs);
    expect(ours).toContain(`a=ptime:${ptimeMs}`);
  });

  it('is one that Opus has', () => {
    const opus = (ms: number) => soundOffer('audio 4000 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2', `a=ptime:${ms}`);
    expect([10, 20, 30, 50, 60].map((ms) => answered(opus(ms)).agreed.ptimeMs)).toEqual([10, 20, 20, 40, 60]);
  });

  it('is ours when nobody asks', () => {
    expect(answered(soundOffer('audio 4000 RTP/AVP 0'), { ...local, ptimeMs: 40 }).agreed.ptimeMs).toBe(40);
  });
});

describe('reports', () => {
  const rtcpOf = (lines: readonly string[], ours: Partial<LocalSound> = {}) =>
    answered(soundOffer('audio 4000 RTP/AVP 0', ...lines), { ...local, ...ours });

  it('go where a=rtcp says', () => {
    expect(rtcpOf(['a=rtcp:5001']).agreed.rtcp.remote).toMatchObject({ address: '192.0.2.1', port: 5001 });
    expect(rtcpOf(['a=RTCP:5001 IN IP4 192.0.2.5']).agreed.rtcp.remote).toMatchObject({
      address: '192.0.2.5',
      port: 5001,
    });
    expect(rtcpOf(['a=rtcp:70000']).agreed.rtcp.remote).toBeUndefined();
    expect(rtcpOf(['b=RS:0', 'b=RR:0']).agreed.rtcp.remote).toBeUndefined();
  });

  it('go with sound when both want that', () => {
    expect(rtcpOf(['a=rtcp-mux']).lines).not.toContain('a=rtcp-mux');
    const { agreed, lines } = rtcpOf(['a=rtcp-mux'], { takesRtcpMux: true });
    expect(agreed.rtcp).toMatchObject({ isMuxed: true, remote: { port: 4000 } });
    expect(lines).toContain('a=rtcp-mux');
    expect(rtcpOf([], { takesRtcpMux: true }).agreed.rtcp.isMuxed).toBe(false);
  });

  it('of theirs are asked for where ours is not the next port', () => {
    expect(rtcpOf([], { rtcpPort: 20_001 }).lines.join()).not.toContain('a=rtcp:');
    expect(rtcpOf([], { rtcpPort: 30_000 }).lines).toContain('a=rtcp:30000');
  });
});

describe('within a call', () => {
  const first = soundOffer('audio 4000 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000');
  const before = answered(first).answer;

  it('the same offer gets the same answer under the same version', () => {
    expect(answered(first, local, before).answer).toEqual(before);
  });

  it.each<[string, SdpSession, Partial<LocalSound>]>([
    ['hold', soundOffer('audio 4000 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000', 'a=sendonly'), {}],
    ['another codec', soundOffer('audio 4000 RTP/AVP 8'), {}],
    ['another address of ours', first, { address: '192.0.2.98' }],
  ])('%s raises the version', (_, offer, change) => {
    const { answer } = answered(offer, { ...local, ...change }, before);
    expect(answer.origin).toMatchObject({ sessionId: '42', version: '2' });
    expect(answered(first, local, answer).answer.origin.version).toBe('3');
  });

  it('another address of theirs changes what is agreed and nothing of ours', () => {
    const moved = soundOffer('audio 4400 RTP/AVP 0 101', 'a=rtpmap:101 telephone-event/8000', 'c=IN IP4 192.0.2.77');
    const { answer, agreed } = answered(moved, local, before);
    expect(answer).toEqual(before);
    expect(agreed.remote).toEqual({ family: 'ip4', address: '192.0.2.77', port: 4400 });
  });
});

describe('several sections', () => {
  it('are answered in their order, all but one refused', () => {
    const offer = sdp(
      `${['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 'c=IN IP4 192.0.2.1', 't=3034423619 3042462419', 'm=video 4 RTP/AVP 31'].join('\n')}
m=audio 6 RTP/AVP 18
m=audio 8 RTP/AVP 0
m=application 10 UDP/BFCP
`,
    );
    const { answer, agreed } = answered(offer);
    expect(answer.media.map(({ kind, port, formats }) => [kind, port, formats])).toEqual([
      ['video', 0, ['31']],
      ['audio', 0, ['18']],
      ['audio', 20_000, ['0']],
      ['application', 0, ['0']],
    ]);
    expect(answer.timing).toBe('3034423619 3042462419');
    expect(agreed.remote?.port).toBe(8);
  });
});
