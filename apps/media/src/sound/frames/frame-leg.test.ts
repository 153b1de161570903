import { findSound, isSilent, levelDb, sine, sweep } from '@callwright/audio';
import { trackId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import type { FrameFormat } from '../../link/frame-format.js';
import { FrameLeg } from './frame-leg.js';
import { createSampleReader, streamRateHz } from './frame-samples.js';
import { createFrameWriter } from './frame-writer.js';

const formats: readonly FrameFormat[] = [
  { codec: 'pcmu', rateHz: 8000 },
  { codec: 'pcma', rateHz: 8000 },
  { codec: 'g722', rateHz: 16_000 },
  ...([8000, 16_000, 24_000, 48_000, 64_000] as const).map((rateHz) => ({ codec: 'l16', rateHz }) as const),
];
const PCM: FrameFormat = { codec: 'l16', rateHz: 8000 };

/** A caller's sound as the bytes of its connection, in blocks of 20 ms. */
const bytesOf = (sound: Int16Array, format: FrameFormat): readonly Uint8Array[] => {
  const rateHz = streamRateHz(format);
  const { write } = createFrameWriter(format, rateHz);
  const length = rateHz / 50;
  return Array.from({ length: Math.floor(sound.length / length) }, (_, at) =>
    Uint8Array.from(write(sound.subarray(at * length, (at + 1) * length))),
  );
};

const joined = (pieces: readonly Int16Array[]): Int16Array => Int16Array.from(pieces.flatMap((piece) => [...piece]));

/** A leg, its ticks, and what it sends. */
const createBench = (format: FrameFormat = PCM) => {
  const sent: Uint8Array[] = [];
  const lane = { send: (bytes: Uint8Array) => void sent.push(Uint8Array.from(bytes)), note: () => undefined };
  let closedCount = 0;
  const leg = new FrameLeg(trackId.parse('c-1'), format, { ...lane, close: () => void closedCount++ });
  const tick = (): Int16Array => {
    const block = new Int16Array(leg.rateHz / 50);
    leg.pull(block);
    return block;
  };
  return { leg, sent, tick, closedCount: () => closedCount };
};

/** Plays bytes to a leg as they come: `arrivals[n]` are those before tick n. */
const playedOf = (format: FrameFormat, arrivals: readonly (readonly Uint8Array[])[], extraTicks = 30) => {
  const { leg, tick } = createBench(format);
  const blocks: Int16Array[] = [];
  for (let at = 0; at < arrivals.length + extraTicks; at++) {
    for (const bytes of arrivals[at] ?? []) leg.receive(bytes);
    blocks.push(tick());
  }
  return { leg, played: joined(blocks) };
};

const correlationOf = (played: Int16Array, sound: Int16Array): number => findSound(played, sound).correlation;
const PIECE = { from: 0.2, to: 0.8 };
const middleOf = (sound: Int16Array): Int16Array =>
  sound.subarray(Math.floor(sound.length * PIECE.from), Math.floor(sound.length * PIECE.to));

describe('a caller whose sound is bytes', () => {
  it.each(formats)('is heard and hears in $codec at $rateHz Hz', (format) => {
    const rateHz = streamRateHz(format);
    const sound = sweep(300, 3000, 600, rateHz);
    const { played } = playedOf(
      format,
      bytesOf(sound, format).map((bytes) => [bytes]),
    );
    expect(correlationOf(played, middleOf(sound))).toBeGreaterThan(0.98);

    const { leg, sent } = createBench(format);
    for (let at = 0; at < sound.length; at += rateHz / 50) leg.push(sound.subarray(at, at + rateHz / 50));
    const { read } = createSampleReader(format, rateHz);
    const heard = joined(sent.map((bytes) => Int16Array.from(read(bytes))));
    expect(correlationOf(heard, middleOf(sound))).toBeGreaterThan(0.98);
  });

  it('may be cut anywhere, in the middle of a sample too', () => {
    const sound = sweep(300, 3000, 600, 8000);
    const arrivals = bytesOf(sound, PCM).map((bytes) => [
      bytes.subarray(0, 7),
      bytes.subarray(7, 8),
      bytes.subarray(8, 101),
      bytes.subarray(101),
    ]);
    expect(correlationOf(playedOf(PCM, arrivals).played, middleOf(sound))).toBeGreaterThan(0.99);
  });

  it('may come unevenly: pieces of 100 ms, and late ones', () => {
    const sound = sweep(300, 3000, 3000, 8000);
    const blocks = bytesOf(sound, PCM);
    const arrivals: Uint8Array[][] = blocks.map(() => []);
    for (let at = 0; at < blocks.length; at += 5) {
      const lateTicks = at % 3;
      arrivals[Math.min(arrivals.length - 1, at + 4 + lateTicks)]?.push(...blocks.slice(at, at + 5));
    }
    const { played, leg } = playedOf(PCM, arrivals);
    expect(correlationOf(played, sound.subarray(16_000, 20_000))).toBeGreaterThan(0.95);
    expect(leg.delayMs).toBeLessThan(400);
  });

  it('is heard on time again after a pause in which nothing was sent', async () => {
    const words = bytesOf(sine(440, 400, 8000), PCM).map((bytes) => [bytes]);
    const pause = Array.from({ length: 100 }, () => []);
    const { leg } = playedOf(PCM, [...words, ...pause, ...words, ...pause.slice(0, 20), ...words], 0);
    expect(leg.delayMs).toBeLessThan(120);
    expect((await leg.readStatistics()).lost).toBe(0);
  });

  it('that is twice as fast as time loses the oldest, and is not late', async () => {
    const sound = sine(440, 8000, 8000);
    const blocks = bytesOf(sound, PCM);
    const arrivals = Array.from({ length: blocks.length / 2 }, (_, at) => blocks.slice(2 * at, 2 * at + 2));
    const { leg } = playedOf(PCM, arrivals, 0);
    expect(leg.delayMs).toBeLessThan(700);
    expect((await leg.readStatistics()).lost).toBeGreaterThan(100);
  });

  it('that dumps a minute at once is heard no longer than a moment', () => {
    const blocks = bytesOf(sine(440, 60_000, 8000), PCM);
    const { played } = playedOf(PCM, [blocks], 500);
    const soundMs = played.filter((sample) => Math.abs(sample) > 1000).length / 8;
    expect(soundMs).toBeGreaterThan(100);
    expect(soundMs).toBeLessThan(1000);
    expect(isSilent(played.subarray(-8000))).toBe(true);
  });

  it.each([
    ['slower', 1.01],
    ['faster', 0.99],
  ])('whose clock is 1 % %s than ours is heard without holes or haste', (_, factor) => {
    const sound = sine(440, 20_000, 8000, 0.5);
    const blocks = bytesOf(sound, PCM);
    const arrivals: Uint8Array[][] = Array.from({ length: Math.ceil(blocks.length * 1.01) + 1 }, () => []);
    blocks.forEach((bytes, at) => void arrivals[Math.floor(at * factor)]?.push(bytes));
    const { leg, played } = playedOf(PCM, arrivals.slice(0, 950), 0);
    const seconds = Array.from({ length: 15 }, (_, at) => played.subarray((at + 3) * 8000, (at + 4) * 8000));
    for (const second of seconds)
      expect(Math.abs(levelDb(second) - levelDb(sound.subarray(0, 8000)))).toBeLessThan(1.5);
    expect(leg.delayMs).toBeLessThan(200);
  });

  it('has the end of an utterance played that is less than a block', () => {
    const [first = new Uint8Array(0), second = new Uint8Array(0)] = bytesOf(sine(440, 40, 8000), PCM);
    const { played } = playedOf(PCM, [[first], [second.subarray(0, 161)]]);
    expect(played.filter((sample) => sample !== 0).length).toBeGreaterThan(230);
  });

  it('is made up for a moment where it breaks off, then silent', () => {
    const { played, leg } = playedOf(
      PCM,
      bytesOf(sine(440, 400, 8000), PCM).map((bytes) => [bytes]),
      50,
    );
    expect(isSilent(played.subarray(-4000), 50)).toBe(true);
    expect(leg.isIdle).toBe(true);
  });

  it('tells how its sound came and went', async () => {
    const { leg, sent, tick } = createBench({ codec: 'pcmu', rateHz: 8000 });
    for (const bytes of bytesOf(sine(440, 200, 8000), { codec: 'pcmu', rateHz: 8000 })) {
      leg.receive(bytes);
      leg.push(tick());
    }
    expect(sent).toHaveLength(10);
    expect(await leg.readStatistics()).toMatchObject({ by: 'frames', codec: 'PCMU', sent: 10, received: 10, lost: 0 });
  });

  it('hears nothing and says nothing once it is closed', () => {
    const { leg, sent, tick, closedCount } = createBench();
    for (const bytes of bytesOf(sine(440, 200, 8000), PCM)) leg.receive(bytes);
    leg.close();
    leg.close();
    leg.push(new Int16Array(160));
    leg.receive(new Uint8Array(320));
    expect(isSilent(tick())).toBe(true);
    expect(sent).toEqual([]);
    expect(closedCount()).toBe(1);
  });
});
