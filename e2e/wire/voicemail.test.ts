import { findSound, readWav } from '@callwright/audio';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { callLine } from '../support/calling.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { flowOf } from '../support/flows.js';
import { mailTo, soundOf } from '../support/mail-server.js';
import { Rest } from '../support/rest.js';
import { pathOf, readStory } from '../support/story.js';
import { WIRE_RATE_HZ, type WireCaller } from '../support/wire-caller.js';

const facts = inject('stack');
const rest = new Rest(facts);
const OFFICE = 'office@callwright.example';
const NIGHT = 'night@callwright.example';
const PHRASE = 'Please bring the new keys to the old house tomorrow.';
let said: { readonly slt: Int16Array; readonly rms: Int16Array };
const calls = new CallsAtOnce();

const mailbox = (emailTo: string) =>
  flowOf(
    'message',
    {
      message: [
        'voicemail',
        {
          greeting: 'Nobody is here. Please speak.',
          hasReview: false,
          emailTo,
          emailSubject: 'A call for {{ call.to }}',
        },
      ],
      thanks: ['hangup', { text: 'Thank you.' }],
      sorry: ['hangup', { text: 'That did not work.' }],
      silent: ['hangup', { text: 'You said nothing.' }],
    },
    [
      ['message', 'left', 'thanks'],
      ['message', 'none', 'silent'],
      ['message', 'failed', 'sorry'],
    ],
  );

const beeped = (caller: WireCaller) =>
  caller.event(({ event, playId }) => event === 'trackEnd' && String(playId).endsWith('.beep'), 'the beep');
const leftByKey = calls.plan(async () => {
  const caller = await callLine(rest, 'mailbox');
  await beeped(caller);
  await caller.say(said.slt);
  await caller.press('#');
  await caller.named('hangup');
  await caller.close();
  return { caller, story: await readStory(rest, caller.callId, ({ messages }) => messages.length > 0) };
});
const leftByHangUp = calls.plan(async () => {
  const caller = await callLine(rest, 'night');
  await beeped(caller);
  await caller.say(said.rms);
  await caller.hangUp();
  return readStory(rest, caller.callId, ({ messages }) => messages.length > 0);
});

beforeAll(async () => {
  const voices = await createTestVoices();
  const say = (voice: keyof typeof said) => voices.say(PHRASE, voice, WIRE_RATE_HZ);
  said = { slt: say('slt'), rms: say('rms') };
  await rest.line('mailbox', mailbox(OFFICE));
  await rest.line('night', mailbox(NIGHT));
  await calls.makeAll();
}, 180_000);

/** How alike the caller's words are to what a WAV holds, 0 to 1. */
const likeness = (wav: Uint8Array, said: Int16Array): number => {
  const { channels, rateHz } = readWav(wav);
  expect([channels.length, rateHz]).toEqual([1, WIRE_RATE_HZ]);
  return findSound(channels[0] ?? new Int16Array(), said.subarray(1600, 8000)).correlation;
};

describe('a caller who leaves a message', () => {
  it('is heard by whoever asks the api for it, and by whom it was sent to by e-mail', async () => {
    const { caller, story } = await leftByKey();
    expect(pathOf(story)).toEqual(['message', 'thanks']);
    const message = (await rest.messages()).find(({ callId }) => callId === caller.callId);
    expect(story.call.messages).toEqual([message]);
    expect(message).toMatchObject({ isRead: false });
    const saidMs = (said.slt.length * 1000) / WIRE_RATE_HZ;
    expect(message?.durationMs).toBeGreaterThan(saidMs - 300);
    expect(message?.durationMs).toBeLessThan(saidMs + 1500);
    expect(likeness(await rest.messageSound(message?.id ?? ''), said.slt)).toBeGreaterThan(0.9);

    const mail = await mailTo(facts.mailDir, OFFICE);
    expect(mail).toMatch(/^Subject: A call for mailbox/m);
    expect(mail).toMatch(/^From: calls@callwright\.example/m);
    expect(likeness(soundOf(mail), said.slt)).toBeGreaterThan(0.9);
    expect(await rest.deliveries(caller.callId)).toMatchObject([{ channel: 'email', to: OFFICE, status: 'sent' }]);
  });

  it('has left it, too, when they simply hang up', async () => {
    const story = await leftByHangUp();
    expect(pathOf(story)).toEqual(['message']);
    expect(likeness(soundOf(await mailTo(facts.mailDir, NIGHT)), said.rms)).toBeGreaterThan(0.9);
  });
});
