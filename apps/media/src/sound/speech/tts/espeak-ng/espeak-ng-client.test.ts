import { expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { describeSynthesisClient } from '../synthesis-client.contract.js';
import { createEspeakNgClient } from './espeak-ng-client.js';
import { espeakVoiceOf } from './espeak-voices.js';

const create = () => createEspeakNgClient({ kind: 'espeakNg', name: 'espeak' }, { clock: systemClock, log: silentLog });
describeSynthesisClient('eSpeak NG', create);

const never = new AbortController().signal;
const request = { text: 'One. Two. Three.', language: 'en-US', rateHz: 16_000 };

it.each([
  ['zh-CN', 'cmn'],
  ['zh-HK', 'yue'],
  ['en-GB', 'en-gb-x-rp'],
  ['en', 'en-us'],
  ['pt-BR', 'pt-br'],
  ['pt-PT', 'pt'],
  ['de-AT', 'de'],
  ['es-MX', 'es-419'],
  ['no', 'nb'],
  ['tlh', null],
])('speaks %s with the voice %s', (language, voice) => {
  expect(espeakVoiceOf(language)).toBe(voice);
});

it('speaks every language it declares', { timeout: 120_000 }, async () => {
  const client = create();
  for (const language of client.capabilities.languages) {
    const result = await client.synthesize({ ...request, text: '1', language }, never);
    expect(result.format === 'pcm16' && result.samples.length, language).toBeGreaterThan(1600);
  }
  await client.close();
});

it('refuses a language without a voice, and kanji, which it cannot read', async () => {
  const client = create();
  const say = (text: string, language: string) => client.synthesize({ ...request, text, language }, never);
  await expect(say('nuqneH', 'tlh')).rejects.toMatchObject({ code: 'speech.unsupportedLanguage' });
  await expect(say('お電話ありがとう', 'ja-JP')).rejects.toMatchObject({ code: 'speech.ttsFailed' });
  expect(await say('おでんわありがとう', 'ja-JP')).toMatchObject({ rateHz: 16_000 });
  await client.close();
});

it('gives the first piece long before the last, and stops when nobody listens any more', async () => {
  const client = create();
  const abort = new AbortController();
  const long = { ...request, text: 'This is one very long sentence, and on it goes, '.repeat(4) };
  let pieces = 0;
  const read = async () => {
    for await (const _ of client.stream?.(long, abort.signal) ?? []) {
      pieces += 1;
      if (pieces === 2) abort.abort(new Error('barge-in'));
    }
  };
  await expect(read()).rejects.toThrow('barge-in');
  expect(pieces).toBe(2);
  expect(await client.synthesize(request, never)).toMatchObject({ format: 'pcm16' });
  await client.close();
});
