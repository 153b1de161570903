import { encodeText, type SipRequest } from '@callwright/sip';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { RtpAgreement, RtpFamily } from '../../../link/rtp-agreement.js';
import { SipSound, type SoundProfile } from './sip-sound.js';

let opened: RtpFamily[];
let agreed: RtpAgreement[];
let browsers: string[];
let keys: number;

const stream = () =>
  ({
    openRtp: async (family: RtpFamily) => {
      opened.push(family);
      return { address: family === 'ip6' ? '::1' : '127.0.0.1', port: 20_000, ssrc: 1 };
    },
    updateRtp: async (agreement: RtpAgreement) => {
      agreed.push(agreement);
      return { codec: 'x', rateHz: 8000 };
    },
    answerWebrtc: async (sdp: string) => {
      browsers.push(sdp);
      return { sdp: 'v=0 browser', codec: 'opus', rateHz: 16_000 };
    },
    offerWebrtc: async () => 'v=0 offer to browsers',
    acceptWebrtc: async (sdp: string) => {
      browsers.push(sdp);
      return { codec: 'opus', rateHz: 16_000 };
    },
    // The rest is nothing to offer and answer.
  }) as unknown as SoundStream;

const profile = (change: Partial<SoundProfile> = {}): SoundProfile => ({
  ...{ codecs: ['opus', 'g722', 'pcma', 'pcmu'], srtp: 'off', hasKeys: true },
  ...change,
});
const soundOf = (change: Partial<SoundProfile> = {}, family?: RtpFamily, onHold?: (isHeld: boolean) => void) =>
  new SipSound({
    ...(onHold && { onHold }),
    ...{ stream: stream(), profile: profile(change), sessionId: '1', ...(family && { family }) },
    newKey: () => {
      keys += 1;
      return Buffer.alloc(30, keys).toString('base64');
    },
  });

const message = (sdp: string): SipRequest => ({
  ...{ kind: 'request', method: 'INVITE', uri: 'sip:x@y' },
  headers: [{ name: 'Content-Type', value: 'application/sdp' }],
  body: encodeText(sdp),
});
const description = (media: string, ...lines: readonly string[]) =>
  message(
    [
      ...['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', `m=audio ${media}`],
      ...[...lines, ''],
    ].join('\r\n'),
  );
const sdpOf = async (answering: ReturnType<SipSound['answer']>): Promise<string> => {
  const answer = await answering;
  return answer?.ok ? answer.sdp : `refused ${answer?.refusal.status}`;
};
const key = (fill: number) => Buffer.alloc(30, fill).toString('base64');
const crypto = (fill: number) => `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key(fill)}`;

beforeEach(() => {
  opened = [];
  agreed = [];
  browsers = [];
  keys = 0;
});

