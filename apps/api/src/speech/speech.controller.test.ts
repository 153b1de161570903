import { drawFlow } from '@callwright/flow-engine/testing';
import { AppError, builtInSpeech, speechPreview, workspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaRequests, Spoken } from '../control/media-requests.js';
import { FakeClock } from '../testing/fake-clock.js';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { TestMedia } from '../testing/test-media.js';
import { MAX_PREVIEWS_A_MINUTE, MAX_PREVIEWS_AT_ONCE, SpeechPreviewsService } from './speech-previews.service.js';

let api: TestApi;
let client: TestClient;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
});
afterAll(() => api.close());

const speech = async () => (await client.get('/api/v1/speech').expect(200)).body;
const japanese = {
  flow: drawFlow({
    steps: { hello: ['say', { text: 'こんにちは。' }], end: ['hangup'] },
    lines: [['hello', 'done', 'end']],
    settings: { language: 'ja-JP' },
  }),
  layout: { nodes: {}, notes: [] },
};
const publish = async (status: number) => {
  const { body: flow } = await client.post('/api/v1/flows', { name: 'Japanese', document: japanese }).expect(201);
  return client.post(`/api/v1/flows/${flow.id}/publish`, { revision: 1 }).expect(status);
};

it('what calls hear and speak with is what connected media processes say, each provider once', async () => {
  expect(await speech()).toEqual({ isKnown: false, recognisers: [], voices: [] });
  await publish(201);

  await TestMedia.connect(api, 'media-1', [], builtInSpeech);
  const voices = [...builtInSpeech.voices, { name: 'openai', languages: [], speakers: [] }];
  expect(await speech()).toEqual({ isKnown: true, ...builtInSpeech });
  const { body } = await publish(422);
  expect(JSON.stringify(body)).toContain('No voice here speaks ja-JP');

  await TestMedia.connect(api, 'media-2', [], { ...builtInSpeech, voices });
  expect((await speech()).voices).toEqual(voices);
  await publish(201);
});

describe('a text to be heard', () => {
  const asked = { text: ' Hello. ', speaker: 'slt' };
  const preview = (body: object) => client.post('/api/v1/speech/preview', body);

  it('is said by a media process and comes back as a sound file, or as the reason why not', async () => {
    const media = await TestMedia.connect(api, 'media-1', [], builtInSpeech);
    const answer = async (said: string, spoken: object) => {
      const { requestId, preview: text } = await media.socket.next('speak', (one) => one.preview.text === said);
      media.socket.send({ type: 'spoken', requestId, sound: null, error: null, ...spoken });
      return text;
    };
    const [said, { body, headers }] = await Promise.all([
      answer('Hello.', { sound: Buffer.from('RIFF').toString('base64') }),
      preview(asked).expect(200),
    ]);
    expect(said).toEqual({ text: 'Hello.', language: 'en-US', speaker: 'slt' });
    expect([String(body), headers.get('content-type')]).toEqual(['RIFF', 'audio/wav']);
    const error = { code: 'speech.unsupportedLanguage', message: 'The voices do not speak ja-JP' };
    const [, refused] = await Promise.all([
      answer('x', { error }),
      preview({ text: 'x', language: 'ja-JP' }).expect(400),
    ]);
    expect(refused.body.error).toMatchObject(error);
  });

  it('is short, and for those who write flows', async () => {
    await preview({ text: ' ' }).expect(400);
    await preview({ text: 'x'.repeat(1001) }).expect(400);
    await preview({ text: 'x', voice: 'slt' }).expect(400);
  });
});

it('a workspace has so many texts said within a minute, and so many at a time', async () => {
  const clock = new FakeClock();
  const waiting: (() => void)[] = [];
  const speak = () => new Promise<Spoken>((resolve) => waiting.push(() => resolve({ sound: 'UklGRg==', error: null })));
  const previews = new SpeechPreviewsService({ speak } as unknown as MediaRequests, clock);
  const say = (workspace = 'w') =>
    previews.say(workspaceId.parse(workspace), speechPreview.parse({ text: 'Hello.' })).then(String, codeOf);
  const atOnce = Array.from({ length: MAX_PREVIEWS_AT_ONCE }, () => say());
  expect(await say()).toBe('api.tooManyRequests');
  const other = say('v');
  for (const answer of waiting.splice(0)) answer();
  expect(await Promise.all([...atOnce, other])).toEqual(Array(MAX_PREVIEWS_AT_ONCE + 1).fill('RIFF'));
  for (let count = MAX_PREVIEWS_AT_ONCE; count < MAX_PREVIEWS_A_MINUTE; count += 1) {
    const said = say();
    for (const answer of waiting.splice(0)) answer();
    expect(await said).toBe('RIFF');
  }
  expect(await say()).toBe('api.tooManyRequests');
  clock.advance(60_000);
  const later = say();
  for (const answer of waiting.splice(0)) answer();
  expect(await later).toBe('RIFF');
});

const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : String(error));
