import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSound, isSilent, readWav, sine, sweep } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForkOptions } from '../../link/frame-format.js';
import type { LaneNote } from '../../link/lanes.js';
import { createStreamBench, type StreamBench } from '../stream/stream-bench.js';

const RATE_HZ = 8000;
const PCM = { codec: 'l16', rateHz: RATE_HZ } as const;
let bench: StreamBench;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-forks-'));
  bench = createStreamBench({ recordingsDir: dir, stream: { recorder: { file: 'call.wav' } } });
  bench.stream.start();
});
afterEach(async () => {
  await bench.stream.close();
  await rm(dir, { recursive: true });
});

const samplesOf = (pieces: readonly Uint8Array[]): Int16Array => {
  const bytes = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
  return new Int16Array(bytes.buffer);
};
const bytesOf = (sound: Int16Array): Uint8Array => new Uint8Array(Int16Array.from(sound).buffer);

const open = (options: Partial<ForkOptions> = {}) => {
  const heard: Uint8Array[] = [];
  const notes: LaneNote[] = [];
  const lane = {
    send: (bytes: Uint8Array) => void heard.push(Uint8Array.from(bytes)),
    note: (note: LaneNote) => void notes.push(note),
    close: () => undefined,
  };
  const fork = bench.stream.openFork({ forkId: 'f', hears: 'mixed', format: PCM, speaks: PCM, ...options }, lane);
  return { fork, notes, heard: () => samplesOf(heard), pieces: heard };
};
const has = (heard: Int16Array, sound: Int16Array): boolean => {
  if (heard.length < sound.length) return false;
  const { offset, correlation } = findSound(heard, sound);
  return correlation > 0.95 && !isSilent(heard.subarray(offset, offset + sound.length), 500);
};
const said = sweep(300, 1000, 400, RATE_HZ).subarray(800, 2400);
const caller = () => bench.leg.say(sweep(300, 1000, 400, RATE_HZ));

/** A call in which the caller says one sound while we play another. */
const talk = async (): Promise<void> => {
  caller();
  bench.stream.perform({ command: 'play', url: 'sweep' });
  await bench.run(1000);
};
const ours = sweep(3000, 300, 600, RATE_HZ).subarray(1200, 3600);

