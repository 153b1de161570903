import { FakeClock } from '@callwright/flow-engine/testing';
import {
  type CommandOf,
  callId,
  type SessionEvent,
  type SessionEventName,
  type SessionEventOf,
  sessionEventSchema,
} from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeRooms } from './fake-rooms.js';
import { FakeSoundStream } from './fake-sound-stream.js';
import { plainSoundWorld } from './fake-sound-world.js';

let clock: FakeClock;
let events: SessionEvent[];
let streams: Map<string, FakeSoundStream>;
let stream: FakeSoundStream;
let rooms: FakeRooms;

const open = (name: string): FakeSoundStream => {
  const options = { callId: callId.parse(name), vad: { type: 'silero' } } as const;
  const opened = new FakeSoundStream(options, {
    clock,
    world: plainSoundWorld(),
    emit: (event) => events.push(event),
    rooms,
    other: (id) => streams.get(id) ?? null,
  });
  streams.set(name, opened);
  return opened;
};
beforeEach(() => {
  clock = new FakeClock(1_000_000);
  events = [];
  streams = new Map();
  rooms = new FakeRooms();
  stream = open('c-1');
});
afterEach(() => {
  for (const event of events) sessionEventSchema.parse(event);
});

const of = <Name extends SessionEventName>(name: Name) =>
  events.filter((event): event is SessionEventOf<Name> => event.event === name);
const record = (action: CommandOf<'record'>['action'], recordId = 'm'): void =>
  stream.perform({ command: 'record', of: 'message', action, recordId });

describe('messages in memory', () => {
  const statuses = () => of('recordStatus').map(({ recordId, status, durationMs }) => [recordId, status, durationMs]);

  it('are as long as time passed, pauses left out, and are summed up at the end', () => {
    record('start');
    clock.advance(2_000);
    record('pause');
    clock.advance(5_000);
    record('resume');
    clock.advance(500);
    record('stop');
    record('start', 'n');
    clock.advance(300);
    expect(statuses()).toEqual([
      ...[
        ['m', 'started', undefined],
        ['m', 'paused', undefined],
        ['m', 'resumed', undefined],
        ['m', 'stopped', 2_500],
      ],
      ['n', 'started', undefined],
    ]);
    expect(stream.close()).toMatchObject({
      recording: null,
      messages: [
        { recordId: 'm', file: 'c-1.m.wav', durationMs: 2_500, startedAtMs: 1_000_000 },
        { recordId: 'n', durationMs: 300 },
      ],
    });
  });

  it('are taken one after another, anew under the same name, and never stopped without having begun', () => {
    record('start', 'a');
    clock.advance(100);
    record('start', 'b');
    clock.advance(200);
    record('start', 'b');
    clock.advance(300);
    record('stop', 'b');
    record('resume', 'b');
    record('stop', 'c');
    expect(statuses()).toEqual([
      ...[
        ['a', 'started', undefined],
        ['a', 'stopped', 100],
        ['b', 'started', undefined],
        ['b', 'started', undefined],
      ],
      ...[
        ['b', 'stopped', 300],
        ['b', 'stopped', 300],
        ['c', 'failed', undefined],
      ],
    ]);
  });

  it('can be played when they have ended, and not before', () => {
    const play = () => stream.perform({ command: 'play', url: 'recording:m', playId: 'p' });
    record('start');
    clock.advance(700);
    play();
    clock.advance(100);
    expect(of('error')).toMatchObject([{ code: 'media.promptMissing', playId: 'p' }]);
    record('stop');
    play();
    clock.advance(2_000);
    expect(of('trackEnd').at(-1)).toMatchObject({ durationMs: 800 });
  });
});

