import type { SpeechChoice } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { padWithSilence } from '../test-noise.js';
import type { TranscriptionClient, TranscriptionEvent, TranscriptionOptions, TranscriptionProvider } from './port.js';

/** A provider, and how to make a caller it understands. */
export type TranscriptionHarness = {
  readonly create: () => TranscriptionProvider;
  /** A phrase in lower case as sound. */
  readonly say: (phrase: string, rateHz: number) => Int16Array;
  /** Ends what the harness started besides. */
  readonly close?: () => Promise<void>;
};

const menu: readonly SpeechChoice[] = [
  { id: 'sales', phrases: ['Sales', 'Buy something'] },
  { id: 'billing', phrases: ['Billing', 'Account balance'] },
  { id: 'yes', phrases: ['Yes'] },
];
const options: TranscriptionOptions = { rateHz: 16_000, language: 'en-US', choices: menu };

/** A client whose events are kept and can be waited for. */
function listen(provider: TranscriptionProvider) {
  const events: TranscriptionEvent[] = [];
  let wake = (): void => undefined;
  const client = provider.createClient((event) => {
    events.push(event);
    wake();
  });
  const answers = () => events.filter(({ event }) => event !== 'delta' && event !== 'endpoint');
  /** The first so many events that are no delta. */
  const answered = async (count: number) => {
    while (answers().length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return answers();
  };
  return { client, events, answered };
}

/** A sound in blocks of 20 ms with quiet around it, as a stream has it. */
function* blocksOf(speech: Int16Array, rateHz: number): Iterable<Int16Array> {
  const sound = padWithSilence(speech, rateHz / 5, rateHz / 4);
  const blockSamples = rateHz / 50;
  for (let at = 0; at < sound.length; at += blockSamples) yield sound.subarray(at, at + blockSamples);
}

/** The words of a final, and whether each was said within it. */
function wordsOf(event: TranscriptionEvent) {
  if (event.event !== 'final') return [];
  return (event.words ?? []).map((word) => ({
    ...word,
    isInside: word.startMs >= event.startMs && word.endMs <= event.endMs && word.startMs <= word.endMs,
  }));
}

function write(client: TranscriptionClient, speech: Int16Array, rateHz: number, startMs?: number): void {
  let atMs = startMs;
  for (const block of blocksOf(speech, rateHz)) {
    client.write(block, atMs);
    atMs = undefined;
  }
}

/** What every {@link TranscriptionProvider} with a grammar must do. */
export function describeTranscriptionProvider(name: string, load: () => Promise<TranscriptionHarness>): void {
  describe(`${name} as a recogniser`, () => {
    let harness: TranscriptionHarness;
    let provider: TranscriptionProvider;
    beforeAll(async () => {
      harness = await load();
      provider = harness.create();
      await provider.warmUp('en-US');
    });
    afterAll(async () => {
      await Promise.all([provider.close(), provider.close()]);
      await harness.close?.();
    });

    it.each([8000, 16_000])('names the choice whose phrase was said, at %i Hz', async (rateHz) => {
      const { client, answered } = listen(provider);
      client.start({ ...options, rateHz });
      for (const phrase of ['sales', 'account balance', 'yes']) {
        write(client, harness.say(phrase, rateHz), rateHz);
        client.flush();
      }
      expect(await answered(3)).toMatchObject([
        { event: 'final', choice: 'sales', text: 'Sales' },
        { event: 'final', choice: 'billing', text: 'Account balance' },
        { event: 'final', choice: 'yes', text: 'Yes' },
      ]);
      await client.close();
    });

    it('gives the times it was written with', async () => {
      const { client, answered } = listen(provider);
      client.start(options);
      write(client, new Int16Array(16_000), 16_000, 5000);
      client.flush();
      write(client, new Int16Array(8000), 16_000);
      client.flush();
      expect(await answered(2)).toMatchObject([
        { startMs: 5000, endMs: 6450 },
        { startMs: 6450, endMs: 7400 },
      ]);
      await client.close();
    });

    it('names no choice for anything else, for silence and for nothing at all', async () => {
      const { client, answered } = listen(provider);
      client.start(options);
      write(client, harness.say('elephant', 16_000), 16_000);
      client.flush();
      write(client, new Int16Array(16_000), 16_000);
      client.flush();
      client.flush();
      for (const answer of await answered(3)) {
        expect(answer).toMatchObject({ event: 'final', text: '' });
        expect(answer).not.toHaveProperty('choice');
      }
      await client.close();
    });

    it('listens for other choices from the next start on, and drops what was not flushed', async () => {
      const { client, answered } = listen(provider);
      client.start(options);
      write(client, harness.say('sales', 16_000), 16_000);
      client.start({ ...options, choices: [{ id: 'a', phrases: ['support', 'opening hours'] }] });
      write(client, harness.say('opening hours', 16_000), 16_000);
      client.flush();
      write(client, harness.say('sales', 16_000), 16_000);
      client.flush();
      expect(await answered(2)).toMatchObject([
        { choice: 'a', text: 'opening hours' },
        { event: 'final', text: '' },
      ]);
      await client.close();
    });

    it('reports what it hears before the final, if wanted and able to, and nothing of it after', async () => {
      const { client, events, answered } = listen(provider);
      client.start({ ...options, partials: true });
      const speech = padWithSilence(harness.say('account balance', 16_000), 0, 16_000);
      for (const block of blocksOf(speech, 16_000)) {
        client.write(block);
        await new Promise(setImmediate);
      }
      client.flush();
      await answered(1);
      if (provider.capabilities.partials === false) expect(events).toHaveLength(1);
      else expect(events[0]).toMatchObject({ event: 'delta', text: expect.stringMatching(/^account/) });
      expect(events.at(-1)).toMatchObject({ event: 'final', choice: 'billing' });
      await client.close();
    });

    it('reports no parts when they are not wanted', async () => {
      const { client, events, answered } = listen(provider);
      client.start(options);
      write(client, harness.say('account balance', 16_000), 16_000);
      client.flush();
      await answered(1);
      expect(events.map(({ event }) => event)).toEqual(['final']);
      await client.close();
    });

    it('refuses a language it does not understand, and listening for nothing', async () => {
      const { client, answered } = listen(provider);
      client.start({ ...options, language: 'ko-KR' });
      client.flush();
      client.start({ ...options, choices: [] });
      client.flush();
      expect(await answered(4)).toMatchObject([
        { event: 'error', code: 'speech.unsupportedLanguage', isAnswer: false },
        { event: 'error', code: 'speech.unsupportedLanguage', isAnswer: true },
        { event: 'error', code: 'speech.asrFailed', isAnswer: false },
        { event: 'error', code: 'speech.asrFailed', isAnswer: true },
      ]);
      await client.close();
    });

    it('understands a built-in grammar, alone or beside choices', async () => {
      const { client, answered } = listen(provider);
      client.start({ ...options, choices: [], grammar: 'number' });
      write(client, harness.say('twenty five', 16_000), 16_000);
      client.flush();
      client.start({ ...options, grammar: 'yesNo' });
      write(client, harness.say('no', 16_000), 16_000);
      client.flush();
      write(client, harness.say('billing', 16_000), 16_000);
      client.flush();
      const answers = await answered(3);
      expect(answers).toMatchObject([{ text: 'twenty five' }, { text: 'no' }, { choice: 'billing' }]);
      for (const answer of answers.slice(0, 2)) expect(answer).not.toHaveProperty('choice');
      await client.close();
    });

    it('understands free speech, beside choices too, or refuses it: as it declares', async () => {
      const { client, answered } = listen(provider);
      client.start({ ...options, grammar: 'free' });
      if (provider.capabilities.freeSpeech) write(client, harness.say('elephant', 16_000), 16_000);
      client.flush();
      if (provider.capabilities.freeSpeech) {
        write(client, harness.say('billing', 16_000), 16_000);
        client.flush();
        const [free, choice] = await answered(2);
        expect(free).toMatchObject({ event: 'final', text: expect.stringMatching(/^elephant\.?$/i) });
        expect(free).not.toHaveProperty('choice');
        expect(choice).toMatchObject({ event: 'final', choice: 'billing' });
      } else {
        expect(await answered(2)).toMatchObject([
          { event: 'error', code: 'speech.asrFailed', isAnswer: false },
          { event: 'error', code: 'speech.asrFailed', isAnswer: true },
        ]);
      }
      await client.close();
    });

    it('needs no list when it understands free speech', async () => {
      const { client, answered } = listen(provider);
      client.start({ rateHz: 16_000, language: 'en-US' });
      write(client, harness.say('elephant', 16_000), 16_000);
      client.flush();
      const isFree = provider.capabilities.freeSpeech;
      expect((await answered(isFree ? 1 : 2)).at(-1)).toMatchObject(
        isFree ? { event: 'final', text: expect.stringMatching(/^elephant/i) } : { event: 'error', isAnswer: true },
      );
      await client.close();
    });

    it('gives the words their places in the utterance, if it tells them', async () => {
      const { client, answered } = listen(provider);
      client.start(options);
      for (const startMs of [5000, 60_000]) {
        write(client, harness.say('account balance', 16_000), 16_000, startMs);
        client.flush();
      }
      const finals = await answered(2);
      expect(finals).toMatchObject([{ choice: 'billing' }, { choice: 'billing' }]);
      const hasWords = provider.capabilities.wordTimes === true;
      expect(finals.map((final) => wordsOf(final).length > 0)).toEqual([hasWords, hasWords]);
      expect(finals.flatMap(wordsOf).filter(({ isInside }) => !isInside)).toEqual([]);
      await client.close();
    });

    it('answers a flush before any start with an error', async () => {
      const { client, answered } = listen(provider);
      client.flush();
      expect(await answered(1)).toMatchObject([{ event: 'error', code: 'speech.asrFailed', isAnswer: true }]);
      await client.close();
    });

    it('keeps callers apart', async () => {
      const callers = ['sales', 'yes', 'billing'].map((phrase) => ({ phrase, ...listen(provider) }));
      for (const { client } of callers) client.start(options);
      for (const { client, phrase } of callers) write(client, harness.say(phrase, 16_000), 16_000);
      for (const { client } of callers) client.flush();
      const answers = await Promise.all(callers.map(({ answered }) => answered(1)));
      expect(answers.map(([answer]) => answer)).toMatchObject(callers.map(({ phrase }) => ({ choice: phrase })));
      await Promise.all(callers.map(({ client }) => client.close()));
    });

    it('says nothing once closed', async () => {
      const { client, events } = listen(provider);
      client.start(options);
      write(client, harness.say('sales', 16_000), 16_000);
      client.flush();
      await Promise.all([client.close(), client.close()]);
      client.flush();
      await new Promise(setImmediate);
      expect(events).toEqual([]);
    });
  });
}
