import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { callDriven } from '../support/calling.js';
import { otherPrompts } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { readStory } from '../support/story.js';
import { WIRE_RATE_HZ, type WireCaller } from '../support/wire-caller.js';

const facts = inject('stack');
const rest = new Rest(facts);
let voices: TestVoices;

beforeAll(async () => {
  voices = await createTestVoices();
});

/** A client written from the seed's own page: flat invite, snake_case. */
const seedCall = async (): Promise<WireCaller> => {
  const caller = await callDriven(facts, null, (sdp) => ({ command: 'invite', sdp }));
  await caller.named('answer');
  return caller;
};

const ended = (caller: WireCaller, playId: string) =>
  caller.event(({ event, playId: of }) => event === 'trackEnd' && of === playId, `the end of ${playId}`);

describe('a client of the seed', () => {
  it('hears what it asks to be said, piece after piece under one play_id', async () => {
    const caller = await seedCall();
    const [first = '', second = ''] = otherPrompts;
    caller.send({ command: 'tts', text: first, play_id: 'greeting' });
    caller.send({ command: 'tts', text: second, play_id: 'greeting', speaker: 'slt' });
    await ended(caller, 'greeting');
    const heard = caller.heard();
    expect(caller.events.filter(({ event }) => event === 'interruption')).toHaveLength(0);
    expect(await voices.recognise(heard, WIRE_RATE_HZ, [`${first} ${second}`, ...otherPrompts])).toBe(
      `${first} ${second}`,
    );
    await caller.hangUp();
    await readStory(rest, caller.callId);
  });

  it('interrupts with another play_id, and by play', async () => {
    const caller = await seedCall();
    caller.send({ command: 'tts', text: otherPrompts.slice(0, 4).join(' '), play_id: 'long' });
    await caller.named('trackStart');
    caller.send({ command: 'tts', text: 'Stop.', play_id: 'short' });
    await ended(caller, 'long');
    expect(await caller.named('interruption')).toMatchObject({ playId: 'long', trackId: 'callee' });
    await ended(caller, 'short');
    caller.send({ command: 'play', url: 'prompt:is-not-there' });
    const error = await caller.named('error');
    expect(error).toMatchObject({ code: 'media.promptMissing' });
    await caller.hangUp();
    await readStory(rest, caller.callId);
  });

  it('is told what the caller says and presses, and by whom', async () => {
    const caller = await seedCall();
    caller.send({
      command: 'asr',
      action: 'start',
      option: {
        choices: [
          { id: 'yes', phrases: ['yes'] },
          { id: 'no', phrases: ['no'] },
        ],
      },
    });
    await caller.say(voices.say('yes', 'slt', WIRE_RATE_HZ));
    const final = await caller.named('transcriptionFinal');
    expect(final).toMatchObject({ text: 'yes', trackId: caller.callId });
    expect(caller.events.some(({ event }) => event === 'startSpeaking')).toBe(true);
    expect(caller.events.some(({ event }) => event === 'silence')).toBe(true);
    await caller.press('7');
    expect(await caller.named('dtmf')).toMatchObject({ digit: '7', trackId: caller.callId });
    await caller.hangUp();
    await readStory(rest, caller.callId);
    expect(caller.events.at(-1)).toMatchObject({ event: 'hangup', initiator: 'caller' });
  });

  it('can silence its own track, and neither is heard nor recorded then', async () => {
    const caller = await seedCall();
    caller.send({ command: 'mute', track_id: caller.callId });
    await caller.say(voices.say('yes', 'slt', WIRE_RATE_HZ));
    caller.send({ command: 'unmute', track_id: caller.callId });
    await caller.say(voices.say('no', 'slt', WIRE_RATE_HZ));
    await caller.event(({ event }) => event === 'silence', 'the end of the word that was let through');
    expect(caller.events.filter(({ event }) => event === 'startSpeaking')).toHaveLength(1);
    await caller.hangUp();
    await readStory(rest, caller.callId);
  });

  it('is joined with another line by refer, and gets the call back when that line is done', async () => {
    await rest.line('seed-refer', (await import('../support/flows.js')).template('message'));
    const caller = await callDriven(facts, 'callwright', (sdp) => ({ command: 'invite', sdp }));
    await caller.named('answer');
    await caller.named('mediaReady');
    caller.send({ command: 'refer', target: 'seed-refer' });
    await caller.event(({ event, status }) => event === 'referStatus' && status === 'answered', 'the other line');
    const from = caller.heard().length;
    await caller.event(
      ({ event, status }) => event === 'referStatus' && status === 'ended',
      'the end of the other line',
    );
    const words = ['We are closed today. Please call again tomorrow from eight. Goodbye.', ...otherPrompts];
    expect(await voices.recognise(caller.heard().subarray(from), WIRE_RATE_HZ, words)).toBe(words[0]);
    await caller.hangUp();
    await readStory(rest, caller.callId);
  });
});
