import { drawFlow } from '@callwright/flow-engine/testing';
import { builtInSpeech } from '@callwright/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { TestMedia } from '../testing/test-media.js';

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
