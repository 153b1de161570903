import { isSilent, sweep } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStreamBench, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;
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

const perform = (command: 'pause' | 'resume'): void => bench.stream.perform({ command });
const heardSince = (sampleCount: number): Int16Array => bench.leg.heard().slice(sampleCount);

describe('what is held', () => {
  it('is silent within milliseconds, and goes on without a sample lost', async () => {
    const whole = sweep(3000, 300, 600, RATE_HZ);
    bench.stream.perform({ command: 'play', url: 'sweep' });
    await bench.run(200);
    perform('pause');
    const before = bench.leg.heard().length;
    await bench.run(400);
    expect(isSilent(heardSince(before).slice(0, 30))).toBe(false);
    expect(isSilent(heardSince(before).slice(40))).toBe(true);
    const resumed = bench.leg.heard().length;
    perform('resume');
    await bench.run(600);
    // A sweep begins with a zero.
    const first = bench.leg.heard().findIndex((sample) => sample !== 0) - 1;
    // The block in which it was held is heard again from its beginning, faded in.
    const heldAt = before - first;
    const again = heardSince(resumed).slice(40, whole.length - heldAt);
    expect(again).toEqual(whole.slice(heldAt + 40));
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 600 }]);
  });

  it('clicks neither when it stops nor when it goes on', async () => {
    bench.stream.perform({ command: 'play', url: '800' });
    await bench.run(200);
    perform('pause');
    await bench.run(100);
    perform('resume');
    await bench.run(200);
    const heard = bench.leg.heard();
    // 880 Hz at half scale climbs by at most 11 300 from sample to sample.
    const jumps = heard.slice(1).map((sample, i) => Math.abs(sample - (heard[i] ?? 0)));
    expect(Math.max(...jumps)).toBeLessThan(11_500);
  });

  it('does not end, however long it is held, and ends when it is played', async () => {
    bench.stream.perform({ command: 'play', url: '200' });
    await bench.run(160);
    perform('pause');
    await bench.run(5000);
    expect(bench.of('trackEnd')).toEqual([]);
    perform('resume');
    await bench.run(200);
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 200 }]);
  });

  it('does not end when it was held in its very last block', async () => {
    bench.stream.perform({ command: 'play', url: '60' });
    await bench.run(40);
    perform('pause');
    await bench.run(500);
    expect(bench.of('trackEnd')).toEqual([]);
    perform('resume');
    await bench.run(60);
    expect(bench.story(...names)).toEqual(['trackStart 60', 'trackEnd 60']);
  });

  it.each([{}, { fadeOutMs: 500 }, { graceful: true }])(
    'is ended at once and in silence by an interrupt: %j',
    async (how) => {
      bench.stream.perform({ command: 'play', url: '800' });
      await bench.run(200);
      perform('pause');
      await bench.run(60);
      const before = bench.leg.heard().length;
      bench.stream.perform({ command: 'interrupt', ...how });
      expect(bench.story(...names)).toEqual(['trackStart 800', 'interruption 800', 'trackEnd 800']);
      await bench.run(100);
      expect(isSilent(heardSince(before))).toBe(true);
    },
  );

  it('can be ended by the caller as ever', async () => {
    bench.stream.perform({ command: 'play', url: '800', bargeIn: ['keys'] });
    await bench.run(200);
    perform('pause');
    await bench.run(60);
    bench.stream.onKey({ digit: '1', phase: 'start' });
    expect(bench.of('interruption')).toMatchObject([{ cause: 'keys' }]);
  });

  it('gives way to what replaces it, which is not held', async () => {
    bench.stream.perform({ command: 'play', url: '800' });
    await bench.run(200);
    perform('pause');
    await bench.run(60);
    bench.stream.perform({ command: 'play', url: '100' });
    await bench.run(200);
    expect(bench.of('trackEnd')).toMatchObject([{ playId: '800' }, { playId: '100', durationMs: 100 }]);
  });

  it('takes more text while it is held', async () => {
    bench.stream.perform({ command: 'tts', text: 'xxxxx', playId: 'a' });
    await bench.run(60);
    perform('pause');
    bench.stream.perform({ command: 'tts', text: 'xxxxx', playId: 'a' });
    await bench.run(500);
    perform('resume');
    await bench.run(400);
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 200 }]);
  });

  it('is not timed as a slow beginning', async () => {
    bench.stream.perform({ command: 'play', url: '100' });
    perform('pause');
    await bench.run(500);
    perform('resume');
    await bench.run(100);
    expect(bench.of('metrics').map(({ key }) => key)).toEqual(['play.first']);
  });

  it('may be held and let go within one block', async () => {
    bench.stream.perform({ command: 'play', url: '200' });
    await bench.run(60);
    for (const command of ['pause', 'resume', 'pause', 'resume'] as const) perform(command);
    await bench.run(300);
    expect(bench.of('trackEnd')).toMatchObject([{ durationMs: 200 }]);
  });

  it('is nothing when nothing is played', async () => {
    perform('pause');
    bench.stream.perform({ command: 'play', url: '100' });
    await bench.run(200);
    expect(bench.story(...names)).toEqual(['trackStart 100', 'trackEnd 100']);
  });
});
