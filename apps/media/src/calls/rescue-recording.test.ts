import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError, formatWavHeader, readWav } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rescueRecording } from './rescue-recording.js';

const FILE = 'c-1.wav';
const RATE_HZ = 8_000;
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'callwright-rescue-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (claimedFrames: number, frames: number, more = 0): void => {
  const samples = new Int16Array(frames * 2).map((_sample, at) => at % 100);
  const header = formatWavHeader(RATE_HZ, 2, claimedFrames * 4);
  writeFileSync(join(dir, FILE), Buffer.concat([header, new Uint8Array(samples.buffer), new Uint8Array(more)]));
};
const rescue = (startedAtMs: number | null = null) => rescueRecording(dir, FILE, { startedAtMs, endedAtMs: 10_000 });

describe('a recording nobody finished', () => {
  it.each([
    { what: 'nothing yet', claimed: 0 },
    { what: 'less than there is', claimed: 100 },
    { what: 'exactly what there is', claimed: RATE_HZ },
  ])('is set right where its header tells of $what', async ({ claimed }) => {
    write(claimed, RATE_HZ);
    expect(await rescue()).toEqual({
      file: FILE,
      durationMs: 1_000,
      rateHz: RATE_HZ,
      startedAtMs: 9_000,
      sizeBytes: 44 + RATE_HZ * 4,
    });
    expect(readWav(readFileSync(join(dir, FILE))).channels.map(({ length }) => length)).toEqual([RATE_HZ, RATE_HZ]);
  });

  it('ends with its last whole frame', async () => {
    write(0, 80, 3);
    expect(await rescue()).toMatchObject({ durationMs: 10 });
  });

  it('began when the call says it did', async () => {
    write(0, RATE_HZ);
    expect(await rescue(4_321)).toMatchObject({ startedAtMs: 4_321 });
  });

  it('is none without a file, without a whole header, or without sound', async () => {
    expect(await rescue()).toBeNull();
    writeFileSync(join(dir, FILE), 'RIFF');
    expect(await rescue()).toBeNull();
    write(0, 0);
    expect(await rescue()).toBeNull();
  });

  it('is refused, and left as it is, when it is something else', async () => {
    const text = 'x'.repeat(100);
    writeFileSync(join(dir, FILE), text);
    await expect(rescue()).rejects.toThrow(AudioError);
    expect(readFileSync(join(dir, FILE), 'utf8')).toBe(text);
  });
});
