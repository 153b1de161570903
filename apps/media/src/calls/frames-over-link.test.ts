import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSound, sweep } from '@callwright/audio';
import { callId, type SessionEvent } from '@callwright/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forkSound } from '../link/fork-sound.js';
import type { SoundConfig } from '../link/messages.js';
import { createSoundPool, type SoundPool } from '../link/sound-pool.js';
import { systemClock } from '../platform/clock.js';
import { silentLog } from '../platform/logging.js';
import { PooledSound } from './pooled-sound.js';

// A sound process as it is built, over IPC as it is.
const ENTRY = fileURLToPath(new URL('../../dist/sound.main.js', import.meta.url));
const RATE_HZ = 16_000;
const FRAME = 640;
const PCM = { codec: 'l16', rateHz: RATE_HZ } as const;
const wait = { timeout: 20_000, interval: 20 };

let dir: string;
let sound: PooledSound;
let pool: SoundPool;

const configOf = (index: number): SoundConfig => ({
  ...{ index, host: '127.0.0.1', webrtcPort: 0, publicAddress: null, rtpGoneAfterMs: 30_000, logLevel: 'silent' },
  ...{ rtpPorts: { first: 32_000, last: 32_099, share: 0 }, asrWorkers: 1, allowPrivateUrls: false },
  ...{
    recordingsDir: dir,
    promptsDir: dir,
    ttsCacheDir: join(dir, 'tts'),
    ttsCacheMaxMb: 1,
    ttsCacheKeepsPersonal: false,
  },
  speech: { providers: { recognisers: [], voices: [] }, keys: {} },
});

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-frames-'));
  sound = new PooledSound(silentLog, systemClock);
  pool = createSoundPool({
    ...{ count: 1, spawn: (index) => forkSound(ENTRY, configOf(index)), clock: systemClock, log: silentLog },
    ...{ onEvent: sound.onEvent, onLanes: sound.onLanes, onRelayed: sound.onRelayed, onLost: sound.onLost },
  });
  sound.connect(pool);
  await pool.start();
});
afterEach(async () => {
  await pool.stop();
  await rm(dir, { recursive: true });
});

const bytesOf = (samples: Int16Array): Uint8Array => new Uint8Array(Int16Array.from(samples).buffer);
const samplesOf = (pieces: readonly Uint8Array[]): Int16Array =>
  new Int16Array(Uint8Array.from(Buffer.concat(pieces)).buffer);

/** A call whose caller says this, in the step of what they hear, and silence afterwards. */
const openCall = async (name: string, says: Uint8Array) => {
  const events: SessionEvent[] = [];
  const heard: Uint8Array[] = [];
  const listener = { onEvent: (event: SessionEvent) => void events.push(event), onLost: () => undefined };
  const stream = await sound.open({ callId: callId.parse(name) }, listener);
  let at = 0;
  const frames = await stream.openFrames(PCM, (bytes) => {
    heard.push(bytes);
    const next = says.subarray(at, at + FRAME);
    at += FRAME;
    frames.hear(next.length === FRAME ? next : new Uint8Array(FRAME));
  });
  return { stream, frames, events, heard };
};

it('carries a caller and forks by a process of its own, in order, and lets go of them', async () => {
  const [said, played] = [sweep(300, 3000, 800, RATE_HZ), sweep(3000, 500, 800, RATE_HZ)];
  const { stream, frames, events, heard } = await openCall('a', bytesOf(said));
  expect(frames).toMatchObject({ codec: 'L16', rateHz: RATE_HZ });
  const forked: Uint8Array[] = [];
  const marks: string[] = [];
  const fork = await stream.openFork(
    { forkId: 'f', hears: 'caller', format: { codec: 'l16', rateHz: RATE_HZ }, speaks: PCM },
    {
      onFrames: (bytes) => void forked.push(bytes),
      onMark: (name, end) => void marks.push(`${name} ${end}`),
      onOverflow: () => undefined,
    },
  );
  fork.play(bytesOf(played));
  fork.mark('end');
  expect(await fork.bufferedMs()).toBeGreaterThan(0);
  await vi.waitFor(() => expect([marks.length, forked.length > 70]).toEqual([1, true]), wait);
  expect(marks).toEqual(['end played']);
  expect(events.map(({ event }) => event)).toContain('mediaReady');
  expect(findSound(samplesOf(heard), played.subarray(3200, 9600)).correlation).toBeGreaterThan(0.98);
  // The jitter of a busy machine may cost a block of what is said: the best piece is looked at.
  const pieces = Array.from({ length: 14 }, (_, at) => said.subarray(600 * (at + 3), 600 * (at + 4)));
  const best = pieces.map((piece) => findSound(samplesOf(forked), piece).correlation);
  expect(Math.max(...best)).toBeGreaterThan(0.95);
  fork.mark('late');
  fork.play(bytesOf(played));
  fork.mark('never');
  fork.clear();
  await vi.waitFor(() => expect(marks).toHaveLength(3), wait);
  expect(marks).toContain('never cleared');
  await fork.close();
  const closed = await stream.close();
  expect(closed.statistics).toMatchObject({ by: 'frames', codec: 'L16' });
  expect(sound.laneCount).toBe(0);
});

it('carries 200 forks of 20 calls at once, and every one of them hears the call', async () => {
  const calls = await Promise.all(Array.from({ length: 20 }, (_, at) => openCall(`c-${at}`, new Uint8Array(0))));
  const counts: number[] = [];
  const opened = calls.flatMap(({ stream }, call) =>
    Array.from({ length: 10 }, (_, at) => {
      const index = call * 10 + at;
      counts[index] = 0;
      return stream.openFork(
        { forkId: `f${at}`, hears: 'stereo', format: { codec: 'l16', rateHz: 8000 } },
        {
          onFrames: (bytes) => {
            if (bytes.length === 640) counts[index] = (counts[index] ?? 0) + 1;
          },
          onMark: () => undefined,
          onOverflow: () => undefined,
        },
      );
    }),
  );
  await Promise.all(opened);
  await vi.waitFor(() => expect(Math.min(...counts)).toBeGreaterThan(25), wait);
  const { latenessCounts } = (await pool.peers()[0]?.request({ request: 'readLoad' })) ?? { latenessCounts: [] };
  expect(latenessCounts.length).toBeGreaterThan(0);
  await Promise.all(calls.map(({ stream }) => stream.close()));
  expect(sound.laneCount).toBe(0);
});
