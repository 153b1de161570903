import { findSound, levelDb, sine, snrDb, sweep } from '@callwright/audio';
import { describe, expect, it } from 'vitest';
import { createUniform, whiteNoise } from '../speech/test-noise.js';
import type { AudioDecoder } from './codec.js';
import { createAudioDecoder, createAudioEncoder } from './create-audio-codec.js';
import { createG711Decoder, createG711Encoder } from './g711-codec.js';
import { InboundAudio } from './inbound-audio.js';

const telephone = { rateHz: 8000, clockHz: 8000, codec: 'pcmu' } as const;
const tone = sine(400, 8000, 8000, 0.5);
/** Resembles itself at no other place. */
const voice = sweep(300, 3000, 8000, 8000);
const joined = (blocks: readonly Int16Array[]): Int16Array => Int16Array.from(blocks.flatMap((block) => [...block]));

/** A caller over a network without jitter, and what is heard of them, one tick after another. */
function createCall(sound = tone, packetMs = 20) {
  const inbound = new InboundAudio(createG711Decoder('mulaw'), telephone);
  const encoder = createG711Encoder('mulaw');
  const length = packetMs * 8;
  const payloads = Array.from({ length: Math.floor(sound.length / length) }, (_, i) =>
    encoder.encode(sound.subarray(i * length, (i + 1) * length)).slice(),
  );
  let sent = 0;
  let tick = 0;
  const pull = (): Int16Array => {
    const block = new Int16Array(160);
    inbound.pull(block);
    tick += 1;
    return block;
  };
  return {
    inbound,
    payloads,
    /** Sends what is due by now, but what `isLost`, and pulls a block; so many times. */
    hear: (blocks: number, isLost: (index: number) => boolean = () => false): Int16Array =>
      joined(
        Array.from({ length: blocks }, () => {
          for (; (sent + 1) * packetMs <= (tick + 1) * 20; sent++) {
            const payload = payloads[sent];
            if (payload !== undefined && !isLost(sent)) inbound.put(sent & 0xffff, sent * length, payload);
          }
          return pull();
        }),
      ),
    /** Pulls while nothing comes. */
    wait: (blocks: number): Int16Array => joined(Array.from({ length: blocks }, pull)),
  };
}

describe('packets of a good line', () => {
  it.each([10, 20, 30, 40, 60, 120])('of %i ms come out as they were sent', (packetMs) => {
    const heard = createCall(voice, packetMs).hear(250);
    const piece = heard.subarray(32_000, 36_000);
    const { offset, correlation } = findSound(voice, piece, 32_000 - 2400, 32_000);
    expect(correlation).toBeGreaterThan(0.999);
    // Packets wait for the beat, and for one more packet; the longer ones are whole when they come.
    expect((32_000 - offset) / 8).toBeLessThanOrEqual(packetMs + 80);
  });

  it('are given back as they came when nothing was done to them', () => {
    const call = createCall();
    const found: (Uint8Array | null)[] = [];
    for (let i = 0; i < 150; i++) {
      call.hear(1);
      found.push(call.inbound.packetOf('pcmu'));
    }
    const packets = found.filter((packet) => packet !== null);
    expect(packets.length).toBeGreaterThan(100);
    expect(call.payloads).toEqual(expect.arrayContaining(packets));
    expect(call.inbound.packetOf('opus')).toBeNull();
  });

  it('say how long they stay', () => {
    const call = createCall();
    call.hear(300);
    // A packet of 20 ms, and the beat: half of it.
    expect(call.inbound.delayMs).toBeCloseTo(30, 0);
  });
});

describe('what is lost', () => {
  it('is made up without a gap, and no packet stands for it', () => {
    const call = createCall();
    call.hear(100);
    const heard = call.hear(50, (index) => index % 10 === 5);
    for (let at = 0; at < heard.length; at += 160) expect(levelDb(heard.subarray(at, at + 160))).toBeGreaterThan(-12);
    expect(call.inbound.stats).toMatchObject({ lost: 5, concealedMs: 100, recoveredMs: 0, silentMs: 0 });
  });

  it('is made up for a moment, and then is silence', () => {
    const call = createCall();
    call.hear(100);
    call.wait(2);
    const after = call.wait(20);
    expect(levelDb(after.subarray(0, 160))).toBeGreaterThan(-25);
    expect(levelDb(after.subarray(3 * 160))).toBe(Number.NEGATIVE_INFINITY);
    expect(call.inbound.isIdle).toBe(true);
  });

  it('is counted where a payload is none of the codec', () => {
    const broken: AudioDecoder = {
      decode: () => {
        throw new Error('no packet of this codec');
      },
      conceal: (sampleCount) => new Int16Array(sampleCount),
      close: () => undefined,
    };
    const inbound = new InboundAudio(broken, telephone);
    for (let i = 0; i < 20; i++) {
      inbound.put(i, i * 160, Uint8Array.of(1));
      inbound.pull(new Int16Array(160));
    }
    expect(inbound.stats.unreadable).toBeGreaterThan(15);
  });
});

