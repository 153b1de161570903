import { decodeG711, encodeG711, resample, rmsOf } from '@callwright/audio';
import { beforeAll, describe, expect, it } from 'vitest';
import { addNoise, padWithSilence, whiteNoise } from './test-noise.js';
import { createTestVoices, type TestVoices } from './test-voices.js';

const RATE_HZ = 16_000;
/** Each check takes a fifth of a second or so, and much more on a busy machine. */
const TIMEOUT_MS = 180_000;
// biome-ignore lint/style/noProcessEnv: how much a run tries is a matter of the run, not of the code
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
/** Of a list all in the long run of the tests, every third otherwise, from the place given on. */
const some = (list: readonly string[], from = 0) => list.filter((_, at) => isFull || at % 3 === from);
const prompts = [
  'Welcome to the front desk of the harbour hotel.',
  'Please say sales, support, or billing.',
  'I did not catch that, please try again.',
  'Thank you for calling, goodbye.',
  'Please hold while I connect you to an agent.',
  'You said sales, is that correct?',
  'All of our agents are busy right now.',
  'Your call is important to us, please stay on the line.',
  'Please enter your account number followed by the pound key.',
  'Our office is closed at the moment.',
  'We are open from nine to five on weekdays.',
  'Press one for english, or two for spanish.',
  'This call may be recorded for quality purposes.',
  'Your balance is forty two dollars and ten cents.',
  'I am sorry, that is not a valid choice.',
  'Please leave a message after the tone.',
  'Transferring you to the billing department now.',
  'Your appointment is on monday at three in the afternoon.',
  'Would you like to hear these options again?',
  'Our opening hours have changed this week.',
  'Your order has been shipped and will arrive tomorrow.',
  'Please say yes or no after the tone.',
  'To repeat this menu, press the star key.',
];
/** Sentences like them that are none of them; some begin or end as one of them does. */
const others = [
  'The weather will be sunny with a light breeze.',
  'Our new address is seventeen mountain road.',
  'Your password was changed successfully last night.',
  'Please call back later, we are having technical problems.',
  'Welcome to the library.',
  'Thank you for your patience, a doctor will see you soon.',
  'Please say red, green, or blue.',
];

let voices: TestVoices;
beforeAll(async () => {
  voices = await createTestVoices();
});
const say = (phrase: string) => voices.say(phrase, 'slt', RATE_HZ);
const recognise = (samples: Int16Array, phrases = prompts) => voices.recognise(samples, RATE_HZ, phrases);

describe('recognise', () => {
  it(
    'takes each prompt for itself',
    async () => {
      for (const prompt of some(prompts)) expect(await recognise(say(prompt))).toBe(prompt);
    },
    TIMEOUT_MS,
  );

  it(
    'does not take a prompt for one of the others when it is not among them',
    async () => {
      for (const prompt of some(prompts, 1)) {
        const swapped = prompts.filter((candidate) => candidate !== prompt);
        expect(await recognise(say(prompt), swapped)).toBe('');
      }
    },
    TIMEOUT_MS,
  );

  it(
    'refuses other sentences',
    async () => {
      for (const sentence of others) expect(await recognise(say(sentence))).toBe('');
    },
    TIMEOUT_MS,
  );

  it('refuses silence, noise and half a prompt', async () => {
    expect(await recognise(new Int16Array(RATE_HZ * 2))).toBe('');
    expect(await recognise(new Int16Array(0))).toBe('');
    for (const level of [0.005, 0.05, 0.3]) expect(await recognise(whiteNoise(RATE_HZ * 3, level))).toBe('');
    const whole = say('Your order has been shipped and will arrive tomorrow.');
    expect(await recognise(whole.subarray(0, whole.length / 2))).toBe('');
  });

  it('hears a prompt through a telephone line, with quiet around it and a little noise', async () => {
    const prompt = 'Please hold while I connect you to an agent.';
    const line = decodeG711('mulaw', encodeG711('mulaw', resample(say(prompt), RATE_HZ, 8000)));
    const heard = addNoise(padWithSilence(line, 8000, 12_000), 30);
    expect(await voices.recognise(heard, 8000, prompts)).toBe(prompt);
  });
});

describe('the noise', () => {
  it('has the level asked for and is the same each time', () => {
    expect(rmsOf(whiteNoise(16_000, 0.1))).toBeCloseTo(0.1, 2);
    expect(whiteNoise(100, 0.1, 7)).toEqual(whiteNoise(100, 0.1, 7));
    expect(whiteNoise(100, 0.1, 7)).not.toEqual(whiteNoise(100, 0.1, 8));
  });

  it('is added so many dB below the sound', () => {
    const speech = say('Thank you for calling.');
    const noisy = addNoise(speech, 20);
    const added = noisy.map((sample, index) => sample - (speech[index] ?? 0));
    expect(20 * Math.log10(rmsOf(speech) / rmsOf(added))).toBeCloseTo(20, 0);
  });
});
