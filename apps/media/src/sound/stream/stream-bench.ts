import { setImmediate } from 'node:timers/promises';
import { sine, sweep } from '@callwright/audio';
import { FakeClock } from '@callwright/flow-engine/testing';
import {
  AppError,
  callId,
  type SessionEvent,
  type SessionEventName,
  type SessionEventOf,
  sessionEventSchema,
} from '@callwright/protocol';
import type { StreamOptions } from '../../link/messages.js';
import { MessageRecorder } from '../recording/message-recorder.js';
import { Recorder } from '../recording/recorder.js';
import { createFakeTranscription } from '../speech/asr/fake-provider.js';
import { createFakeVad } from '../speech/vad/fake-vad.js';
import { createFakeLeg } from './fake-leg.js';
import { joinRoom } from './join-room.js';
import { MediaStream } from './media-stream.js';
import { Pacer } from './pacer.js';
import type { PlaySources } from './playback.js';
import { Room } from './room.js';
import { AMONG_ALL } from './room-member.js';
import type { StreamParts } from './stream-parts.js';

/** A stream with a caller played by hand, on a clock that is moved by hand; for tests. */
export type StreamBench = ReturnType<typeof createStreamBench>;

const RATE_HZ = 8000;

/** What a text sounds like here: 20 ms of tone for each letter. */
export const hum = (text: string, rateHz: number): Int16Array => sine(440, text.length * 20, rateHz);

async function* pieces(sound: Int16Array, rateHz: number) {
  for (let at = 0; at < sound.length; at += rateHz / 10) yield sound.slice(at, at + rateHz / 10);
}

/** `bad` cannot be said, `missing` is no file; `sweep` is one of 600 ms, a number so many ms of tone. */
const sources: PlaySources = {
  speak({ text, rateHz }) {
    if (text === 'bad') throw new AppError('speech.ttsFailed', 'The text cannot be spoken.');
    return pieces(hum(text, rateHz), rateHz);
  },
  openPrompt(url, rateHz) {
    if (url === 'missing') throw new AppError('media.promptMissing', 'There is no such prompt.');
    return pieces(url === 'sweep' ? sweep(3000, 300, 600, rateHz) : sine(880, Number(url), rateHz), rateHz);
  },
};

function openRoom({ pacer, sources: { openPrompt } }: StreamParts): Room {
  const fail = (_: unknown, error: unknown): void => {
    throw error;
  };
  const room = new Room({ maxMembers: 100, openMusic: openPrompt, onMusicFailed: fail, onBroken: fail });
  pacer.addMixer(room);
  return room;
}

/** @param options.recordingsDir where recordings go; `delayMs`: how long the caller's sound waits in the leg */
export function createStreamBench(
  options: {
    readonly stream?: Partial<StreamOptions>;
    readonly recordingsDir?: string;
    readonly delayMs?: number;
  } = {},
) {
  const clock = new FakeClock(1_700_000_000_000);
  const events: SessionEvent[] = [];
  const recognisers = new Map([['fake', createFakeTranscription()]]);
  const vad = createFakeVad();
  const parts: StreamParts = {
    clock,
    pacer: new Pacer(clock, (_, error) => {
      throw error;
    }),
    sources,
    listeners: { vads: { silero: vad, webrtc: vad }, recognisers },
    openRecorder: (recorder) => new Recorder({ ...recorder, path: `${options.recordingsDir}/${recorder.file}` }),
    openMessage: (message) => new MessageRecorder({ ...message, path: `${options.recordingsDir}/${message.file}` }),
    emit: (_, event) => events.push(event),
  };
  const open = (name: string, rateHz: 8000 | 16000 = RATE_HZ) => {
    const stream = new MediaStream({ callId: callId.parse(name), ...options.stream }, parts);
    const leg = createFakeLeg(stream.callerTrack, options.delayMs);
    return { stream, leg, attach: () => stream.attach(leg, { codec: 'PCMU', rateHz }) };
  };
  const { stream, leg, attach } = open('c-1');
  attach();
  return {
    clock,
    events,
    parts,
    stream,
    leg,
    open,
    /** A room that is mixed with every tick. */
    openRoom: () => openRoom(parts),
    /** Puts the call and another stream into a room of two. @returns takes both out again */
    talkTo: (other: MediaStream) => {
      const room = openRoom(parts);
      const caller = other.format === null ? stream : null;
      const memberships = [
        joinRoom(room, stream, { masks: AMONG_ALL, caller: null, isListenedTo: false }),
        joinRoom(room, other, { masks: AMONG_ALL, caller, isListenedTo: false }),
      ];
      return () => {
        for (const { leave } of memberships) leave();
      };
    },
    /** Lets time pass tick by tick, and lets what waits for promises go on in between. */
    run: async (durationMs: number) => {
      for (let passed = 0; passed < durationMs; passed += 20) {
        await setImmediate();
        clock.advance(20);
      }
      await setImmediate();
    },
    /** Whatever a stream says must be an event of the protocol. */
    checkEvents: () => {
      for (const event of events) sessionEventSchema.parse(event);
    },
    /** The events of these names so far, in order. */
    of: <Name extends SessionEventName>(...names: readonly Name[]): SessionEventOf<Name>[] =>
      events.filter((event): event is SessionEventOf<Name> => names.some((name) => name === event.event)),
    /** Their names and play ids, for reading an order at a glance. */
    story: (...names: readonly SessionEventName[]): string[] =>
      events
        .filter(({ event }) => names.includes(event))
        .map((event) => [event.event, 'playId' in event ? event.playId : undefined].filter(Boolean).join(' ')),
  };
}
