import { describe, expect, it } from 'vitest';
import { acceptAnswer } from './accept-answer.js';
import { answerOffer } from './answer-offer.js';
import { createOffer } from './create-offer.js';
import type { LocalSound } from './local-sound.js';
import { soundOffer } from './offers.fixture.js';
import { attributesOf } from './sdp-lines.js';
import type { SdpSession } from './sdp-session.js';

const OURS_80 = 'A'.repeat(40);
const OURS_256 = `${'B'.repeat(61)}A==`;
const THEIRS = 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw';
const clear: LocalSound = { sessionId: '1', address: '192.0.2.9', port: 20_000, codecs: ['pcmu'] };
const optional: LocalSound = {
  ...clear,
  srtp: {
    use: 'optional',
    keys: [
      { suite: 'AES_256_CM_HMAC_SHA1_80', keyAndSalt: OURS_256 },
      { suite: 'AES_CM_128_HMAC_SHA1_80', keyAndSalt: OURS_80 },
    ],
  },
};
const required: LocalSound = { ...optional, srtp: { use: 'required', keys: optional.srtp?.keys ?? [] } };
const line = (text: string) => `a=crypto:${text}`;
const good = line(`3 AES_CM_128_HMAC_SHA1_80 inline:${THEIRS}`);
const outcome = (offer: SdpSession, local: LocalSound) => {
  const answered = answerOffer(offer, local);
  if (!answered.ok) return answered.refusal.warning;
  const [media] = answered.answer.media;
  return {
    protocol: media?.protocol,
    crypto: attributesOf(media?.attributes ?? [], 'crypto'),
    srtp: answered.agreed.srtp,
  };
};

describe('an offer with keys', () => {
  it('is answered by our key for the line taken', () => {
    expect(
      outcome(soundOffer('audio 4000 RTP/SAVP 0', line('1 F8_128_HMAC_SHA1_80 inline:x'), good), optional),
    ).toEqual({
      protocol: 'RTP/SAVP',
      crypto: [`3 AES_CM_128_HMAC_SHA1_80 inline:${OURS_80}`],
      srtp: {
        tag: 3,
        send: { suite: 'AES_CM_128_HMAC_SHA1_80', keyAndSalt: OURS_80 },
        receive: { suite: 'AES_CM_128_HMAC_SHA1_80', keyAndSalt: THEIRS },
      },
    });
  });

  it('is answered by our best suite', () => {
    const best = line(`9 aes_256_cm_hmac_sha1_80 inline:${OURS_256}|2^31`);
    expect(outcome(soundOffer('audio 4000 RTP/SAVP 0', good, best), optional)).toMatchObject({ srtp: { tag: 9 } });
  });

  it('beside a stream in clear is taken by who has keys, and passed over by who has none', () => {
    const offer = soundOffer('audio 4000 RTP/AVP 0', good);
    expect(outcome(offer, optional)).toMatchObject({ protocol: 'RTP/AVP', srtp: { tag: 3 } });
    expect(outcome(offer, clear)).toEqual({ protocol: 'RTP/AVP', crypto: [], srtp: undefined });
  });

  it('is preferred to a section in clear before it', () => {
    const both = soundOffer('audio 4000 RTP/AVP 0', 'm=audio 4002 RTP/SAVP 0', good);
    const answered = answerOffer(both, optional);
    expect(answered).toMatchObject({
      answer: { media: [{ port: 0 }, { port: 20_000 }] },
      agreed: { remote: { port: 4002 } },
    });
    expect(answerOffer(both, clear)).toMatchObject({ answer: { media: [{ port: 20_000 }, { port: 0 }] } });
  });

  it.each([
    ['an unknown suite', 'AES_XTS inline:'],
    ['a key that is too short', 'AES_CM_128_HMAC_SHA1_80 inline:MTIz'],
    ['a key that is no base64', `AES_CM_128_HMAC_SHA1_80 inline:${THEIRS.slice(1)}!`],
    ['a key identifier', `AES_CM_128_HMAC_SHA1_80 inline:${THEIRS}|2^20|1:4`],
    ['two keys', `AES_CM_128_HMAC_SHA1_80 inline:${THEIRS};inline:${THEIRS}`],
    ['reports in clear', `AES_CM_128_HMAC_SHA1_80 inline:${THEIRS} UNENCRYPTED_SRTCP`],
    ['another derivation of keys', `AES_CM_128_HMAC_SHA1_80 inline:${THEIRS} KDR=1`],
  ])('is refused when all it has is %s', (_, text) => {
    expect(outcome(soundOffer('audio 4000 RTP/SAVP 0', line(`1 ${text}`)), optional)).toBe(302);
  });

  it('is taken with a hint on replays', () => {
    const hint = `1 AES_CM_128_HMAC_SHA1_80 inline:${THEIRS}|1048576 WSH=60 -x`;
    expect(outcome(soundOffer('audio 4000 RTP/SAVP 0', line(hint)), optional)).toMatchObject({ srtp: { tag: 1 } });
  });

  it('is what an offer has to be when we insist on it', () => {
    expect(outcome(soundOffer('audio 4000 RTP/AVP 0'), required)).toBe(302);
    expect(outcome(soundOffer('audio 4000 RTP/AVP 0', good), required)).toMatchObject({ srtp: { tag: 3 } });
    expect(outcome(soundOffer('audio 4000 RTP/AVP 0'), optional)).toMatchObject({ srtp: undefined });
  });
});

