import { createServer } from 'node:http';
import { createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { readWav } from '@callwright/audio';
import { expect } from 'vitest';
import { type ReachedStack, Rest } from './rest.js';
import { callRoom, wait } from './room-calls.js';
import { readStory } from './story.js';
import { holesIn } from './tones.js';
import type { WireCaller } from './wire-caller.js';

/** What a call that nothing is wrong with hears, from the prompt `steady.wav`, and what it hums. */
export const STEADY_HZ = 1550;
/** What a healthy call hums. */
export const HUMMED_HZ = 650;
/**
 * Longest time a healthy call may go without a packet: on a shared machine a bare UDP echo is late by 40 ms now and then,
 * twice in a row when it comes badly. What held a call up in earnest took hundreds.
 */
const MAX_GAP_MS = 100;
/** Below this a late timer is how timers are. */
const NOTABLE_STALL_MS = 20;
/** Blocks at the beginning and the end of a sound that are allowed to be cut. */
const EDGE_MS = 60;

/** What was done beside the call, and what of it is checked when nothing is to be held up any more. */
type Act = () => Promise<(() => unknown) | undefined>;

/**
 * Does something beside a call that has nothing to do with it, and checks that this one has noticed nothing: it hears a
 * tone without a hole or a pause, its recording holds both tones whole, and its story is complete.
 * @param act must not hold this process up; what does (looking for sounds) belongs into the check it gives back
 * @param isRecorded false where nothing can be recorded
 */
export const besideHealthyCall = async (stack: ReachedStack, act: Act, isRecorded = true): Promise<void> => {
  const healthy = await callRoom(stack, HUMMED_HZ, isRecorded ? {} : { recorder: { startWhenAnswer: false } });
  healthy.send({ command: 'play', url: 'steady.wav', playId: 'steady', loop: true });
  await expect.poll(() => healthy.firstSoundAfter(0), { timeout: 10_000 }).not.toBeNull();
  await wait(300);
  const fromMs = performance.now();
  const check = await act();
  await wait(300);
  const toMs = performance.now();
  const heard = healthy.heardBetween(fromMs, toMs);
  const [gapMs, stallMs] = [healthy.longestGapMs(fromMs, toMs), healthy.longestStallMs(fromMs, toMs)];
  expect(healthy.events.filter(({ event }) => event === 'error')).toEqual([]);
  await healthy.hangUp();
  expect(holesIn(heard, STEADY_HZ)).toEqual([]);
  // A machine that holds this process up does the same to others.
  const allowedMs = stallMs > NOTABLE_STALL_MS ? 2 * stallMs : 0;
  console.log(`  a healthy call beside it: ${Math.round(gapMs)} ms between packets at most`);
  expect(gapMs).toBeLessThan(MAX_GAP_MS + allowedMs);
  const rest = new Rest(stack);
  const { call } = await readStory(rest, healthy.callId, ({ hasRecording }) => hasRecording || !isRecorded);
  expect(call.outcome).toBe('completed');
  if (isRecorded) await expectWhole(rest, healthy.callId, { atLeastMs: toMs - fromMs, allowedMs });
  await check?.();
};

/** A recording without a hole in what the caller hummed and in what was played, once each has begun. */
const expectWhole = async (
  rest: Rest,
  callId: string,
  { atLeastMs, allowedMs }: { readonly atLeastMs: number; readonly allowedMs: number },
): Promise<void> => {
  const { channels, rateHz } = readWav(await rest.recording(callId));
  expect(channels).toHaveLength(2);
  for (const [at, toneHz] of [HUMMED_HZ, STEADY_HZ].entries()) {
    const sound = soundOf(channels[at] ?? new Int16Array());
    expect(sound.length / (rateHz / 1000)).toBeGreaterThan(atLeastMs - allowedMs);
    const edge = (EDGE_MS * rateHz) / 1000;
    const holes = holesIn(sound.subarray(edge, -edge), toneHz, rateHz);
    // What this process did not send in time is missing from its own side, and from nobody else's.
    expect(holes.length * 20, `${toneHz} Hz as recorded`).toBeLessThanOrEqual(at === 0 ? 3 * allowedMs : 0);
  }
};

/** What is between the silence at the beginning and at the end. */
export const soundOf = (samples: Int16Array): Int16Array => {
  const isLoud = (sample: number) => Math.abs(sample) > 300;
  return samples.subarray(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
};

/** A server for tests. */
export type TestServer = { readonly port: number; readonly stop: () => Promise<void> };

/** Takes every connection and whatever is sent, and never answers. */
export const startSilentServer = async (): Promise<TestServer> => {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).resume();
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
};

/** Sends a gigabyte to whoever asks: `/sized` says so first, anything else does not. */
export const startFlood = async (): Promise<TestServer & { readonly sentMb: () => number }> => {
  const megabyte = Buffer.alloc(1024 * 1024, 0x55);
  let sentMb = 0;
  const server = createServer(({ url }, response) => {
    const size = url === '/sized' ? { 'content-length': String(1024 * megabyte.length) } : {};
    response.writeHead(200, { 'content-type': 'audio/wav', ...size });
    let left = 1024;
    const pour = () => {
      while (left > 0 && !response.destroyed) {
        left -= 1;
        sentMb += 1;
        if (!response.write(megabyte)) return;
      }
      response.end();
    };
    response.on('drain', pour).on('error', () => undefined);
    pour();
  });
  return { ...(await listening(server, () => server.closeAllConnections())), sentMb: () => sentMb };
};

const listening = (server: Server, cut: () => void) =>
  new Promise<TestServer>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const stop = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          cut();
        });
      resolve({ port, stop });
    });
  });

/** Asks for one of two words or a key, and says nothing itself. */
export const ask = (caller: WireCaller, gatherId: string, timeoutMs = 8000): void =>
  caller.send({
    command: 'gather',
    gatherId,
    input: ['dtmf', 'speech'],
    timeoutMs,
    choices: [
      { id: 'yes', keys: '1', phrases: ['yes'] },
      { id: 'billing', keys: '2', phrases: ['billing'] },
    ],
  });

/** The answer to {@link ask}. */
export const answerTo = (caller: WireCaller, gatherId: string) =>
  caller.event((event) => event.event === 'gatherResult' && event.gatherId === gatherId, `the answer to ${gatherId}`);

/** An error of this code. */
export const failure = (caller: WireCaller, code: string) =>
  caller.event((event) => event.event === 'error' && event.code === code, `the error ${code}`);
