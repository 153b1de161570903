import { describe, expect, it } from 'vitest';
import { acceptAnswer } from './accept-answer.js';
import { answerOffer } from './answer-offer.js';
import { createOffer } from './create-offer.js';
import { formatSdp } from './format-sdp.js';
import type { LocalSound } from './local-sound.js';
import { sdp, soundOffer } from './offers.fixture.js';
import type { SdpSession } from './sdp-session.js';

const local: LocalSound = {
  sessionId: '42',
  address: '192.0.2.99',
  port: 20_000,
  codecs: ['opus', 'g722', 'pcmu', 'l16'],
};
const linesOf = (session: SdpSession) => formatSdp(session).trimEnd().split('\r\n');
const agreedOn = (answer: SdpSession, offer = createOffer(local)) => {
  const accepted = acceptAnswer(offer, answer);
  if (!accepted.ok) throw new Error(accepted.why);
  return accepted.agreed;
};

describe('an offer', () => {
  it('has all codecs in our order, and keys for each of their clocks', () => {
    expect(linesOf(createOffer({ ...local, hasComfortNoise: true, takesRtcpMux: true }))).toEqual([
      'v=0',
      'o=- 42 1 IN IP4 192.0.2.99',
      's=-',
      'c=IN IP4 192.0.2.99',
      't=0 0',
      'm=audio 20000 RTP/AVP 111 9 0 118 13 110 101 115',
      'a=rtpmap:111 opus/48000/2',
      'a=fmtp:111 maxplaybackrate=16000;useinbandfec=1',
      'a=rtpmap:9 G722/8000',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:118 L16/16000',
      'a=rtpmap:13 CN/8000',
      'a=rtpmap:110 telephone-event/48000',
      'a=fmtp:110 0-15',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=rtpmap:115 telephone-event/16000',
      'a=fmtp:115 0-15',
      'a=ptime:20',
      'a=maxptime:60',
      'a=rtcp-mux',
      'a=sendrecv',
    ]);
  });

  it('within a call keeps the numbers the call has used, and the sections that were refused', () => {
    const theirs = sdp(`v=0
o=- 1 1 IN IP4 192.0.2.1
c=IN IP4 192.0.2.1
m=video 4002 RTP/AVP 97
m=audio 4000 RTP/AVP 101 96
a=rtpmap:101 opus/48000/2
a=rtpmap:96 telephone-event/48000`);
    const answered = answerOffer(theirs, local);
    const before = answered.ok ? answered.answer : undefined;
    const held = createOffer({ ...local, codecs: ['opus', 'pcmu'], direction: 'sendonly' }, before);
    expect(held.origin.version).toBe('2');
    expect(held.media).toMatchObject([
      { kind: 'video', port: 0, formats: ['97'] },
      { kind: 'audio', port: 20_000, formats: ['101', '0', '96', '102'] },
    ]);
    expect(linesOf(held)).toContain('a=rtpmap:102 telephone-event/8000');
    expect(createOffer({ ...local, codecs: ['opus', 'pcmu'], direction: 'sendonly' }, held)).toEqual(held);
  });
});

