import { describe, expect, it } from 'vitest';
import { createFakeTranscription } from './asr/fake-provider.js';
import type { TranscriptionCapabilities, TranscriptionProvider } from './asr/port.js';
import { chooseRecogniser, chooseVoice } from './choose-provider.js';
import { createFakeClient } from './tts/fake-client.js';

const recogniser = (name: string, capabilities: Partial<TranscriptionCapabilities>): TranscriptionProvider => {
  const fake = createFakeTranscription();
  return { ...fake, name, capabilities: { ...fake.capabilities, ...capabilities } };
};
const recognisers = new Map(
  [
    recogniser('grammars', { languages: ['en', 'fr'] }),
    recogniser('french', { languages: ['fr'], freeSpeech: true }),
    recogniser('all', { languages: [], freeSpeech: true }),
  ].map((one) => [one.name, one]),
);

describe('the recogniser of a call', () => {
  it.each([
    ['the one it names', { provider: 'grammars', language: 'fr-FR' }, 'grammars'],
    ['another where that does not know the language', { provider: 'grammars', language: 'ja-JP' }, 'all'],
    ['another where that knows no free speech', { provider: 'grammars', language: 'fr-FR', grammar: 'free' }, 'french'],
    ['none where there is none of that name', { provider: 'none', language: 'en-US' }, undefined],
  ] as const)('is %s', (_, wanted, name) => {
    expect(chooseRecogniser(recognisers, wanted)?.name).toBe(name);
  });

  it('is the one it names where nobody knows the language, so that it says so', () => {
    const one = new Map([...recognisers].slice(0, 1));
    expect(chooseRecogniser(one, { provider: 'grammars', language: 'ja-JP' })?.name).toBe('grammars');
  });
});

describe('the voice of a call', () => {
  const fake = createFakeClient();
  const voice = (name: string, languages: readonly string[]) => ({
    ...fake,
    name,
    capabilities: { ...fake.capabilities, languages },
  });
  const voices = new Map([voice('english', ['en']), voice('all', [])].map((one) => [one.name, one]));

  it('is the one it names, or one that speaks its language', () => {
    expect(chooseVoice(voices, { provider: 'english', language: 'en-GB' })?.name).toBe('english');
    expect(chooseVoice(voices, { provider: 'english', language: 'ja-JP' })?.name).toBe('all');
    expect(chooseVoice(voices, { provider: 'none', language: 'en-GB' })).toBeUndefined();
  });
});