describe('playing in memory', () => {
  it('beeps', () => {
    stream.perform({ command: 'play', url: 'tone:beep' });
    clock.advance(1_000);
    expect(of('trackEnd')).toMatchObject([{ durationMs: 400 }]);
    expect(stream.heard).toEqual(['tone:beep']);
  });

  it('begins in the middle, and counts from the beginning where it is interrupted', () => {
    const play = (seekMs: number) => stream.perform({ command: 'play', url: 'prompt:jingle', seekMs });
    play(2_000);
    clock.advance(5_000);
    play(9_000);
    clock.advance(5_000);
    play(2_000);
    clock.advance(320);
    stream.perform({ command: 'interrupt' });
    expect(of('trackEnd').map(({ durationMs }) => durationMs)).toEqual([1_000, 0, 300]);
    expect(of('interruption')).toMatchObject([{ positionMs: 2_300, totalMs: 3_000 }]);
  });

  it('stands still while it is held, and goes on where it was', () => {
    stream.perform({ command: 'play', url: 'prompt:jingle' });
    clock.advance(1_020);
    for (const command of ['pause', 'pause'] as const) stream.perform({ command });
    clock.advance(60_000);
    expect(of('trackEnd')).toEqual([]);
    stream.perform({ command: 'resume' });
    clock.advance(1_999);
    expect(of('trackEnd')).toEqual([]);
    clock.advance(1);
    expect(of('trackEnd')).toMatchObject([{ durationMs: 3_000 }]);
  });

  it('is interrupted where it was held, and what takes its place is not held', () => {
    stream.perform({ command: 'pause' });
    stream.perform({ command: 'play', url: 'prompt:jingle' });
    clock.advance(520);
    stream.perform({ command: 'pause' });
    clock.advance(10_000);
    stream.perform({ command: 'play', url: 'prompt:jingle' });
    expect(of('interruption')).toMatchObject([{ positionMs: 500 }]);
    clock.advance(3_020);
    expect(of('trackEnd').map(({ durationMs }) => durationMs)).toEqual([500, 3_000]);
  });

  it('begins when it goes on, and so ends what comes to nothing', () => {
    stream.perform({ command: 'play', url: 'prompt:jingle' });
    stream.perform({ command: 'pause' });
    clock.advance(10_000);
    stream.perform({ command: 'resume' });
    clock.advance(3_000);
    expect(of('trackEnd')).toMatchObject([{ durationMs: 3_000 }]);
    stream.perform({ command: 'play', url: 'prompt:none' });
    stream.perform({ command: 'pause' });
    clock.advance(10_000);
    expect([of('error').length, of('trackEnd').length]).toEqual([1, 1]);
    stream.perform({ command: 'resume' });
    clock.advance(0);
    expect(of('trackEnd').at(-1)).toMatchObject({ durationMs: 0 });
  });
});

describe('what is understood in memory', () => {
  const listen = (option: CommandOf<'asr'>['option']) => stream.perform({ command: 'asr', action: 'start', option });
  const heard = () => of('transcriptionFinal').map(({ text }) => text);
  const say = (text: string) => {
    stream.says(text);
    clock.advance(3_000);
  };

  it('is what the grammar knows, until something else is asked', () => {
    listen({ grammar: 'number' });
    say('forty two');
    say('pizza');
    listen({ choices: [{ id: 'sales', phrases: ['sales'] }] });
    say('forty two');
    expect(heard()).toEqual(['forty two', '', '']);
  });

  it('is nothing of a hidden caller, who is still noticed, and heard again afterwards', () => {
    listen({ choices: [{ id: 'sales', phrases: ['sales'] }] });
    stream.hideCaller(true);
    expect(stream.isCallerHidden).toBe(true);
    say('sales');
    stream.presses('1');
    expect([of('startSpeaking').length, of('dtmf').length, heard().length]).toEqual([1, 1, 0]);
    stream.hideCaller(false);
    say('sales');
    expect(heard()).toEqual(['sales']);
  });

  it('is nothing of what was being said, or had just been said, when the caller was hidden', () => {
    const choices = [{ id: 'sales', phrases: ['sales'] }];
    for (const saidMs of [300, 1_150]) {
      listen({ choices });
      stream.says('sales', 600);
      clock.advance(saidMs);
      stream.hideCaller(true);
      stream.hideCaller(false);
      listen({ choices });
      clock.advance(3_000);
    }
    expect(heard()).toEqual([]);
    expect(of('silence')).toHaveLength(2);
  });

  it('does not reach those a hidden caller is joined with', () => {
    const other = open('c-2');
    const masks = { heardBy: 'all', hears: 'all', music: null } as const;
    stream.joinRoom('r', { masks });
    other.joinRoom('r', { masks, caller: callId.parse('c-1') });
    stream.hideCaller(true);
    say('sales');
    expect(of('startSpeaking')).toMatchObject([{ trackId: 'c-1' }]);
    stream.hideCaller(false);
    other.hideCaller(true);
    expect(stream.isCallerHidden).toBe(true);
    say('sales');
    expect(of('startSpeaking').map(({ trackId }) => trackId)).toEqual(['c-1', 'c-1', 'c-2']);
  });
});
