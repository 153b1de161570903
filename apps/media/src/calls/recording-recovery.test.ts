import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatWavHeader, readWav } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import { type CallEnd, type CallId, callEnd, callId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type UnfinishedNote, writeNote } from '../link/unfinished-note.js';
import { silentLog } from '../platform/logging.js';
import { RecordingRecovery } from './recording-recovery.js';

const RATE_HZ = 8_000;
const NOW_MS = 1_700_000_000_000;
let dir: string;
let clock: FakeClock;
let recovery: RecordingRecovery;
let told: [CallId, CallEnd][];
const live = new Set<string>();

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'callwright-recovery-'));
  clock = new FakeClock(NOW_MS);
  told = [];
  live.clear();
  recovery = new RecordingRecovery({
    recordingsDir: dir,
    clock,
    log: silentLog,
    isLive: (id) => live.has(id),
    report: (id, end) => told.push([id, callEnd.parse(end)]),
  });
});
afterEach(() => {
  recovery.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A second of sound nobody has finished, last written so long ago. */
const leave = async (file: string, agoMs: number, note: Partial<UnfinishedNote> = {}): Promise<void> => {
  const path = join(dir, file);
  writeFileSync(path, Buffer.concat([formatWavHeader(RATE_HZ, 2, 100), new Uint8Array(RATE_HZ * 4)]));
  await writeNote(path, { callId: callId.parse('c-1'), startedAtMs: NOW_MS - 60_000, ...note });
  touch(file, agoMs);
};
const touch = (file: string, agoMs: number): void => {
  const at = (clock.nowMs() - agoMs) / 1000;
  utimesSync(join(dir, file), at, at);
};

describe('recordings a crash has left', () => {
  it('are made playable and told of, a call with all that belongs to it', async () => {
    const segments = [
      { startMs: 0, endMs: 200 },
      { startMs: 600, endMs: null },
    ];
    await leave('c-1.wav', 200_000, { segments, format: 'mp3', channels: 'mono' });
    await leave('c-1.m.wav', 200_000, { recordId: 'm', startedAtMs: NOW_MS - 30_000 });
    await leave('c-2.wav', 200_000, { callId: callId.parse('c-2') });
    await recovery.look();
    expect(told.map(([id]) => id).sort()).toEqual(['c-1', 'c-2']);
    const [, end] = told.find(([id]) => id === 'c-1') ?? [];
    expect(end).toMatchObject({
      endedAtMs: NOW_MS - 29_000,
      isRecovered: true,
      recording: {
        file: 'c-1.wav',
        durationMs: 1000,
        startedAtMs: NOW_MS - 60_000,
        segments: [
          { startMs: 0, endMs: 200 },
          { startMs: 600, endMs: 1000 },
        ],
        format: 'mp3',
        channels: 'mono',
      },
      messages: [{ file: 'c-1.m.wav', recordId: 'm', durationMs: 1000 }],
    });
    expect(readWav(readFileSync(join(dir, 'c-1.wav'))).channels[0]).toHaveLength(RATE_HZ);
    expect(readdirSync(dir).sort()).toEqual(['c-1.m.wav', 'c-1.wav', 'c-2.wav']);
    await recovery.look();
    expect(told).toHaveLength(2);
  });

  it('are left alone while somebody writes to them, and taken when nobody does any more', async () => {
    await leave('c-1.wav', 0);
    await leave('c-2.wav', 5_000, { callId: callId.parse('c-2') });
    await recovery.look();
    expect(told).toEqual([]);
    touch('c-1.wav', -15_000);
    clock.advance(15_000);
    await vi.waitFor(() => expect(told.map(([id]) => id)).toEqual(['c-2']));
    clock.advance(600_000);
    recovery.start();
    await vi.waitFor(() => expect(told.map(([id]) => id)).toEqual(['c-2', 'c-1']));
  });

  it('are looked for again every ten minutes', async () => {
    recovery.start();
    await leave('c-1.wav', 0);
    clock.advance(600_000);
    await vi.waitFor(() => expect(told).toHaveLength(1));
  });

  it('are none of a call that goes on', async () => {
    live.add('c-1');
    await leave('c-1.wav', 200_000);
    await recovery.look();
    expect(told).toEqual([]);
    expect(readdirSync(dir)).toContain('c-1.wav.unfinished');
  });

  it('without sound are nothing to tell of, and their notes go', async () => {
    await leave('c-1.wav', 200_000);
    writeFileSync(join(dir, 'c-1.wav'), 'RIFF');
    touch('c-1.wav', 200_000);
    await recovery.look();
    expect(told).toEqual([]);
    expect(readdirSync(dir)).toEqual(['c-1.wav']);
  });

  it('are looked for in vain where there is no folder', async () => {
    rmSync(dir, { recursive: true });
    await recovery.look();
    expect(told).toEqual([]);
  });
});