describe('the answer to an offer', () => {
  it('may number codecs and keys its own way', () => {
    const answer = soundOffer(
      'audio 4000 RTP/AVP 98 99',
      'a=rtpmap:98 opus/48000/2',
      'a=rtpmap:99 telephone-event/48000',
      'a=fmtp:98 maxaveragebitrate=16000;usedtx=1;cbr=1',
      'a=ptime:40',
    );
    expect(agreedOn(answer)).toMatchObject({
      codec: 'opus',
      payloadTypes: {
        send: { sound: 98, keys: { type: 99, clockHz: 48_000 } },
        receive: { sound: 111, keys: { type: 110, clockHz: 48_000 } },
      },
      isSeveralCodecs: false,
      opus: { maxAverageBitrate: 16_000, usesDtx: true, isConstantBitrate: true, usesFec: false },
      ptimeMs: 40,
      direction: 'sendrecv',
      remote: { address: '192.0.2.1', port: 4000 },
    });
  });

  it('may leave out what the offer has explained', () => {
    expect(agreedOn(soundOffer('audio 4000 RTP/AVP 111 110'))).toMatchObject({
      codec: 'opus',
      payloadTypes: { send: { sound: 111, keys: { type: 110 } } },
    });
  });

  it('may keep several codecs, of which the first counts', () => {
    const several = soundOffer('audio 4000 RTP/AVP 0 9 8');
    expect(agreedOn(several)).toMatchObject({ codec: 'pcmu', isSeveralCodecs: true });
    expect(agreedOn(several, createOffer({ ...local, codecs: ['pcmu'] }))).toMatchObject({ isSeveralCodecs: false });
  });

  it('has keys only as far as we have offered them', () => {
    const answer = soundOffer('audio 4000 RTP/AVP 0 101 13', 'a=rtpmap:101 telephone-event/8000');
    expect(agreedOn(answer).payloadTypes.send).toEqual({ sound: 0, keys: { type: 101, clockHz: 8000 } });
    const without = createOffer({ ...local, hasKeys: false, hasComfortNoise: true });
    expect(agreedOn(answer, without).payloadTypes.send).toEqual({ sound: 0, comfortNoise: 13 });
  });

  it.each([
    [undefined, [], 'sendrecv', false],
    [undefined, ['a=recvonly'], 'sendonly', false],
    [undefined, ['a=sendonly'], 'recvonly', true],
    [undefined, ['a=inactive'], 'inactive', true],
    [undefined, ['c=IN IP4 0.0.0.0'], 'recvonly', true],
    ['sendonly', ['a=recvonly'], 'sendonly', false],
    ['sendonly', ['a=sendrecv'], 'sendonly', false],
    ['sendonly', ['a=inactive'], 'inactive', true],
    ['inactive', ['a=inactive'], 'inactive', false],
    ['recvonly', ['a=sendonly'], 'recvonly', false],
  ] as const)('offered %s, answered %j: %s', (direction, lines, expected, isHeldByThem) => {
    const offer = createOffer({ ...local, direction });
    expect(agreedOn(soundOffer('audio 4000 RTP/AVP 0', ...lines), offer)).toMatchObject({
      direction: expected,
      isHeldByThem,
    });
  });

  it('shares the port of sound with reports when both want that', () => {
    const answer = soundOffer('audio 4000 RTP/AVP 0', 'a=rtcp-mux');
    expect(agreedOn(answer).rtcp).toMatchObject({ isMuxed: false, remote: { port: 4001 } });
    const muxed = createOffer({ ...local, takesRtcpMux: true });
    expect(agreedOn(answer, muxed).rtcp).toMatchObject({ isMuxed: true, remote: { port: 4000 } });
  });

  it('that leaves out refused sections still has sound', () => {
    const theirs = sdp('v=0\no=- 1 1 IN IP4 192.0.2.1\nc=IN IP4 192.0.2.1\nm=video 2 RTP/AVP 97\nm=audio 4 RTP/AVP 0');
    const answered = answerOffer(theirs, local);
    const again = createOffer(local, answered.ok ? answered.answer : undefined);
    expect(agreedOn(soundOffer('audio 4000 RTP/AVP 0'), again).remote?.port).toBe(4000);
  });

  it.each([
    ['refused', soundOffer('audio 0 RTP/AVP 0')],
    ['refused', soundOffer('video 4000 RTP/AVP 0')],
    ['noCodec', soundOffer('audio 4000 RTP/AVP 8')],
    ['noCodec', soundOffer('audio 4000 RTP/AVP 101', 'a=rtpmap:101 telephone-event/8000')],
    ['noAddress', soundOffer('audio 4000 RTP/AVP 0', 'c=IN IP4 239.1.1.1')],
    ['noAddress', sdp('v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0')],
  ])('settles nothing: %s', (problem, answer) => {
    expect(acceptAnswer(createOffer(local), answer)).toMatchObject({ ok: false, problem });
  });
});
