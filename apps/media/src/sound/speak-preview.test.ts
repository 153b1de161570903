import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError } from '@callwright/protocol';
import { expect, it } from 'vitest';
import { speakPreview } from './speak-preview.js';

const words = { text: 'Hello.', provider: 'flite', language: 'en-US', lane: 'preview w' };
const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : String(error));

it('says a text in one piece, and no more of it than two minutes', async () => {
  const second = new Int16Array(16_000).fill(7);
  let saidS = 0;
  const speak = async function* () {
    for (; saidS < 1000; saidS += 1) yield second;
  };
  const { samples, rateHz } = await speakPreview(words, { speak }, new FakeClock());
  expect(rateHz).toBe(16_000);
  expect(samples).toHaveLength(120 * 16_000);
  expect(saidS).toBeLessThan(121);
});

it('gives a voice up that does not answer', async () => {
  const clock = new FakeClock();
  const speak = async function* (_text: unknown, signal: AbortSignal): AsyncGenerator<Int16Array> {
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const said = speakPreview(words, { speak }, clock).catch(codeOf);
  clock.advance(14_000);
  expect(await said).toBe('speech.timeout');
});
