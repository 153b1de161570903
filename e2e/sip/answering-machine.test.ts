import { readWav, sine } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestVoices, type TestVoices } from '../../apps/media/src/sound/speech/test-voices.js';
import { flowOf, otherPrompts } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { Desk, PHONE_RATE_HZ } from '../support/sip/desk.js';
import { pathOf, readStory } from '../support/story.js';
import { levelOf } from '../support/tones.js';

/** Who answers a call of ours: a telephone that says hello, and one that is a machine with a greeting and a beep. */

const facts = inject('stack');
const rest = new Rest(facts);
const desk = new Desk(facts, rest);
const LINE = 'who-answered';
const GREETING =
  'Hello, you have reached the Riverside practice. Nobody can take your call at the moment. Please leave a message after the tone.';
const TO_PERSON = 'Good morning, your order has arrived.';
const TO_MACHINE = 'This is the book shop, please call us back.';
const BEEP_HZ = 1000;
const BEEP_MS = 400;
const WINDOW_MS = 50;
let voices: TestVoices;

beforeAll(async () => {
  voices = await createTestVoices();
  await desk.hire('person', 'machine');
  const steps: Parameters<typeof flowOf>[1] = {
    who: ['whoAnswered', { beepMs: 15_000 }],
    human: ['hangup', { text: TO_PERSON }],
    machine: ['hangup', { text: TO_MACHINE }],
    unknown: ['hangup', {}],
  };
  const ways = ['human', 'machine', 'unknown'].map((exit) => ['who', exit, exit] as const);
  await rest.line(LINE, flowOf('who', steps, ways));
});
afterAll(() => desk.close());

const silence = (ms: number) => new Int16Array((ms * PHONE_RATE_HZ) / 1000);
const joined = (...parts: readonly Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]));
const said = (text: string) => voices.say(text, 'rms', PHONE_RATE_HZ);

/** Calls a telephone that answers with this; what became of the call, what it heard, and the sound of both sides. */
const callTo = async (username: string, says: Int16Array) => {
  const phone = await desk.phone(username, { answers: 'auto', says });
  const id = await desk.telephony.placeCall({ callee: username, line: LINE });
  await rest.endedCall(id, ({ hasRecording }) => hasRecording, 60_000);
  const { channels, rateHz } = readWav(await rest.recording(id));
  const [theirs = silence(0), ours = silence(0)] = channels;
  return { path: pathOf(await readStory(rest, id)), heard: phone.heard(), theirs, ours, rateHz };
};
/** What a call's telephone heard, as one of these sentences. */
const understood = ({ heard }: { readonly heard: Int16Array }) =>
  voices.recognise(heard, PHONE_RATE_HZ, [TO_PERSON, TO_MACHINE, ...otherPrompts]);

/** When a tone was heard last, in ms. */
const lastOf = (samples: Int16Array, rateHz: number): number => {
  const size = (rateHz * WINDOW_MS) / 1000;
  for (let at = samples.length - size; at >= 0; at -= size)
    if (levelOf(samples.subarray(at, at + size), BEEP_HZ, rateHz) > 0.1) return (at / rateHz) * 1000 + WINDOW_MS;
  return Number.POSITIVE_INFINITY;
};
const firstOf = (samples: Int16Array, rateHz: number) =>
  (samples.findIndex((sample) => Math.abs(sample) > 300) / rateHz) * 1000;

describe('a call of ours', () => {
  it('knows a person by a short hello, and a machine by its greeting, which hears the message after its beep', async () => {
    const hello = joined(silence(300), said('Hello?'));
    const beep = sine(BEEP_HZ, BEEP_MS, PHONE_RATE_HZ, 0.5);
    const greeting = joined(silence(300), said(GREETING), silence(300), beep);
    expect(said(GREETING).length / PHONE_RATE_HZ).toBeGreaterThan(4);
    const [person, machine] = await Promise.all([callTo('person', hello), callTo('machine', greeting)]);
    expect([person.path, machine.path]).toEqual([
      ['who', 'human'],
      ['who', 'machine'],
    ]);
    expect([await understood(person), await understood(machine)]).toEqual([TO_PERSON, TO_MACHINE]);
    expect(firstOf(machine.ours, machine.rateHz)).toBeGreaterThanOrEqual(lastOf(machine.theirs, machine.rateHz));
  });
});
