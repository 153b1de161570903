import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav } from '@callwright/audio';
import { callId, trackId } from '@callwright/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../platform/clock.js';
import { MessageRecorder } from '../recording/message-recorder.js';
import { Room } from './room.js';
import { AMONG_ALL, type MemberMasks, type RoomMember } from './room-member.js';
import { RoomRecorder } from './room-recorder.js';

let dir: string;
let room: Room;
let recorder: RoomRecorder;
const onFailed = vi.fn();
const fail = (_: unknown, error: unknown): void => {
  throw error;
};
const join8 = (name: string, masks: MemberMasks = AMONG_ALL, rateHz = 8000): RoomMember =>
  room.join({ id: trackId.parse(name), rateHz, codec: null, delayMs: () => 0, masks });
const say = (member: RoomMember, value: number): void => member.push(new Int16Array(member.said.length).fill(value));
const channelOf = async (file: string): Promise<Int16Array> => {
  const [samples] = readWav(await readFile(join(dir, file))).channels;
  return samples ?? new Int16Array(0);
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-room-recorder-'));
  onFailed.mockClear();
  async function* silence(): AsyncIterable<Int16Array> {
    // Nobody asks for music here.
  }
  room = new Room({ maxMembers: 10, openMusic: silence, onMusicFailed: fail, onBroken: fail });
  recorder = new RoomRecorder({
    callId: callId.parse('c-1'),
    recordId: 'team',
    openMessage: (options) => new MessageRecorder({ ...options, path: join(dir, options.file) }),
    clock: systemClock,
    onFailed,
  });
  room.recorder = recorder;
});
afterEach(async () => {
  await recorder.finish();
  await recorder.release();
  await rm(dir, { recursive: true });
});

it('keeps what each says to all, from when they came, and all of it together', async () => {
  const [a, b] = [join8('a'), join8('b', AMONG_ALL, 16_000)];
  const whisperer = join8('boss', { ...AMONG_ALL, heardBy: new Set([trackId.parse('a')]) });
  for (let n = 0; n < 50; n++) {
    say(a, 1000);
    say(b, 500);
    say(whisperer, 9000);
    room.mix();
  }
  const late = join8('late');
  for (let n = 0; n < 50; n++) {
    say(late, 200);
    room.mix();
  }
  const files = await recorder.finish();
  expect(files.map(({ recordId, durationMs, rateHz }) => [recordId, durationMs, rateHz])).toEqual([
    ['team-mix', 2000, 16_000],
    ['team-a', 2000, 8000],
    ['team-b', 2000, 16_000],
    ['team-boss', 2000, 8000],
    ['team-late', 1000, 8000],
  ]);
  const [mix, alone, whispered, lateOne] = await Promise.all(
    ['mix', 'a', 'boss', 'late'].map((name) => channelOf(`c-1.team-${name}.wav`)),
  );
  expect([alone?.[4000], alone?.[12_000], lateOne?.[4000]]).toEqual([1000, 0, 200]);
  expect(whispered?.every((sample) => sample === 0)).toBe(true);
  expect(mix?.[8000]).toBeGreaterThan(1490);
  expect(mix?.[8000]).toBeLessThan(1510);
  expect(mix?.[24_000]).toBeGreaterThan(195);
  expect(onFailed).not.toHaveBeenCalled();
});

it('keeps those who come back in a file of their own, and takes nothing once it is finished', async () => {
  const first = join8('a');
  say(first, 1000);
  room.mix();
  first.leave();
  room.mix();
  say(join8('a'), 300);
  room.mix();
  expect(recorder.openCount).toBe(2);
  const files = await recorder.finish();
  room.mix();
  expect(files.map(({ recordId, durationMs }) => [recordId, durationMs])).toEqual([
    ['team-mix', 60],
    ['team-a', 40],
    ['team-a-2', 20],
  ]);
  expect(await recorder.finish()).toEqual(files);
});
