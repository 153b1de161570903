import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type CallId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoomMasks } from '../link/messages.js';
import { silentLog } from '../platform/logging.js';
import { SoundRooms } from './sound-rooms.js';
import type { MediaStream } from './stream/media-stream.js';
import { Relays } from './stream/relays.js';
import { createStreamBench, type StreamBench } from './stream/stream-bench.js';

const masks: RoomMasks = { heardBy: 'all', hears: 'all', music: null };
let dir: string;
let bench: StreamBench;
let rooms: SoundRooms;
let streams: Map<CallId, MediaStream>;
let a: CallId;
let b: CallId;

const call = (name: string): CallId => {
  const { stream, attach } = bench.open(name);
  attach();
  stream.start();
  streams.set(stream.callId, stream);
  return stream.callId;
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-rooms-'));
  bench = createStreamBench({ recordingsDir: dir });
  streams = new Map();
  const { pacer, clock, openMessage, emit, sources } = bench.parts;
  rooms = new SoundRooms({
    pacer,
    relays: new Relays(pacer, () => undefined),
    log: silentLog,
    openMusic: sources.openPrompt,
    openMessage,
    clock,
    emit,
    stream: (callId) => {
      const stream = streams.get(callId);
      if (stream === undefined) throw new AppError('call.ended', 'There is no such call.');
      return stream;
    },
  });
  [a, b] = [call('a'), call('b')];
});
afterEach(async () => {
  for (const [callId, stream] of streams) {
    rooms.leaveAll(callId);
    await rooms.recordingsOf(callId);
    await stream.close();
  }
  rooms.closeAll();
  bench.checkEvents();
  await rm(dir, { recursive: true });
});

const meet = (...callIds: readonly CallId[]): void => {
  for (const callId of callIds) rooms.join({ request: 'joinRoom', callId, room: 'r', masks });
};

describe('the rooms of a process', () => {
  it('come with their first member, and go when their last one has faded', async () => {
    meet(a, b);
    expect(rooms.count).toBe(1);
    rooms.leave('r', a);
    rooms.leave('r', a);
    await bench.run(40);
    expect(rooms.count).toBe(1);
    rooms.leaveAll(b);
    expect(rooms.count).toBe(1);
    await bench.run(20);
    expect(rooms.count).toBe(0);
  });

  it('are not there for a call that could not be joined', () => {
    const { callId } = bench.open('c').stream;
    expect(() => meet(callId)).toThrow(expect.objectContaining({ code: 'call.ended' }));
    expect(rooms.count).toBe(0);
  });

  it('are recorded for a call that asks for it, until it says so', async () => {
    meet(a, b);
    rooms.record(a, { command: 'record', action: 'start', of: 'room', recordId: 'team' });
    expect(() => rooms.record(b, { command: 'record', action: 'start', of: 'room' })).toThrow(
      expect.objectContaining({ code: 'call.busy' }),
    );
    await bench.run(100);
    rooms.record(a, { command: 'record', action: 'stop', of: 'room' });
    await bench.run(100);
    const kept = await rooms.recordingsOf(a);
    expect(kept.map(({ recordId, durationMs }) => [recordId, durationMs])).toEqual([
      ['team-mix', 100],
      ['team-a', 100],
      ['team-b', 100],
    ]);
    expect(await rooms.recordingsOf(a)).toEqual([]);
    expect(bench.of('recordStatus').map(({ of, status }) => `${of} ${status}`)).toEqual([
      'room started',
      'room stopped',
    ]);
  });

  it('are recorded anew under another name, which is told, and so often and no more', async () => {
    meet(a, b);
    for (let round = 0; round < 20; round++) {
      rooms.record(a, { command: 'record', action: 'start', of: 'room', recordId: 'team' });
      await bench.run(20);
      rooms.record(a, { command: 'record', action: 'stop', of: 'room' });
    }
    expect(() => rooms.record(a, { command: 'record', action: 'start', of: 'room' })).toThrow(
      expect.objectContaining({ code: 'call.busy' }),
    );
    const told = bench.of('recordStatus').map(({ recordId, status }) => `${recordId} ${status}`);
    expect(told.slice(0, 4)).toEqual(['team started', 'team stopped', 'team-2 started', 'team-2 stopped']);
    const files = (await rooms.recordingsOf(a)).map(({ file }) => file);
    expect(new Set(files).size).toBe(60);
  });

  it('are recorded no longer when that call leaves them', async () => {
    meet(a, b);
    rooms.record(a, { command: 'record', action: 'start', of: 'room' });
    await bench.run(60);
    rooms.leaveAll(a);
    await bench.run(60);
    expect((await rooms.recordingsOf(a)).map(({ durationMs }) => durationMs)).toEqual([60, 60, 60]);
  });

  it('are not recorded for a call that is in none, nor with pauses', () => {
    for (const action of ['start', 'pause'] as const)
      expect(() => rooms.record(a, { command: 'record', action, of: 'room' })).toThrow(
        expect.objectContaining({ code: 'protocol.unsupported' }),
      );
  });
});
