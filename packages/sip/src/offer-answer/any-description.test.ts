import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptAnswer } from './accept-answer.js';
import { answerOffer } from './answer-offer.js';
import { createOffer } from './create-offer.js';
import { formatSdp } from './format-sdp.js';
import type { LocalSound } from './local-sound.js';
import { offeredTransport } from './offered-transport.js';
import { offers, sdp } from './offers.fixture.js';
import { parseSdp } from './parse-sdp.js';
import { codecOf, formatsOf } from './payload-format.js';
import { readSdpBody } from './read-sdp-body.js';
import type { SdpSession } from './sdp-session.js';

const runs = { seed: 1, numRuns: 500 };
const keyAndSalt = 'A'.repeat(40);
const line = (text: string) => fc.constant(text);

const mediaLine = fc
  .record({
    kind: fc.constantFrom('audio', 'audio', 'audio', 'video', 'image'),
    port: fc.constantFrom(0, 9, 4000, 65_535),
    protocol: fc.constantFrom('RTP/AVP', 'RTP/AVP', 'RTP/AVPF', 'RTP/SAVP', 'UDP/TLS/RTP/SAVPF', 'udptl'),
    formats: fc.array(fc.constantFrom(0, 8, 9, 13, 18, 96, 97, 98, 101, 127, 300), { maxLength: 8 }),
  })
  .map(({ kind, port, protocol, formats }) => `m=${[kind, port, protocol, ...formats].join(' ')}`);
const rtpmap = fc
  .tuple(
    fc.constantFrom(0, 96, 97, 98, 101, 127),
    fc.constantFrom(
      'opus/48000/2',
      'PCMA/8000',
      'L16/16000',
      'telephone-event/8000',
      'Telephone-Event/48000',
      'CN/8000',
      'X/1',
    ),
  )
  .map(([type, name]) => `a=rtpmap:${type} ${name}`);
const attribute = fc.oneof(
  rtpmap,
  rtpmap,
  fc.constantFrom('a=sendonly', 'a=recvonly', 'a=inactive', 'a=sendrecv', 'a=rtcp-mux', 'b=RS:0', 'b=RR:0'),
  fc.constantFrom(
    'c=IN IP4 0.0.0.0',
    'c=IN IP4 192.0.2.8',
    'c=IN IP6 2001:db8::8',
    'c=IN IP4 224.1.1.1',
    'c=IN IP4 a.example',
  ),
  fc.integer({ min: 0, max: 300 }).map((ms) => `a=ptime:${ms}`),
  fc.integer({ min: 1, max: 9 }).map((tag) => `a=crypto:${tag} AES_CM_128_HMAC_SHA1_80 inline:${keyAndSalt}`),
);
const section = fc.tuple(mediaLine, fc.array(attribute, { maxLength: 10 })).map(([first, rest]) => [first, ...rest]);
/** Descriptions that can be read, of all that offers are made of. */
const description = fc
  .array(section, { maxLength: 4 })
  .map((sections) =>
    sdp(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 'c=IN IP4 192.0.2.1', 't=0 0', ...sections.flat()].join('\r\n')),
  );
const local: fc.Arbitrary<LocalSound> = fc.record({
  sessionId: line('5'),
  address: fc.constantFrom('192.0.2.99', '2001:db8::99'),
  port: line('20000').map(Number),
  takesRtcpMux: fc.boolean(),
  codecs: fc.shuffledSubarray(['opus', 'pcmu', 'pcma', 'g722', 'l16'] as const, { minLength: 1 }),
  codecOrder: fc.constantFrom('ours' as const, 'theirs' as const),
  direction: fc.constantFrom(undefined, 'sendonly' as const, 'inactive' as const),
  hasKeys: fc.boolean(),
  hasComfortNoise: fc.boolean(),
  srtp: fc
    .constantFrom(undefined, 'optional' as const, 'required' as const)
    .map((use) =>
      use === undefined ? undefined : { use, keys: [{ suite: 'AES_CM_128_HMAC_SHA1_80' as const, keyAndSalt }] },
    ),
});

