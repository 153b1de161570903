import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSound, sweep, writeWav } from '@callwright/audio';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { flowOf, otherPrompts } from '../support/flows.js';
import { type OwnStack, startOwnStack } from '../support/own-stack.js';
import { type ReachedStack, Rest } from '../support/rest.js';
import { callRoom, hearFor, told, wait } from '../support/room-calls.js';
import { readStory } from '../support/story.js';
import { HUM_LEVEL, hum, levelOf } from '../support/tones.js';
import { WIRE_RATE_HZ, type WireCaller } from '../support/wire-caller.js';

/** Tones of the callers, and of the music; none is a multiple of another, all are whole in 20 ms. */
const TONES_HZ = { anna: 450, ben: 650, cleo: 1150 } as const;
const MUSIC_HZ = 1550;
const MAX_CALLS = 5;
/** Longest way of a sound from one caller to another: network buffers of both ends, and the relay. */
const MAX_DELAY_MS = 400;
const shared = inject('stack');
let voices: TestVoices;
let own: OwnStack;

beforeAll(async () => {
  voices = await createTestVoices();
  own = await startOwnStack({ CALLWRIGHT_SOUND_PROCESSES: '2', CALLWRIGHT_MAX_CALLS: String(MAX_CALLS) });
});
afterAll(() => own?.stop());

