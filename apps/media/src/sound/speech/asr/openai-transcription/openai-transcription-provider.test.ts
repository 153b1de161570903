import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { createRemoteProvider, type RemoteKind } from '../../remote/remote-provider.js';
import { describeRemoteTrouble } from '../../remote/remote-trouble.contract.js';
import { Fixture } from '../../remote/testing/fixture.js';
import type { StandIn } from '../../remote/testing/stand-in.js';
import { sayInTones } from '../../remote/testing/tone-speech.js';
import { untilRefused } from '../../remote/testing/until-refused.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { startFakeTranscription } from './fake-transcription-server.js';
import {
  createOpenAiTranscriptionRecogniser,
  type OpenAiTranscriptionDefinition,
  openAiTranscriptionKind,
} from './openai-transcription-provider.js';
import { parseStreamed, parseTranscript } from './transcript.js';
import type { TranscriptionFields } from './transcription-line.js';

const KEY = 'a key of OpenAI';
const definition = (url: string, model?: string): OpenAiTranscriptionDefinition => ({
  kind: 'openaiTranscription',
  name: 'transcription',
  languages: ['en-US'],
  url: `${url}/v1`,
  model,
});
const deps = { clock: systemClock, log: silentLog, apiKey: KEY };

// Whisper tells the words' times, and does not stream; the other streams, and tells no times.
for (const model of ['gpt-4o-mini-transcribe', 'whisper-1'])
  describeTranscriptionProvider(`OpenAI transcription by ${model}`, async () => {
    const server = await startFakeTranscription(KEY);
    return {
      create: () => createOpenAiTranscriptionRecogniser(definition(server.url, model), deps),
      say: sayInTones,
      close: server.close,
    };
  });

describeRemoteTrouble('OpenAI transcription', ({ host, timeoutMs, ...parts }) =>
  createOpenAiTranscriptionRecogniser({ ...definition(`http://${host}`), timeoutMs }, parts),
);

describe('the strict stand-in for OpenAI transcription', () => {
  let server: StandIn;
  afterEach(() => server.close());

  async function refusalOf(
    alter: (fields: TranscriptionFields) => TranscriptionFields,
    { apiKey = KEY, ...kind }: Partial<RemoteKind> & { apiKey?: string } = {},
  ): Promise<string | undefined> {
    server = await startFakeTranscription(KEY);
    const ours = definition(server.url);
    const altered = { ...openAiTranscriptionKind(ours, alter), ...kind };
    return await untilRefused(createRemoteProvider(altered, ours, { ...deps, apiKey }), server);
  }

  it('has nothing against our client', async () => {
    expect(await refusalOf((fields) => fields)).toBeUndefined();
  });

  it.each([
    ['model', ''],
    ['language', 'en-US'],
    ['response_format', 'verbose_json'],
    ['temprature', '0'],
  ])('refuses %s=%j', async (name, value) => {
    expect(await refusalOf((fields) => ({ ...fields, [name]: value }))).toBe(`field ${name}`);
  });

  it('refuses another key', async () => {
    expect(await refusalOf((fields) => fields, { apiKey: 'another' })).toBe('auth');
  });
});

describe('what OpenAI transcription says', () => {
  const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));

  it('is understood as it is documented', () => {
    expect(parseTranscript(samples.text('json'))).toMatchObject({
      heard: 'settled',
      text: "Imagine the wildest idea that you've ever had.",
    });
    expect(parseTranscript(samples.text('verboseJson'))).toMatchObject({
      text: 'The beach was a popular spot on a hot summer day.',
      confidence: expect.closeTo(0.75, 2),
      words: [
        { text: 'The', startMs: 0, endMs: 240 },
        { text: 'beach', startMs: 240, endMs: 500 },
      ],
    });
    expect(parseStreamed(`data: ${samples.text('delta')}`)).toEqual({ delta: ' wonderful' });
    expect(parseStreamed(`data: ${samples.text('done')}`)).toEqual({
      whole: 'I see skies of blue and clouds of white',
    });
    expect(parseStreamed('data: [DONE]')).toBeNull();
    expect(parseStreamed('')).toBeNull();
  });

  it('is left out where it was made up in silence', () => {
    const made = { text: ' Thanks for watching!', avg_logprob: -1.4, no_speech_prob: 0.93 };
    const real = { text: ' Hello.', avg_logprob: -0.2, no_speech_prob: 0.1 };
    const of = (...segments: object[]) =>
      parseTranscript(JSON.stringify({ ...samples.object('verboseJson'), text: 'anything', segments }));
    expect(of(made)).toMatchObject({ text: '', words: [] });
    expect(of(real, made)).toMatchObject({ text: 'Hello.' });
  });
});