/** What RFC 3264 §6 asks of an answer, whatever the offer. */
function expectAnswer(offer: SdpSession, answer: SdpSession) {
  expect(answer.media.map(({ kind, protocol }) => [kind, protocol])).toEqual(
    offer.media.map(({ kind, protocol }) => [kind, protocol]),
  );
  expect(answer.timing).toBe(offer.timing);
  const taken = answer.media.flatMap((media, at) => (media.port === 0 ? [] : [{ media, theirs: offer.media[at] }]));
  expect(taken).toHaveLength(1);
  for (const { media, theirs } of taken) {
    expect(theirs?.port).not.toBe(0);
    expect(theirs?.formats).toEqual(expect.arrayContaining([...media.formats]));
    expect(formatsOf(media)).toHaveLength(media.formats.length);
    expect(formatsOf(media).filter((format) => codecOf(format) !== null)).toHaveLength(1);
  }
}

describe('whatever is offered', () => {
  it('an answer fits it, can be read again, is the same for the same, and settles the same for both', () => {
    let answers = 0;
    fc.assert(
      fc.property(description, local, (offer, ours) => {
        const outcome = answerOffer(offer, ours);
        if (!outcome.ok) {
          expect(outcome.refusal.status).toBe(488);
          return;
        }
        answers += 1;
        const { answer, agreed } = outcome;
        expectAnswer(offer, answer);
        expect(sdp(formatSdp(answer))).toEqual(answer);
        expect(answerOffer(offer, ours, answer)).toEqual(outcome);
        const theirs = acceptAnswer(offer, answer);
        // Who has made an offer of several sections of sound reads its answer by the first.
        if (!theirs.ok || offer.media.filter(({ kind }) => kind === 'audio').length > 1) return;
        expect(theirs.agreed.codec).toBe(agreed.codec);
        expect(theirs.agreed.payloadTypes.receive).toEqual(agreed.payloadTypes.send);
        expect(theirs.agreed.srtp?.send).toEqual(agreed.srtp?.receive);
      }),
      runs,
    );
    expect(answers).toBeGreaterThan(runs.numRuns / 20);
  });

  it('two of us understand each other, at first and within the call', () => {
    fc.assert(
      fc.property(local, local, (one, another) => {
        const far: LocalSound = { ...another, address: one.address };
        const offer = createOffer(one);
        const outcome = answerOffer(offer, far);
        if (!outcome.ok) return;
        const accepted = acceptAnswer(offer, outcome.answer);
        expect(accepted.ok).toBe(true);
        const again = createOffer(far, outcome.answer);
        const back = answerOffer(again, one, offer);
        expect(back.ok && acceptAnswer(again, back.answer).ok).toBe(true);
      }),
      runs,
    );
  });

  it('no text makes any of it throw', () => {
    const texts = Object.values(offers).map((lines) => lines.join('\r\n'));
    const mutated = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(20), fc.string({ maxLength: 12, unit: 'binary' }))
      .map(([text, at, cut, more]) => text.slice(0, at % text.length) + more + text.slice((at % text.length) + cut));
    const ours: LocalSound = { sessionId: '1', address: '192.0.2.9', port: 4, codecs: ['pcmu', 'opus'] };
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), mutated, mutated), fc.string(), (text, type) => {
        readSdpBody(type, text);
        const parsed = parseSdp(text);
        if (!parsed.ok) return;
        read += 1;
        offeredTransport(parsed.session);
        answerOffer(parsed.session, ours, parsed.session);
        acceptAnswer(createOffer(ours, parsed.session), parsed.session);
        expect(parseSdp(formatSdp(parsed.session))).toMatchObject({ ok: true });
      }),
      { seed: 1, numRuns: 1500 },
    );
    expect(read).toBeGreaterThan(250);
  });
});
