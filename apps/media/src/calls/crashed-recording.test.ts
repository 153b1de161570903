import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { readWav } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { type CallEnd, callEnd } from '@callwright/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../platform/logging.js';
import { RecordingRecovery } from './recording-recovery.js';

/** As it is built: Node runs no TypeScript. */
const entry = fileURLToPath(new URL('../../dist/sound/recording/fixtures/write-until-killed.js', import.meta.url));

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-crash-'));
});
afterEach(() => rm(dir, { recursive: true }));

const recordAndKill = async (): Promise<void> => {
  const child = spawn(execPath, [entry, join(dir, 'c-crash.wav')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone]);
  child.kill('SIGKILL');
  expect(await gone).toEqual([null, 'SIGKILL']);
};

it('what a killed process recorded is playable, matches what was said, and is told of', async () => {
  await recordAndKill();
  expect((await readdir(dir)).sort()).toEqual(['c-crash.wav', 'c-crash.wav.unfinished']);
  const told: CallEnd[] = [];
  // Long after it was written to for the last time.
  const clock = new FakeClock(4_000_000_000_000);
  const report = (_: unknown, end: CallEnd) => told.push(callEnd.parse(end));
  await new RecordingRecovery({ recordingsDir: dir, clock, log: silentLog, isLive: () => false, report }).look();

  const { rateHz, channels } = readWav(await readFile(join(dir, 'c-crash.wav')));
  const [caller, callee] = channels.map((samples) => Array.from(samples));
  const length = caller?.length ?? 0;
  // At most the second that was being filled is lost, and those on their way to a busy disk.
  expect(length).toBeGreaterThanOrEqual(5 * rateHz);
  const isPaused = (at: number): boolean => at >= 100 * 160 && at < 200 * 160;
  const said = Array.from({ length }, (_, at) => (isPaused(at) ? 0 : (at % 30_000) + 1));
  expect(caller).toEqual(said);
  expect(callee).toEqual(said.map((sample) => 0 - sample));

  const durationMs = (length * 1000) / rateHz;
  expect(told).toMatchObject([
    {
      isRecovered: true,
      recording: {
        file: 'c-crash.wav',
        durationMs,
        startedAtMs: 1_700_000_000_000,
        format: 'opus',
        segments: [
          { startMs: 0, endMs: 2000 },
          { startMs: 4000, endMs: durationMs },
        ],
      },
    },
  ]);
  expect(await readdir(dir)).toEqual(['c-crash.wav']);
});
