import { findSound, isSilent, resample, sine } from '@callwright/audio';
import type { CommandOf } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStreamBench, hum, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
const SENT_RATE_HZ = 16_000;
const names = ['trackStart', 'trackEnd', 'interruption', 'error'] as const;
let bench: StreamBench;
beforeEach(() => {
  bench = createStreamBench();
  bench.stream.start();
});
afterEach(async () => {
  await bench.stream.close();
  bench.checkEvents();
});

const bytesOf = (samples: Int16Array): Buffer => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
/** A tone as a client sends it. */
const tone = (hertz: number, durationMs: number): Int16Array => sine(hertz, durationMs, SENT_RATE_HZ);
const send = (sound: Int16Array | Buffer, more: Partial<CommandOf<'tts'>> = {}): void => {
  const bytes = Buffer.isBuffer(sound) ? sound : bytesOf(sound);
  bench.stream.perform({ command: 'tts', text: '', playId: 'a', sound: bytes.toString('base64'), ...more });
};

describe('sound that a client has spoken itself', () => {
  it('is played at the rate of the call, and reported like a text', async () => {
    send(tone(700, 300));
    await bench.run(400);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 300 }]);
    const sent = resample(tone(700, 300), SENT_RATE_HZ, RATE_HZ);
    expect(findSound(bench.leg.heard(), sent).correlation).toBeGreaterThan(0.98);
  });

  it('takes the place of its text', async () => {
    send(tone(700, 100), { text: 'xxxxxxxxxx' });
    await bench.run(400);
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 100 }]);
  });

  it('goes behind a text of its play id, and in the place of another', async () => {
    bench.stream.perform({ command: 'tts', text: 'xxxxx', playId: 'a' });
    send(tone(700, 100));
    await bench.run(300);
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 200 }]);
    expect(findSound(bench.leg.heard(), hum('xxxxx', RATE_HZ)).correlation).toBeGreaterThan(0.98);
    bench.stream.perform({ command: 'tts', text: 'x'.repeat(50), playId: 'b' });
    await bench.run(60);
    send(tone(700, 100));
    await bench.run(300);
    expect(bench.story(...names).slice(2)).toEqual([
      ...['trackStart b', 'interruption b', 'trackEnd b'],
      ...['trackStart a', 'trackEnd a'],
    ]);
  });

  it('may come in pieces, and is waited for until the last of them', async () => {
    send(tone(700, 100), { streaming: true });
    await bench.run(300);
    expect(bench.story(...names)).toEqual(['trackStart a']);
    send(tone(700, 60), { streaming: true });
    send(tone(700, 40), { streaming: true, endOfStream: true });
    await bench.run(300);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 200 }]);
  });

  it('ends when the caller barges in', async () => {
    send(tone(700, 2000), { bargeIn: ['keys'] });
    await bench.run(100);
    bench.stream.onKey({ digit: '1', phase: 'start' });
    await bench.run(100);
    expect(bench.story(...names)).toEqual(['trackStart a', 'interruption a', 'trackEnd a']);
    expect(isSilent(bench.leg.heard().slice(-160))).toBe(true);
  });

  it('that is none begins and ends, so that nobody waits for it', async () => {
    for (const sound of ['', 'AA==', '-']) bench.stream.perform({ command: 'tts', text: 'xxxxx', playId: 'a', sound });
    await bench.run(60);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
    expect(isSilent(bench.leg.heard())).toBe(true);
  });

  it('that breaks off within a sample is played up to it', async () => {
    send(bytesOf(tone(700, 100)).subarray(0, -1));
    await bench.run(200);
    expect(bench.story(...names)).toEqual(['trackStart a', 'trackEnd a']);
  });
});
