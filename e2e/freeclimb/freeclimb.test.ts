import { findSound, readWav, resample, sweep, writeWav } from '@callwright/audio';
import { endpointResource } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { callLine } from '../support/calling.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { flowOf } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { pathOf, readStory } from '../support/story.js';
import { StreamingApplication, StreamingPlatform } from './peers.js';

const RATE_HZ = 8_000;
const facts = inject('stack');
const rest = new Rest(facts);
const calls = new CallsAtOnce(2);
const closings: (() => void)[] = [];

/** Sounds that are mistaken for no other, of each side. */
const prompt = sweep(300, 1_500, 1_200, RATE_HZ);
const spoken = sweep(2_600, 900, 1_000, RATE_HZ);
/** A part of it: what the network does to time (a few ms more or less) tells in a whole second. */
const part = spoken.subarray(3_000, 5_400);
const partOfPrompt = prompt.subarray(3_000, 5_400);

const askFlow = (promptId: string) =>
  flowOf(
    'play',
    {
      play: ['play', { url: promptId }],
      ask: ['collect', { prompt: 'Please press a key.', maxDigits: 1 }],
      bye: ['hangup', {}],
    },
    [
      ['play', 'done', 'ask'],
      ['ask', 'digits', 'bye'],
    ],
  );

/** A FreeClimb platform calls a flow of ours. */
const streamed = calls.plan(async () => {
  const platform = await StreamingPlatform.call(`${facts.urls.media}/freeclimb/climbing?token=${facts.login.apiKey}`);
  closings.push(() => platform.close());
  const { heard } = platform;
  await heard.until(() => platform.played.length >= prompt.length, 'the prompt');
  await platform.say(spoken);
  // What is said is heard a little later, the more so on a busy machine: who presses a key at once ends the call before that.
  await platform.say(new Int16Array(RATE_HZ));
  await heard.until(() => platform.played.length >= prompt.length + RATE_HZ / 2, 'the question');
  await platform.press('4');
  await heard.until(() => heard.told.includes('status 0'), 'the end');
  const call = (await rest.calls()).find(({ protocol }) => protocol === 'freeclimb');
  return { platform, story: await readStory(rest, call?.id ?? '', ({ recording }) => recording !== null) };
});

/** A browser calls a line that somebody's FreeClimb application decides on. */
const led = calls.plan(async () => {
  const app = await StreamingApplication.start();
  closings.push(() => app.close());
  const application = { kind: 'freeclimb', voiceUrl: `${app.url}/voice`, statusUrl: `${app.url}/status` };
  await rest.ask('POST', '/endpoints', endpointResource, { name: 'led', flowId: null, application });
  const caller = await callLine(rest, 'led');
  closings.push(() => void caller.close());
  await app.heard.until(() => app.caller.length > 0, 'the caller');
  app.play('one', prompt);
  await caller.say(spoken);
  await app.heard.until(() => app.heard.told.includes('notify_playback_completed_data'), 'the end of the prompt');
  await caller.press('7');
  await app.heard.until(() => app.heard.told.includes('notify_dtmf_received_end_data'), 'a key');
  app.say({ terminate_call: {} });
  await caller.named('hangup');
  await app.heard.until(() => app.heard.told.includes('notify_call_ended'), 'the end');
  return { app, caller, story: await readStory(rest, caller.callId) };
});

beforeAll(async () => {
  const { id } = await rest.uploadPrompt('Sweep', writeWav({ channels: [prompt], rateHz: RATE_HZ }));
  await rest.line('climbing', askFlow(`prompt:${id}`));
  await calls.makeAll();
});
afterAll(() => {
  for (const close of closings) close();
});

describe('FreeClimb audio streams', () => {
  it('bring a call to a flow, whose sound the platform gets, and whose recording has what it sent', async () => {
    const { platform, story } = await streamed();
    expect(pathOf(story)).toEqual(['play', 'ask', 'bye']);
    expect(story.call).toMatchObject({ protocol: 'freeclimb', outcome: 'completed' });
    expect(findSound(platform.played, prompt).correlation).toBeGreaterThan(0.9);
    const { channels, rateHz } = readWav(await rest.recording(story.call.id));
    const caller = resample(channels[0] ?? new Int16Array(), rateHz, RATE_HZ);
    expect(findSound(caller, part).correlation).toBeGreaterThan(0.9);
    expect(platform.heard.told.filter((name) => name === 'terminate_call')).toHaveLength(1);
  });

  it('hand a call of ours to an application, which hears the caller and is heard', async () => {
    const { app, caller, story } = await led();
    expect(findSound(caller.heard(), partOfPrompt).correlation).toBeGreaterThan(0.9);
    expect(findSound(app.caller, part).correlation).toBeGreaterThan(0.9);
    expect(app.heard.told).toEqual([
      'notify_call_started',
      ...['notify_playback_started_data', 'notify_playback_completed_data'],
      ...['notify_dtmf_received_start_data', 'notify_dtmf_received_end_data', 'notify_call_ended'],
    ]);
    expect(app.posted.map(({ path }) => path).sort()).toEqual(['/action', '/status', '/status', '/voice']);
    expect(story.call).toMatchObject({ outcome: 'completed' });
  });
});