describe('offer and answer', () => {
  it.each([
    ['opus', '4000 RTP/AVP 96 8', 'a=rtpmap:96 opus/48000/2'],
    ['g722', '4000 RTP/AVP 9 8', 'a=rtpmap:9 G722/8000'],
    ['pcmu', '4000 RTP/AVP 0 8', 'a=rtpmap:0 PCMU/8000'],
  ])('settle on %s when the far side likes it best', async (codec, media, line) => {
    await sdpOf(soundOf().answer(description(media, line)));
    expect(agreed[0]).toMatchObject({ codec, remote: { address: '192.0.2.1', port: 4000 } });
  });

  it('settle on keys of SRTP, ours and theirs', async () => {
    const sdp = await sdpOf(soundOf({ srtp: 'offered' }).answer(description('4000 RTP/SAVP 8', crypto(200))));
    const ours = /inline:(\S+)/.exec(sdp)?.[1];
    expect(agreed[0]?.srtp).toEqual({
      send: { suite: 'AES_CM_128_HMAC_SHA1_80', key: ours },
      receive: { suite: 'AES_CM_128_HMAC_SHA1_80', key: key(200) },
    });
  });

  it('do not settle on sound in the clear where it must be encrypted, nor on encrypted sound where there are no keys', async () => {
    expect(await sdpOf(soundOf({ srtp: 'required' }).answer(description('4000 RTP/AVP 8')))).toBe('refused 488');
    expect(await sdpOf(soundOf().answer(description('4000 RTP/SAVP 8', crypto(200))))).toBe('refused 488');
    expect(agreed).toEqual([]);
  });

  it('offer IPv6 to who came by it, and answer in the family of the offer', async () => {
    expect(await soundOf({}, 'ip6').offer()).toContain('c=IN IP6 ::1');
    expect(await soundOf().offer()).toContain('c=IN IP4 127.0.0.1');
    const six = description('4000 RTP/AVP 8', 'c=IN IP6 2001:db8::1');
    expect(await sdpOf(soundOf().answer(six))).toContain('IN IP6 ::1');
    expect(opened).toEqual(['ip6', 'ip4', 'ip6']);
  });

  it('offer within a call what is in use first, so that nothing changes', async () => {
    const sound = soundOf();
    await sound.answer(description('4000 RTP/AVP 8'));
    expect(await sound.offer()).toMatch(/m=audio 20000 RTP\/AVP 8 /);
  });

  it('leave a browser to what terminates WebRTC, and tell it the same again', async () => {
    const sound = soundOf();
    const lines = ['a=fingerprint:sha-256 00', 'a=setup:actpass', 'a=ice-ufrag:a', 'a=ice-pwd:b', 'a=rtcp-mux'];
    const offer = description('9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 opus/48000/2', ...lines);
    expect(await sdpOf(sound.answer(offer))).toBe('v=0 browser');
    expect(await sdpOf(sound.answer(offer))).toBe('v=0 browser');
    expect(browsers).toHaveLength(1);
    expect(await sdpOf(sound.answer(description('4000 RTP/AVP 8')))).not.toContain('RTP/AVP 8');
    expect(await sdpOf(sound.answerAnew(description('4000 RTP/AVP 8'), profile()))).toBe('refused 488');
  });
});

describe('a far side that holds the call', () => {
  it('is told of once, and once more when it takes it up again; never before the call is there', async () => {
    const told: boolean[] = [];
    const sound = soundOf({}, 'ip4', (isHeld) => told.push(isHeld));
    await sound.answer(description('4000 RTP/AVP 8', 'a=inactive'));
    await sound.answer(description('4000 RTP/AVP 8'));
    await sound.confirm();
    for (const way of ['sendonly', 'sendonly', 'inactive', 'sendrecv', 'recvonly'])
      await sound.answer(description('4000 RTP/AVP 8', `a=${way}`));
    expect(told).toEqual([true, false]);
  });
});

describe('who takes the place of the far side', () => {
  it('gets keys of its own', async () => {
    const sound = soundOf({ srtp: 'offered' });
    const [before, after] = [
      await sdpOf(sound.answer(description('4000 RTP/SAVP 8', crypto(200)))),
      await sdpOf(sound.answerAnew(description('5000 RTP/SAVP 8', crypto(201)), profile({ srtp: 'offered' }))),
    ].map((sdp) => /inline:(\S+)/.exec(sdp)?.[1]);
    expect(before).toBeDefined();
    expect(after).not.toBe(before);
    expect(agreed.at(-1)).toMatchObject({ remote: { port: 5000 }, srtp: { send: { key: after } } });
    expect(opened).toHaveLength(1);
  });

  it('leaves everything as it was when it cannot be answered', async () => {
    const sound = soundOf({ codecs: ['pcma'] });
    await sound.answer(description('4000 RTP/AVP 8'));
    expect(await sdpOf(sound.answerAnew(description('5000 RTP/AVP 3'), profile({ codecs: ['pcmu'] })))).toBe(
      'refused 488',
    );
    expect(await sound.offer()).toMatch(/m=audio 20000 RTP\/AVP 8 /);
    expect(agreed).toHaveLength(1);
  });
});
