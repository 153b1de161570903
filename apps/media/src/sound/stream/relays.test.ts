import { findSound, isSilent, sweep } from '@callwright/audio';
import { trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RelayedBlock } from '../../link/messages.js';
import { BlockPipe } from './block-pipe.js';
import { joinRoom } from './join-room.js';
import { Relays } from './relays.js';
import type { Room } from './room.js';
import { AMONG_ALL, type RoomMember } from './room-member.js';
import { createStreamBench, type StreamBench } from './stream-bench.js';

const RATE_HZ = 8000;

/** Two processes: the bench's call is in one, and a room with another call in the other. */
describe('a way between two processes', () => {
  let bench: StreamBench;
  let sent: readonly RelayedBlock[][];
  let here: Relays;
  let there: Relays;
  let room: Room;
  let member: RoomMember;
  let other: ReturnType<StreamBench['open']>;

  beforeEach(() => {
    bench = createStreamBench();
    sent = [];
    const { pacer } = bench.parts;
    // As it would come: a copy, later.
    const to = (receive: () => Relays) => (blocks: readonly RelayedBlock[]) => {
      const copies = blocks.map(({ relay, samples }) => ({ relay, samples: Int16Array.from(samples) }));
      sent = [...sent, copies];
      setImmediate(() => receive().receive(copies));
    };
    here = new Relays(
      pacer,
      to(() => there),
    );
    there = new Relays(
      pacer,
      to(() => here),
    );
    room = bench.openRoom();
    other = bench.open('c-2');
    other.attach();
    other.stream.start();
    bench.stream.start();
    joinRoom(room, other.stream, { masks: AMONG_ALL, caller: null, isListenedTo: false });
    const rateHz = here.joinStream('way', bench.stream);
    member = room.join({ id: trackId.parse('c-1'), rateHz, codec: null, delayMs: () => 0, masks: AMONG_ALL });
    there.joinRoom('way', member);
  });
  afterEach(async () => {
    await bench.stream.close();
    await other.stream.close();
  });

  it('lets a call be heard in a room elsewhere, and hear it, within 60 ms', async () => {
    const [said, answer] = [sweep(300, 1500, 400, RATE_HZ), sweep(3000, 1600, 400, RATE_HZ)];
    await bench.run(100);
    bench.leg.say(said);
    other.leg.say(answer);
    await bench.run(600);
    const heardThere = findSound(other.leg.heard(), said.subarray(800, 1600));
    const heardHere = findSound(bench.leg.heard(), answer.subarray(800, 1600));
    expect([heardThere.correlation, heardHere.correlation].every((one) => one > 0.99)).toBe(true);
    for (const { offset } of [heardThere, heardHere]) expect((offset - 800) / 8 - 100).toBeLessThanOrEqual(60);
  });

  it('carries nothing while nobody speaks', async () => {
    await bench.run(400);
    expect(sent).toEqual([]);
  });

  it('ends with the call, and with the member', async () => {
    const said = sweep(300, 1500, 400, RATE_HZ);
    bench.leg.say(said);
    await bench.run(100);
    here.leave('way');
    here.leave('way');
    there.leave('way');
    await bench.run(60);
    expect([here.count, there.count, room.size]).toEqual([0, 0, 1]);
    const before = other.leg.heard().length;
    await bench.run(200);
    expect(isSilent(other.leg.heard().slice(before))).toBe(true);
  });

  it('ends when the stream is closed', async () => {
    await bench.stream.close();
    expect(here.count).toBe(0);
  });

  it('is refused for a call without a caller', () => {
    expect(() => here.joinStream('x', bench.open('c-3').stream)).toThrow(
      expect.objectContaining({ code: 'protocol.unsupported' }),
    );
  });
});

describe('blocks from another process', () => {
  const level = (value: number): Int16Array => new Int16Array(160).fill(value);
  const pull = (pipe: BlockPipe): number => {
    const block = level(99);
    pipe.pull(block);
    return block[0] ?? 0;
  };

  it('wait until two are there, then follow each other', () => {
    const pipe = new BlockPipe(RATE_HZ);
    pipe.push(level(1));
    expect(pull(pipe)).toBe(0);
    pipe.push(level(2));
    expect([pull(pipe), pull(pipe), pull(pipe)]).toEqual([1, 2, 0]);
    pipe.push(level(3));
    expect(pull(pipe)).toBe(0);
  });

  it('are dropped when there are too many, the oldest first', () => {
    const pipe = new BlockPipe(RATE_HZ);
    for (let n = 1; n <= 7; n++) pipe.push(level(n));
    expect([pull(pipe), pull(pipe)]).toEqual([3, 4]);
  });
});
