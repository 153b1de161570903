import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { padWithSilence } from '../../test-noise.js';
import { createTestVoices } from '../../test-voices.js';
import { startLocalEngine } from '../engine/local-engine.js';
import type { TranscriptionEvent } from '../port.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { createPocketsphinxEngine } from './pocketsphinx-engine.js';
import { DEBIAN_MODEL_DIR, findPocketsphinxModel } from './pocketsphinx-model.js';
import { createPocketsphinxRecogniser } from './pocketsphinx-recogniser.js';

// biome-ignore lint/style/noProcessEnv: how much a run tries is a matter of the run, not of the code
const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
/** Models are loaded and sentences decoded, which takes seconds, and much more on a busy machine. */
const TIMEOUT_MS = 120_000;
const options = { clock: systemClock, log: silentLog };
const definition = { kind: 'pocketsphinx' as const, name: 'pocketsphinx' };
const voices = await createTestVoices();

it('says what to install on a machine without its words, and what a folder lacks', () => {
  expect(() => findPocketsphinxModel('/nowhere')).toThrow(/no model folder/);
  expect(() => findPocketsphinxModel(import.meta.dirname)).toThrow(/language model/);
});

// `npm test` installs both packages where it can, and counts them as missing where it cannot.
if (existsSync(DEBIAN_MODEL_DIR)) describeInstalled();

function describeInstalled(): void {
  describeTranscriptionProvider('PocketSphinx', async () => ({
    create: () =>
      createPocketsphinxRecogniser(definition, {
        ...options,
        start: () => startLocalEngine(() => createPocketsphinxEngine({})),
      }),
    // One word without a sentence around it is much to ask of free speech: of the voices, one says this one clearly.
    say: (phrase, rateHz) => voices.say(phrase, phrase === 'elephant' ? 'rms' : 'slt', rateHz),
  }));

  /** What callers who speak at the same time say, understood in a process. */
  const listen = async (phrases: readonly string[], rateHz: number) => {
    const provider = createPocketsphinxRecogniser(definition, options);
    const callers = phrases.map((phrase) => {
      const events: TranscriptionEvent[] = [];
      const client = provider.createClient((event) => events.push(event));
      client.start({ rateHz, language: 'en-US', partials: true });
      return { events, client, sound: padWithSilence(voices.say(phrase, 'slt', rateHz), rateHz / 5, rateHz / 2) };
    });
    for (let at = 0; callers.some(({ sound }) => at < sound.length); at += rateHz / 50)
      for (const { client, sound } of callers) client.write(sound.subarray(at, at + rateHz / 50));
    for (const { client } of callers) client.flush();
    const finals = () => callers.map(({ events }) => events.find(({ event }) => event !== 'delta'));
    await expect.poll(() => finals().every(Boolean), { timeout: TIMEOUT_MS - 20_000 }).toBe(true);
    await provider.close();
    return finals();
  };

  // The rate of a telephone; in the long run of the tests that of a browser, too.
  it.each(isFull ? [8000, 16_000] : [8000])(
    'understands sentences nobody listed, from more callers than it has decoders, at %i Hz',
    async (rateHz) => {
      const sentences = [
        'i want to check my account balance',
        'what is the weather tomorrow',
        'i want to check my account balance',
        'please call me tomorrow',
        'what is the weather tomorrow',
      ];
      expect(await listen(sentences, rateHz)).toMatchObject(sentences.map((text) => ({ event: 'final', text })));
    },
    TIMEOUT_MS,
  );
}
