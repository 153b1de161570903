import { encodeG711, sine } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FarEnd, plainRtp } from './fake-far-end.js';
import type { RtpLeg } from './rtp-leg.js';
import { createRtpServer } from './rtp-server.js';

const HOST = '127.0.0.1';
const RATE_HZ = 8000;
const clock = new FakeClock(1_700_000_000_000);
const server = createRtpServer({
  ...{ host: HOST, ports: { first: 31_001, last: 31_999 }, share: 0.6, clock, goneAfterMs: 30_000 },
  newSeed: () => 7,
});
const events = { onReady: vi.fn(), onLost: vi.fn(), onKey: vi.fn() };
const tones = { 11: 440, 22: 1000, 33: 2300 } as const;
type Source = keyof typeof tones;

let far: FarEnd;
let leg: RtpLeg;
beforeEach(async () => {
  events.onLost.mockClear();
  far = new FarEnd();
  await far.open();
  leg = await server.open('ip4', trackId.parse('c-1'), events);
});
afterEach(() => {
  leg.close();
  far.close();
});

const agree = (sources: readonly number[]) =>
  leg.update(plainRtp({ remote: { address: HOST, port: far.port }, sources }));
const seen = () => leg.stats.received + leg.stats.foreign;
const voices = new Map<Source, { sound: Int16Array; at: number; end: FarEnd }>();
beforeEach(() => voices.clear());

/** Everybody says 20 ms of their tone, all by the one socket of the far end. */
const say = async (...sources: readonly Source[]) => {
  for (const source of sources) {
    const voice = voices.get(source) ?? { sound: sine(tones[source], 2000, RATE_HZ, 0.2), at: 0, end: far };
    voices.set(source, voice);
    const part = voice.sound.subarray(voice.at * 160, (voice.at + 1) * 160);
    voice.at += 1;
    const before = seen();
    await far.sendAs(source, leg.port, encodeG711('mulaw', part, new Uint8Array(160)));
    await vi.waitFor(() => expect(seen()).toBe(before + 1), { interval: 1 });
  }
};
/** Lets so many ticks pass, in which these speak, and gives what was heard in the last half of them. */
const listen = async (ticks: number, ...sources: readonly Source[]): Promise<Int16Array> => {
  const heard = new Int16Array(ticks * 160);
  for (let tick = 0; tick < ticks; tick++) {
    await say(...sources);
    leg.pull(heard.subarray(tick * 160, (tick + 1) * 160));
  }
  return heard.subarray((ticks / 2) * 160);
};
const hears = (sound: Int16Array) => Object.values(tones).filter((tone) => levelOf(sound, tone) > 0.05);

/** How loud one tone is, of full scale. */
const levelOf = (samples: Int16Array, frequencyHz: number): number => {
  const turn = (2 * Math.PI * frequencyHz) / RATE_HZ;
  let [real, imaginary] = [0, 0];
  for (const [at, sample] of samples.entries()) {
    real += sample * Math.cos(turn * at);
    imaginary += sample * Math.sin(turn * at);
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length / 32_768;
};

describe('a leg whose far end forwards several', () => {
  it('hears them together, each with its own numbers', async () => {
    await agree([11, 22]);
    expect(hears(await listen(20, 11, 22))).toEqual([440, 1000]);
    expect(leg.isIdle).toBe(false);
    expect(leg.stats).toMatchObject({ received: 40, lost: 0, foreign: 0, unreadable: 0 });
  });

  it('hears who comes later, and no more of who has gone', async () => {
    await agree([11]);
    expect(hears(await listen(10, 11))).toEqual([440]);
    await agree([11, 33]);
    expect(hears(await listen(20, 11, 33))).toEqual([440, 2300]);
    await agree([33]);
    expect(hears(await listen(20, 33))).toEqual([2300]);
    expect(leg.stats).toMatchObject({ received: 70, foreign: 0 });
  });

  it('hears nobody who was not named', async () => {
    await agree([11]);
    expect(hears(await listen(20, 11, 22))).toEqual([440]);
    expect(leg.stats.foreign).toBe(20);
  });

  it('is silent when nobody is there, speaks all the same, and is not taken for lost', async () => {
    await agree([]);
    const block = new Int16Array(160).fill(1);
    leg.pull(block);
    expect(block.every((sample) => sample === 0)).toBe(true);
    expect(leg.isIdle).toBe(true);
    leg.push(new Int16Array(160).fill(900));
    await vi.waitFor(() => expect(far.received).toHaveLength(1));
    clock.advance(120_000);
    expect(events.onLost).not.toHaveBeenCalled();
  });

  it('can be closed while somebody is being added', async () => {
    const added = agree([11, 22]);
    leg.close();
    await expect(added).rejects.toMatchObject({ code: 'call.ended' });
  });
});