describe.each([
  ['one sound process', () => shared],
  ['two sound processes', () => own],
] as const)('calls that are joined, in %s', (name, stackOf) => {
  const calls: WireCaller[] = [];
  let stack: ReachedStack & { readonly dataDir: string };
  let rest: Rest;
  const call = async (humHz: number | null) => {
    const caller = await callRoom(stack, humHz);
    calls.push(caller);
    return caller;
  };
  const hangUpAll = async () => {
    for (const caller of calls.splice(0)) {
      if (caller.closeCode === null) await caller.hangUp();
      await readStory(rest, caller.callId);
    }
  };
  /** An agent takes whoever waits in a queue. */
  const takeFrom = (agent: WireCaller, queue: string) =>
    agent.send({ command: 'dial', dialId: 'd', targets: [{ target: `queue:${queue}`, timeoutMs: 10_000 }] });
  const talkThrough = async (queue: string) => {
    const [caller, agent] = [await call(TONES_HZ.anna), await call(TONES_HZ.ben)];
    caller.send({ command: 'enqueue', queueId: 'q', queue, music: 'music.wav' });
    await told(caller, 'queueResult', 'waiting', { position: 1 });
    const music = await hearFor(caller, 800);
    takeFrom(agent, queue);
    await Promise.all([told(caller, 'queueResult', 'answered'), told(agent, 'dialResult', 'answered')]);
    return { caller, agent, music };
  };

  beforeAll(async () => {
    stack = stackOf();
    rest = new Rest(stack);
    const music = writeWav({ rateHz: WIRE_RATE_HZ, channels: [hum(MUSIC_HZ)] });
    writeFileSync(join(stack.dataDir, 'prompts', 'music.wav'), music);
    const [greeting = '', more = ''] = otherPrompts;
    await rest.line('room-line', flowOf('bye', { bye: ['hangup', { text: greeting }] }, []));
    await rest.line('room-desk', flowOf('bye', { bye: ['hangup', { text: `${greeting} ${more}` }] }, []));
  });
  afterEach(hangUpAll);

  it('hear in a conference exactly the others, and it ends with the host', async () => {
    const names = Object.values(TONES_HZ);
    const members = await Promise.all(names.map(call));
    const [host] = members;
    for (const member of members) {
      const role = member === host ? 'host' : 'speaker';
      member.send({ command: 'conference', conferenceId: 'c', room: 'team', role, endsWithHost: role === 'host' });
    }
    await Promise.all(members.map((member) => told(member, 'conferenceEvent', 'joined', { members: 3 })));
    await wait(500);
    const heard = await Promise.all(members.map((member) => hearFor(member, 1000)));
    heard.forEach((sound, at) => {
      expect(sound.length).toBeGreaterThan(WIRE_RATE_HZ / 2);
      for (const toneHz of names) expectTone(sound, toneHz, toneHz !== names[at]);
    });
    host?.send({ command: 'leave', id: 'c' });
    await Promise.all(members.slice(1).map((member) => told(member, 'conferenceEvent', 'ended')));
    const after = await hearFor(members[1] ?? calls[0] ?? (await call(null)), 600);
    for (const toneHz of names) expectTone(after.subarray(-WIRE_RATE_HZ / 5), toneHz, false);
  });

  it('hear each other without long delay, whichever process each is in', async () => {
    const { caller, agent } = await talkThrough('delay');
    for (const one of [caller, agent]) one.hum(null);
    await wait(300);
    const signal = sweep(400, 3000, 200, WIRE_RATE_HZ);
    const ways = [
      { from: caller, to: agent, heardBefore: agent.heard().length, sentBefore: caller.sent().length },
      { from: agent, to: caller, heardBefore: caller.heard().length, sentBefore: agent.sent().length },
    ];
    // Both have been sent and heard before anything is looked for: that holds this process up, and with it what it sends.
    for (const { from } of ways) await from.say(signal);
    await wait(MAX_DELAY_MS);
    const delays = ways.map(({ from, to, heardBefore, sentBefore }) => {
      const heard = findSound(to.heard(), signal, heardBefore);
      expect(heard.correlation).toBeGreaterThan(0.9);
      const sentAtMs = from.sentAtMs(findSound(from.sent(), signal, sentBefore - 320).offset);
      return Math.round(to.heardAtMs(heard.offset) - sentAtMs);
    });
    console.log(`  delay of a sound between two callers, ${name}: ${delays.join(' and ')} ms`);
    for (const delayMs of delays) expect(delayMs).toBeLessThan(MAX_DELAY_MS);
  });

  it('wait in a queue with music until an agent takes them, who may hang up', async () => {
    const { caller, agent, music } = await talkThrough('help');
    expectTone(music.subarray(WIRE_RATE_HZ / 5), MUSIC_HZ, true);
    await wait(300);
    const [byCaller, byAgent] = await Promise.all([hearFor(caller, 800), hearFor(agent, 800)]);
    expectTone(byCaller, TONES_HZ.ben, true);
    expectTone(byCaller, TONES_HZ.anna, false);
    expectTone(byCaller, MUSIC_HZ, false);
    expectTone(byAgent, TONES_HZ.anna, true);
    expectTone(byAgent, TONES_HZ.ben, false);
    await agent.hangUp();
    expect(Number((await told(caller, 'queueResult', 'ended')).durationMs)).toBeGreaterThan(1000);
    expect(caller.closeCode).toBeNull();
  });

  it('let an agent go when the caller hangs up, and then wait for the next', async () => {
    const { caller, agent } = await talkThrough('next');
    await caller.hangUp();
    await told(agent, 'dialResult', 'ended');
    const second = await call(TONES_HZ.cleo);
    second.send({ command: 'enqueue', queueId: 'q', queue: 'next' });
    await told(second, 'queueResult', 'waiting', { position: 1 });
    agent.send({ command: 'dial', dialId: 'e', targets: [{ target: 'queue:next' }] });
    await told(agent, 'dialResult', 'answered', { dialId: 'e' });
    await wait(300);
    expectTone(await hearFor(agent, 600), TONES_HZ.cleo, true);
  });

  it('dial a line that answers, none that is there, and one where nobody waits', async () => {
    const caller = await call(null);
    const dial = (dialId: string, target: string, timeoutMs = 5000) =>
      caller.send({ command: 'dial', dialId, targets: [{ target, timeoutMs }] });
    dial('nobody', 'no-such-line');
    await told(caller, 'dialResult', 'failed', { dialId: 'nobody' });
    dial('empty', 'queue:empty', 700);
    await told(caller, 'dialResult', 'noAnswer', { dialId: 'empty' });
    const fromMs = performance.now();
    dial('line', 'room-line');
    await told(caller, 'dialResult', 'answered', { dialId: 'line' });
    await told(caller, 'dialResult', 'ended', { dialId: 'line' });
    const heard = caller.heardBetween(fromMs, performance.now());
    expect(await voices.recognise(heard, WIRE_RATE_HZ, otherPrompts)).toBe(otherPrompts[0]);
  });

  it('are listened in to: unheard, whispered to one of them, or joined', async () => {
    const { caller, agent } = await talkThrough('watched');
    const supervisor = await call(TONES_HZ.cleo);
    const heardAs = async (role: 'listener' | 'speaker' | 'host') => {
      supervisor.send({ command: 'conference', conferenceId: role, room: `call:${agent.callId}`, role });
      await told(supervisor, 'conferenceEvent', 'joined', { conferenceId: role });
      await wait(400);
      const heard = await Promise.all([caller, agent, supervisor].map((one) => hearFor(one, 600)));
      supervisor.send({ command: 'leave', id: role });
      await told(supervisor, 'conferenceEvent', 'left', { conferenceId: role });
      expectTone(heard[2], TONES_HZ.anna, true);
      expectTone(heard[2], TONES_HZ.ben, true);
      expectTone(heard[2], TONES_HZ.cleo, false);
      return heard.slice(0, 2).map((sound) => isHeard(sound, TONES_HZ.cleo));
    };
    expect(await heardAs('listener')).toEqual([false, false]);
    expect(await heardAs('speaker')).toEqual([false, true]);
    expect(await heardAs('host')).toEqual([true, true]);
  });

  it('are passed on after the other side was spoken to, and hear nothing of that', async () => {
    const caller = await call(null);
    const fromMs = performance.now();
    caller.send({
      command: 'refer',
      target: 'room-desk',
      referId: 'r',
      options: { mode: 'attended', announce: 'A call for you.' },
    });
    await told(caller, 'referStatus', 'answered');
    const ringing = await hearFor(caller, 500);
    expect(isHeard(ringing, 425, 0.05)).toBe(true);
    await told(caller, 'referStatus', 'ended');
    const heard = caller.heardBetween(fromMs, performance.now());
    // The line spoke from the start: what is heard of it is what came after the announcement.
    const [, more = ''] = otherPrompts;
    expect(await voices.recognise(heard.subarray(-2.8 * WIRE_RATE_HZ), WIRE_RATE_HZ, otherPrompts)).toBe(more);
  });
});

it('is told that all lines are busy when it dials', async () => {
  const callers = await Promise.all(Array.from({ length: MAX_CALLS }, () => callRoom(own, null)));
  const [caller] = callers;
  caller?.send({ command: 'dial', dialId: 'd', targets: [{ target: 'room-line' }] });
  if (caller) await told(caller, 'dialResult', 'busy');
  await Promise.all(callers.map((one) => one.hangUp()));
});

const isHeard = (sound: Int16Array | undefined, toneHz: number, level = HUM_LEVEL / 2) =>
  levelOf(sound ?? new Int16Array(), toneHz) > level;

// A part of the sound, so that a packet more or less does not shift the tone within what is measured.
const expectTone = (sound: Int16Array | undefined, toneHz: number, isThere: boolean) => {
  const blocks = (sound ?? new Int16Array()).subarray(-WIRE_RATE_HZ / 5);
  expect(blocks.length).toBeGreaterThan(0);
  const level = levelOf(blocks, toneHz);
  if (isThere) expect(level / HUM_LEVEL, `${toneHz} Hz`).toBeCloseTo(1, 0);
  else expect(level / HUM_LEVEL, `${toneHz} Hz`).toBeLessThan(0.05);
};
