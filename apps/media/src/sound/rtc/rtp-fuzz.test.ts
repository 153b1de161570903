import { JitterBuffer, levelDb, parseRtcp, sweep, writeRtpPacket } from '@callwright/audio';
import { describe, expect, it } from 'vitest';
import type { PacketCodec } from '../stream/track.js';
import { createAudioEncoder } from './create-audio-codec.js';
import { createPacketAudio } from './create-packet-audio.js';
import { type Agreement, clockHzOf, rateHzOf } from './negotiate.js';
import type { PacketAudio } from './packet-audio.js';

const PACKETS = 5_000;
const TYPES = { pcmu: 0, pcma: 8, g722: 9, opus: 111, l16: 97 } as const;
const KEYS = 101;

const agreementOf = (codec: PacketCodec): Agreement => ({
  codec,
  payloadType: TYPES[codec],
  clockHz: clockHzOf(codec),
  rateHz: rateHzOf(codec),
  keys: { payloadType: KEYS, clockHz: 8000 },
});

/** Chance that is the same each time: numbers below a bound. */
const dice = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};
type Dice = ReturnType<typeof dice>;
const bytesOf = (length: number, roll: Dice): Uint8Array => Uint8Array.from({ length }, () => roll(256));

/** A sender that speaks without end, and says when it begins anew. */
const sender = ({ codec, payloadType, rateHz, clockHz }: Agreement) => {
  const encoder = createAudioEncoder(codec, rateHz, clockHz);
  const said = sweep(300, 3000, 2000, rateHz);
  const samples = rateHz / 50;
  let count = 0;
  return {
    packet: (type = payloadType, payload?: Uint8Array): Uint8Array => {
      const from = (count * samples) % (said.length - samples);
      const body = payload ?? encoder.encode(said.subarray(from, from + samples));
      const bytes = new Uint8Array(12 + body.length);
      const ticks = (clockHz / 50) * count;
      writeRtpPacket(bytes, { payloadType: type, sequence: count & 0xffff, timestamp: ticks >>> 0, ssrc: 7 }, body);
      count += 1;
      return bytes;
    },
  };
};

/** One packet as somebody wants it who means ill. */
const spoilt = (bytes: Uint8Array, roll: Dice): Uint8Array => {
  const changed = bytes.slice();
  const flip = (from: number, to: number) => {
    for (let n = 0; n <= roll(8); n++) changed[from + roll(to - from)] = roll(256);
  };
  switch (roll(8)) {
    case 0:
      return changed.subarray(0, roll(changed.length));
    case 1:
      return Uint8Array.from([...changed, ...bytesOf(roll(1400), roll)]);
    case 2:
      flip(0, 1);
      return changed;
    case 3:
      flip(2, 12);
      return changed;
    case 4:
      flip(12, changed.length);
      return changed;
    case 5:
      flip(0, changed.length);
      return changed;
    case 6:
      return changed.subarray(0, 12);
    default:
      return bytesOf(roll(1500), roll);
  }
};

const pullAll = (audio: PacketAudio, block: Int16Array) => {
  audio.pull(block);
  audio.packetOf(audio.agreement.codec);
};

type Far = ReturnType<typeof sender>;

/** Five thousand packets, keys among them, of which two thirds are spoilt and some never come. */
function harass(audio: PacketAudio, far: Far, block: Int16Array): void {
  const roll = dice(20_261_121);
  for (let n = 0; n < PACKETS; n++) {
    const packet = roll(10) === 0 ? far.packet(KEYS, bytesOf(4, roll)) : far.packet();
    const arrived = roll(3) > 0 ? spoilt(packet, roll) : packet;
    if (roll(6) > 0) audio.receive(arrived);
    if (roll(5) > 0) pullAll(audio, block);
  }
}

/** How loud the sound is once the sender has been left in peace for four seconds. */
function listen(audio: PacketAudio, far: Far, block: Int16Array): readonly number[] {
  return Array.from({ length: 300 }, () => {
    audio.receive(far.packet());
    pullAll(audio, block);
    return levelDb(block);
  }).slice(200);
}

describe.each(['opus', 'pcmu', 'g722', 'l16'] as const)('a leg of %s that is sent anything', (codec) => {
  it('throws nothing, keeps no more than it must, and hears what makes sense again', async () => {
    const agreement = agreementOf(codec);
    let keyCount = 0;
    const audio = await createPacketAudio(agreement, {
      ssrc: 1,
      sequence: 0,
      timestamp: 0,
      send: () => undefined,
      onKey: () => {
        keyCount += 1;
      },
    });
    const block = new Int16Array(agreement.rateHz / 50);
    const far = sender(agreement);
    const before = process.memoryUsage().arrayBuffers;
    harass(audio, far, block);
    expect(audio.delayMs).toBeLessThan(5_000);
    expect(keyCount).toBeLessThan(PACKETS);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    const levels = listen(audio, far, block);
    expect(Math.min(...levels)).toBeGreaterThan(-30);
    audio.close();
  });
});

/** Takes what makes up one block. @throws Error when it never does */
const takeBlock = (jitter: JitterBuffer): void => {
  let ms = 0;
  for (let frames = 0; ms < 20; frames++) {
    const frame = jitter.take(20);
    if (frame.kind === 'packet') jitter.tookMs(20);
    ms += 'durationMs' in frame ? frame.durationMs : frame.kind === 'noise' ? 0 : 20;
    if (frames > 1_000) throw new Error('a block that does not end');
  }
};

describe('a jitter buffer with any numbers', () => {
  it('ends every block, however its packets are numbered', () => {
    const roll = dice(7);
    const jitter = new JitterBuffer(8000);
    const payload = new Uint8Array(160);
    for (let n = 0; n < 20_000; n++) {
      jitter.put(roll(65_536), roll(2 ** 32), roll(5) === 0 ? null : payload, roll(6) === 0);
      takeBlock(jitter);
      jitter.advance();
    }
    expect(jitter.stats.received).toBe(20_000);
  });
});

describe('a packet that is far too long', () => {
  it('is none of the call’s, so that nobody can keep the tick busy with decoding', async () => {
    const agreement = agreementOf('g722');
    const silent = { ssrc: 1, sequence: 0, timestamp: 0, send: () => undefined, onKey: () => undefined };
    const audio = await createPacketAudio(agreement, silent);
    const far = sender(agreement);
    expect(audio.receive(far.packet(undefined, new Uint8Array(60_000)))).toBe('foreign');
    expect(audio.receive(far.packet(undefined, new Uint8Array(960)))).toBe('sound');
    audio.close();
  });
});

describe('reports that are none', () => {
  it('are told from those that are, and nothing is thrown', () => {
    const roll = dice(3);
    let known = 0;
    for (let n = 0; n < 20_000; n++) {
      const bytes = bytesOf(roll(120), roll);
      if (bytes.length > 1 && roll(2) === 0) bytes.set([0x80 | roll(32), 200 + roll(5)]);
      if (parseRtcp(bytes) !== null) known += 1;
    }
    expect(known).toBeLessThan(20_000);
  });
});