describe('a fork', () => {
  it('hears the caller, our side, or both, 20 ms at a time', async () => {
    const [one, other, both] = [
      open({ forkId: 'a', hears: 'caller' }),
      open({ forkId: 'b', hears: 'callee' }),
      open({ forkId: 'c', hears: 'mixed' }),
    ];
    await talk();
    expect([has(one.heard(), said), has(one.heard(), ours)]).toEqual([true, false]);
    expect([has(other.heard(), said), has(other.heard(), ours)]).toEqual([false, true]);
    expect(both.pieces).toHaveLength(50);
    expect(both.pieces.every(({ length }) => length === 320)).toBe(true);
    const heard = other.heard();
    const sum = one.heard().map((sample, at) => sample + (heard[at] ?? 0));
    expect(findSound(both.heard(), sum.subarray(800, 4000)).correlation).toBeGreaterThan(0.99);
  });

  it('hears the caller left and our side right', async () => {
    const { heard } = open({ hears: 'stereo' });
    await talk();
    const all = heard();
    expect(
      has(
        all.filter((_, at) => at % 2 === 0),
        said,
      ),
    ).toBe(true);
    expect(
      has(
        all.filter((_, at) => at % 2 === 1),
        ours,
      ),
    ).toBe(true);
  });

  it('hears silence of a caller whose secret is being taken', async () => {
    const [one, both] = [open({ forkId: 'a', hears: 'caller' }), open({ forkId: 'b', hears: 'stereo' })];
    bench.stream.privacy.hide(true);
    await talk();
    expect(isSilent(one.heard())).toBe(true);
    expect(isSilent(both.heard().filter((_, at) => at % 2 === 0))).toBe(true);
    expect(isSilent(both.heard())).toBe(false);
    bench.stream.privacy.hide(false);
    caller();
    await bench.run(600);
    expect(has(one.heard(), said)).toBe(true);
  });

  it('hears nobody before the call has begun', async () => {
    const { stream, leg, attach } = bench.open('c-2');
    attach();
    const heard: Uint8Array[] = [];
    const lane = { send: (bytes: Uint8Array) => void heard.push(bytes), note: () => undefined, close: () => undefined };
    stream.openFork({ forkId: 'f', hears: 'caller', format: PCM }, lane);
    leg.say(sine(440, 400, RATE_HZ));
    stream.startEarly();
    await bench.run(200);
    expect(heard).toEqual([]);
    await stream.close();
  });

  it('is heard by the caller beside what is played, and in the recording', async () => {
    const { fork } = open();
    fork.onBytes(bytesOf(sweep(300, 1000, 400, RATE_HZ)));
    bench.stream.perform({ command: 'play', url: 'sweep' });
    await bench.run(1000);
    const { recording } = await bench.stream.close();
    const { channels } = readWav(await readFile(join(dir, recording?.file ?? '')));
    for (const heard of [bench.leg.heard(), channels[1] ?? new Int16Array(0)]) {
      expect(findSound(heard, said).correlation).toBeGreaterThan(0.6);
      // Alone by then.
      expect(findSound(heard, sweep(3000, 300, 600, RATE_HZ).subarray(3800, 4700)).correlation).toBeGreaterThan(0.9);
    }
  });

  it('is heard whole though its samples come cut in two', async () => {
    const { fork } = open();
    const bytes = bytesOf(sweep(300, 1000, 400, RATE_HZ));
    for (let at = 0; at < bytes.length; at += 33) fork.onBytes(bytes.subarray(at, at + 33));
    await bench.run(600);
    expect(findSound(bench.leg.heard(), said).correlation).toBeGreaterThan(0.999);
  });

  it('tells marks when what was played before them has been heard', async () => {
    const { fork, notes } = open();
    fork.onNote({ note: 'mark', name: 'now' });
    fork.onBytes(bytesOf(sine(440, 200, RATE_HZ)));
    fork.onNote({ note: 'mark', name: 'end' });
    await bench.run(60);
    expect(notes).toEqual([{ note: 'marked', name: 'now', end: 'played' }]);
    expect(fork.bufferedMs).toBe(140);
    await bench.run(140);
    expect(notes.at(-1)).toEqual({ note: 'marked', name: 'end', end: 'played' });
    expect(fork.bufferedMs).toBe(0);
  });

  it('drops what waits when it is cleared', async () => {
    const { fork, notes } = open();
    fork.onBytes(bytesOf(sine(440, 5000, RATE_HZ)));
    fork.onNote({ note: 'mark', name: 'end' });
    await bench.run(100);
    fork.onNote({ note: 'clear' });
    expect(notes).toEqual([{ note: 'marked', name: 'end', end: 'cleared' }]);
    await bench.run(100);
    expect(isSilent(bench.leg.heard().subarray(-800))).toBe(true);
    fork.onBytes(bytesOf(sine(440, 100, RATE_HZ)));
    await bench.run(40);
    expect(isSilent(bench.leg.heard().subarray(-160))).toBe(false);
  });

  it('refuses what is more than may wait, and says so', async () => {
    const { fork, notes } = open({ maxBufferedMs: 1000 });
    fork.onBytes(bytesOf(sine(440, 900, RATE_HZ)));
    fork.onBytes(bytesOf(sine(440, 200, RATE_HZ)));
    expect(notes).toEqual([{ note: 'overflow' }]);
    expect(fork.bufferedMs).toBe(900);
    await bench.run(200);
    fork.onBytes(bytesOf(sine(440, 200, RATE_HZ)));
    expect(fork.bufferedMs).toBe(900);
  });

  it('keeps so many marks and no more', () => {
    const { fork, notes } = open();
    fork.onBytes(bytesOf(sine(440, 200, RATE_HZ)));
    for (let count = 0; count <= 1000; count++) fork.onNote({ note: 'mark', name: `m${count}` });
    expect(notes).toEqual([{ note: 'marked', name: 'm1000', end: 'cleared' }]);
  });

  it('hears nothing while it is paused, or silence', async () => {
    const { fork, pieces, heard } = open({ hears: 'caller' });
    fork.onNote({ note: 'pause', way: 'nothing' });
    await talk();
    expect(pieces).toHaveLength(0);
    fork.onNote({ note: 'pause', way: 'silence' });
    await talk();
    expect(pieces).toHaveLength(50);
    expect(isSilent(heard())).toBe(true);
    fork.onNote({ note: 'pause', way: null });
    await talk();
    expect(has(heard(), said)).toBe(true);
  });

  it('is neither heard nor hears once it is closed', async () => {
    const { fork, pieces } = open();
    fork.onBytes(bytesOf(sine(440, 500, RATE_HZ)));
    bench.stream.forks.close('f');
    await bench.run(100);
    expect(pieces).toEqual([]);
    expect(isSilent(bench.leg.heard())).toBe(true);
  });

  it('is refused under a name that is taken, in a format there is none of, and when there are too many', () => {
    open();
    const refusal = (options: Partial<ForkOptions>) => {
      try {
        open(options);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return null;
    };
    expect(refusal({})).toBe('api.conflict');
    expect(refusal({ forkId: 'x', format: { codec: 'l16', rateHz: 44_100 } })).toBe('media.noCommonCodec');
    expect(refusal({ forkId: 'x', hears: 'stereo', format: { codec: 'g722', rateHz: 16_000 } })).toBe(
      'media.noCommonCodec',
    );
    for (let count = 1; count < 20; count++) expect(refusal({ forkId: `f${count}` })).toBeNull();
    expect(refusal({ forkId: 'x' })).toBe('call.busy');
  });
});

describe('a bed of sound', () => {
  const bed = async (said: string | null) => {
    const ambient = createStreamBench({
      stream: { ambiance: { path: '200', duckLevel: 0.1, normalLevel: 0.5, transitionSpeed: 0.5 } },
    });
    ambient.stream.start();
    await ambient.run(1000);
    if (said !== null) ambient.stream.perform({ command: 'tts', text: said });
    await ambient.run(600);
    const heard = ambient.leg.heard();
    await ambient.stream.close();
    return heard;
  };
  const peakOf = (sound: Int16Array): number => sound.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

  it('goes on under our side, again and again', async () => {
    const heard = await bed(null);
    expect(peakOf(heard.subarray(-800))).toBeGreaterThan(1000);
  });

  it('is softer while we speak', async () => {
    const [quiet, speaking] = [await bed(null), await bed('A long sentence that goes on')];
    const tone = sine(440, 400, RATE_HZ);
    // What is left of it beside the voice.
    const voice = peakOf(tone);
    const under = peakOf(speaking.subarray(-2400)) - voice;
    expect(under).toBeLessThan(peakOf(quiet.subarray(-2400)) / 2);
  });
});