describe('the answer to our keys', () => {
  const answer = (protocol: string, ...lines: readonly string[]) => soundOffer(`audio 4000 ${protocol} 0`, ...lines);
  const taken = line(`2 AES_CM_128_HMAC_SHA1_80 inline:${THEIRS}`);

  it('settles both keys', () => {
    expect(acceptAnswer(createOffer(required), answer('RTP/SAVP', taken))).toMatchObject({
      agreed: { srtp: { tag: 2, send: { keyAndSalt: OURS_80 }, receive: { keyAndSalt: THEIRS } } },
    });
    expect(acceptAnswer(createOffer(optional), answer('RTP/AVP', taken))).toMatchObject({
      agreed: { srtp: { tag: 2 } },
    });
  });

  it('may leave them out where they were optional', () => {
    const accepted = acceptAnswer(createOffer(optional), answer('RTP/AVP'));
    expect(accepted).toMatchObject({ ok: true });
    expect(accepted.ok && accepted.agreed.srtp).toBeUndefined();
  });

  it.each<[string, LocalSound, SdpSession]>([
    ['none where we insist', required, answer('RTP/AVP')],
    ['none with a protocol that needs one', required, answer('RTP/SAVP')],
    ['a line we did not offer', required, answer('RTP/SAVP', line(`3 AES_CM_128_HMAC_SHA1_80 inline:${THEIRS}`))],
    ['another suite under its tag', required, answer('RTP/SAVP', line(`1 AES_CM_128_HMAC_SHA1_80 inline:${THEIRS}`))],
    ['keys by another way', clear, answer('UDP/TLS/RTP/SAVPF', 'a=fingerprint:sha-256 00')],
    ['encryption that was not offered', clear, answer('RTP/SAVP', taken)],
  ])('settles nothing with %s', (_, local, theirs) => {
    expect(acceptAnswer(createOffer(local), theirs)).toMatchObject({ ok: false, problem: 'notEncrypted' });
  });

  it('with keys nobody asked for is in clear', () => {
    expect(acceptAnswer(createOffer(clear), answer('RTP/AVP', taken))).toMatchObject({ ok: true });
  });
});

it('an offer within a call keeps the protocol that the far side has insisted on', () => {
  const answered = answerOffer(soundOffer('audio 4000 RTP/SAVPF 0', good), optional);
  const media = answered.ok ? createOffer(optional, answered.answer).media : [];
  expect(media).toMatchObject([{ protocol: 'RTP/SAVPF' }]);
});