describe('silence', () => {
  it('is digital before anything has come', () => {
    const call = createCall();
    expect(levelDb(call.wait(3))).toBe(Number.NEGATIVE_INFINITY);
    expect(call.inbound.isIdle).toBe(true);
  });

  it('sounds like the background of the caller while they send nothing, then fades when they seem gone', () => {
    const background = whiteNoise(32_000, 0.003);
    const call = createCall(background);
    call.hear(100);
    const silence = call.wait(250);
    const around = (fromMs: number, toMs: number) => levelDb(silence.subarray(fromMs * 8, toMs * 8));
    expect(Math.abs(around(300, 1500) - levelDb(background))).toBeLessThan(2.5);
    expect(around(4000, 5000)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is as loud as the caller says it is (RFC 3389)', () => {
    const call = createCall();
    call.hear(100);
    call.inbound.putNoise(100, 100 * 160, Uint8Array.of(50));
    const silence = call.wait(50);
    expect(Math.abs(levelDb(silence.subarray(3200)) + 50)).toBeLessThan(1.5);
  });

  it('stands for a key, and what comes after it is in its place', () => {
    const call = createCall();
    const before = call.hear(100);
    for (let i = 0; i < 5; i++) {
      call.inbound.put(100 + i, 100 * 160, null);
      call.wait(1);
    }
    const encoder = createG711Encoder('mulaw');
    const after: Int16Array[] = [];
    for (let i = 0; i < 50; i++) {
      const payload = encoder.encode(tone.subarray(i * 160, (i + 1) * 160)).slice();
      call.inbound.put(105 + i, (105 + i) * 160, payload);
      after.push(call.wait(1));
    }
    expect(levelDb(before.subarray(8000))).toBeGreaterThan(-10);
    expect(call.inbound.stats).toMatchObject({ lost: 0, late: 0, skipped: 0 });
    expect(levelDb(joined(after).subarray(1600))).toBeGreaterThan(-10);
    expect(call.inbound.delayMs).toBeLessThanOrEqual(50);
  });
});

describe('a sender that starts over', () => {
  it.each([
    ['another sequence', 30_000, 150],
    ['another timestamp', 150, 4_000_000_000],
    ['an earlier sequence and timestamp', 65_000, 12_345],
  ])('is heard again within 200 ms, with %s', (_, sequence, timestamp) => {
    const call = createCall();
    call.hear(100);
    const encoder = createG711Encoder('mulaw');
    const other = sine(700, 2000, 8000, 0.5);
    const heard: Int16Array[] = [];
    for (let i = 0; i < 60; i++) {
      const payload = encoder.encode(other.subarray(i * 160, (i + 1) * 160)).slice();
      call.inbound.put((sequence + i) & 0xffff, (timestamp + i * 160) >>> 0, payload);
      heard.push(call.wait(1));
    }
    expect(findSound(other, joined(heard).subarray(1600, 3200), 0, 3200).correlation).toBeGreaterThan(0.99);
  });
});

describe('Opus', () => {
  it('gives a lost packet back from the copy in the next', async () => {
    const inbound = new InboundAudio(await createAudioDecoder('opus', 16_000), {
      rateHz: 16_000,
      clockHz: 48_000,
      codec: 'opus',
    });
    const encoder = createAudioEncoder('opus', 16_000);
    const voice = Int16Array.from({ length: 32_000 }, (_, i) => {
      let sum = 0;
      for (let harmonic = 1; harmonic < 20; harmonic++)
        sum += Math.sin((2 * Math.PI * 120 * harmonic * i) / 16_000) / harmonic;
      return 4000 * sum * (0.6 + 0.4 * Math.sin((2 * Math.PI * 4 * i) / 16_000));
    });
    for (let i = 0; i < 100; i++) {
      const payload = encoder.encode(voice.subarray(i * 320, (i + 1) * 320)).slice();
      if (i % 10 !== 5) inbound.put(i, i * 960, payload);
      inbound.pull(new Int16Array(320));
    }
    expect(inbound.stats).toMatchObject({ lost: 10, concealedMs: 0, recoveredMs: 200 });
  });
});

it('is unchanged where nothing had to be done', () => {
  const heard = createCall(voice).hear(30);
  const piece = heard.subarray(1600, 4000);
  const { offset } = findSound(voice, piece, 0, 1600);
  expect(snrDb(voice.subarray(offset, offset + piece.length), piece)).toBeGreaterThan(30);
});

it('goes on in step whatever comes', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = createUniform(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const inbound = new InboundAudio(createG711Decoder('mulaw'), telephone);
    const block = new Int16Array(160);
    for (let i = 0; i < 200; i++) {
      const payload = random() < 0.1 ? null : new Uint8Array(below(400));
      if (random() < 0.7) inbound.put(i + below(8), (i * 160 + below(4000)) >>> 0, payload);
      else inbound.put(below(0x1_0000), below(0x1_0000_0000), payload);
      for (let n = below(5); n > 0; n--) inbound.pull(block);
    }
    expect(inbound.stats.received).toBe(200);
    expect(inbound.delayMs).toBeGreaterThanOrEqual(0);
    expect(inbound.delayMs).toBeLessThan(5000);
    expect(inbound.heldMs).toBeLessThan(200);
  }
});
