import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWav, writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { chromeOffer } from '../../apps/media/src/sound/rtc/fixtures/offers.js';
import { drivenUrl } from '../support/calling.js';
import { HUMMED_HZ, STEADY_HZ } from '../support/faults.js';
import { type OwnStack, processesBelow, startOwnStack } from '../support/own-stack.js';
import { Rest } from '../support/rest.js';
import { callRoom, wait } from '../support/room-calls.js';
import { CARRIER, Carrier } from '../support/sip/carrier.js';
import { eventually } from '../support/sip/desk.js';
import { stays } from '../support/sip/lines.js';
import { SipEnd, sdpAt } from '../support/sip/sip-end.js';
import { readStory } from '../support/story.js';
import { hum, loudnessOf } from '../support/tones.js';
import { WIRE_RATE_HZ, type WireCaller, type WireEvent } from '../support/wire-caller.js';

/** More calls than a real sound process has time for: it is given a fifth of a core. */

const RUNS_MS = 40;
const STANDS_MS = 160;
/** Besides the one that is listened to; with them its time is not enough. */
const OTHER_CALLS = 40;
const CALLS_AT_ONCE = 10;
const LEAST_CALLS = 10;
/** How long it lasts: the process is asked every second whether it has time. */
const OVERLOAD_MS = 6000;
/** A recording ends with the last tick, which may be as far behind as ticks are before some are left out. */
const MOST_OFF_MS = 1500;

let stack: OwnStack;
let rest: Rest;
let carrier: Carrier;
const others: WebSocket[] = [];
/** Those of them that were taken. */
const taken: WebSocket[] = [];

const open = async (): Promise<void> => {
  stack = await startOwnStack({ CALLWRIGHT_SOUND_PROCESSES: '1' });
  rest = new Rest(stack);
  carrier = new Carrier(stack, rest);
  await carrier.open();
  await rest.line('overload-line', stays());
  const channels = [hum(STEADY_HZ)];
  writeFileSync(join(stack.dataDir, 'prompts', 'steady.wav'), writeWav({ rateHz: WIRE_RATE_HZ, channels }));
};
const close = async (): Promise<void> => {
  for (const socket of others) socket.terminate();
  await stack?.stop();
};

const isOpen = ({ readyState }: WebSocket): boolean => readyState === WebSocket.OPEN;

/**
 * A client that brings and takes sound as bytes, which costs this process little, and hears the prompt.
 * @returns whether it was refused for all the calls that are there
 */
const callByFrames = async (): Promise<boolean> => {
  const url = drivenUrl(stack, 'callwright').replace('/call/webrtc', '/call');
  const socket = new WebSocket(`${url}&id=e2e-${randomUUID()}`);
  others.push(socket);
  const told = new Promise<WireEvent>((resolve, reject) => {
    socket.on('message', (data, isBinary) => {
      const event: WireEvent = isBinary ? { event: 'sound' } : JSON.parse(String(data));
      if (['mediaReady', 'error', 'hangup'].includes(event.event)) resolve(event);
    });
    socket.once('error', reject);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ command: 'invite', option: { codec: 'pcmu', recorder: {}, vad: { type: 'silero' } } }));
  const event = await told;
  if (event.event === 'mediaReady') {
    taken.push(socket);
    socket.send(JSON.stringify({ command: 'play', url: 'steady.wav', loop: true }));
  } else expect(event).toMatchObject({ event: 'error', sender: 'invite', code: 'call.busy' });
  return event.event !== 'mediaReady';
};

const callBySip = async (): Promise<string> => {
  const end = await SipEnd.open(CARRIER, stack.sip);
  const uri = `sip:overload-line@${stack.sip}`;
  const answer = await end.ask({
    method: 'INVITE',
    uri,
    sdp: sdpAt(CARRIER, 40_000),
    dialog: { from: `<sip:+12025550181@${CARRIER}>;tag=o1` },
  });
  end.close();
  return answer;
};

const callByOffer = async (): Promise<number> => {
  const body = JSON.stringify({
    sdp: chromeOffer,
    type: 'offer',
    apiKey: stack.login.apiKey,
    agentId: 'overload-line',
  });
  return (await fetch(`${stack.urls.media}/webrtc/v1/offer`, { method: 'POST', body })).status;
};

/** Gives a process a fifth of its time. @returns gives it all back */
const slowDown = (pid: number): (() => void) => {
  let isOver = false;
  void (async () => {
    while (!isOver) {
      process.kill(pid, 'SIGSTOP');
      await wait(STANDS_MS);
      process.kill(pid, 'SIGCONT');
      await wait(RUNS_MS);
    }
  })();
  return () => {
    isOver = true;
  };
};

const soundPid = (): number => {
  const [found] = processesBelow(stack.mediaPid(), 'sound.main');
  if (!found) throw new Error('There is no sound process.');
  return found.pid;
};

const hears = (caller: WireCaller, frequencyHz: number): boolean => {
  const now = performance.now();
  return loudnessOf(caller.heardBetween(now - 500, now), frequencyHz, WIRE_RATE_HZ) > 0.05;
};

describe.runIf(process.env.CALLWRIGHT_TEST_FULL === '1')('a sound process with more calls than it has time for', () => {
  beforeAll(open);
  afterAll(close);

  it('keeps those it has and takes no more, in the words of each protocol, until it has time again', async () => {
    const caller = await callRoom(stack, HUMMED_HZ);
    caller.send({ command: 'play', url: 'steady.wav', playId: 'steady', loop: true });
    await eventually(() => hears(caller, STEADY_HZ) || null, 'the prompt is heard');
    for (let n = 0; n < OTHER_CALLS; n += CALLS_AT_ONCE)
      await Promise.all(Array.from({ length: CALLS_AT_ONCE }, callByFrames));
    // A machine that is busy with other things takes fewer at first.
    while (taken.length < LEAST_CALLS) await eventually(async () => !(await callByFrames()) || null, 'a call is taken');
    const pid = soundPid();
    const speedUp = slowDown(pid);
    try {
      await eventually(async () => (await callByFrames()) || null, 'a call is refused');
      expect((await callBySip()).split('\r\n')[0]).toBe('SIP/2.0 503 Service Unavailable');
      expect(await callByOffer()).toBe(503);
      await wait(OVERLOAD_MS);
      expect(taken.filter(isOpen)).toHaveLength(taken.length);
      console.log(
        `  ${taken.length} calls went on with a fifth of a core, ${others.length - taken.length} were refused`,
      );
    } finally {
      speedUp();
    }
    await eventually(() => hears(caller, STEADY_HZ) || null, 'the prompt is heard again');
    await eventually(async () => !(await callByFrames()) || null, 'a call is taken again');
    expect(soundPid()).toBe(pid);
    await caller.hangUp();
    await expectInTime(caller);
  });
});

/** What was left out is silence in the recording: it is as long as the call was. */
const expectInTime = async (caller: WireCaller): Promise<void> => {
  const { events, callId } = caller;
  expect(events.filter(({ event }) => event === 'error')).toEqual([]);
  const atMs = (name: string) => Number(events.find(({ event }) => event === name)?.timestamp);
  await readStory(rest, callId, ({ hasRecording }) => hasRecording);
  const { channels, rateHz } = readWav(await rest.recording(callId));
  const recordedMs = ((channels[0]?.length ?? 0) * 1000) / rateHz;
  console.log(`  ${recordedMs} ms of a call of ${atMs('hangup') - atMs('mediaReady')} ms are recorded`);
  expect(Math.abs(recordedMs - (atMs('hangup') - atMs('mediaReady')))).toBeLessThan(MOST_OFF_MS);
};
