import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseWavHeader, sine, writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSoundEncoder } from '../recordings/conversion/sound-encoder.js';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';

let api: TestApi;
let client: TestClient;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration().with({ 'content-type': 'audio/wav' });
});
afterAll(() => api.close());

const second = writeWav({ rateHz: 8000, channels: [new Int16Array(8000).fill(1000)] });
const files = () => (existsSync(join(api.dataDir, 'prompts')) ? readdirSync(join(api.dataDir, 'prompts')) : []);

describe('prompts', () => {
  it('are uploaded, listed, heard and deleted', async () => {
    const { body: prompt } = await client.post('/api/v1/prompts?name=Greeting', second).expect(201);
    expect(prompt).toMatchObject({ name: 'Greeting', durationMs: 1000, sizeBytes: second.length });
    expect(files()).toEqual([`${prompt.id}.wav`]);
    const { body: list } = await client.get('/api/v1/prompts').expect(200);
    expect(list.items).toEqual([prompt]);
    const { body: sound, headers } = await client.get(`/api/v1/prompts/${prompt.id}/audio`).expect(200);
    expect(headers.get('content-type')).toBe('audio/wav');
    expect(Buffer.compare(sound, second)).toBe(0);
    await client.with({ range: 'bytes=0-3' }).get(`/api/v1/prompts/${prompt.id}/audio`).expect(206);
    await client.delete(`/api/v1/prompts/${prompt.id}`).expect(204);
    await client.get(`/api/v1/prompts/${prompt.id}/audio`).expect(404);
    expect(files()).toEqual([]);
  });

  it('may be sent as any sound, and are kept as WAV', async () => {
    const encoder = await createSoundEncoder('mp3', 16_000, 1);
    const mp3 = Buffer.concat([encoder.head(), encoder.encode([sine(500, 1000, 16_000)]), encoder.finish()]);
    encoder.close();
    for (const type of ['audio/mpeg', 'application/octet-stream']) {
      const sending = client.with({ 'content-type': type });
      const { body: prompt } = await sending.post('/api/v1/prompts?name=Music', mp3).expect(201);
      const { body: sound } = await client.get(`/api/v1/prompts/${prompt.id}/audio`).expect(200);
      expect([parseWavHeader(sound).rateHz, sound.length]).toEqual([16_000, prompt.sizeBytes]);
      expect(Math.abs(prompt.durationMs - 1000)).toBeLessThan(200);
      await client.delete(`/api/v1/prompts/${prompt.id}`).expect(204);
    }
  });

  it('must be sound', async () => {
    const refused = await client.post('/api/v1/prompts?name=Text', Buffer.from('this is no sound')).expect(415);
    expect(refused.body.error.code).toBe('media.promptUnreadable');
    const empty = writeWav({ rateHz: 8000, channels: [new Int16Array(0)] });
    await client.post('/api/v1/prompts?name=Empty', empty).expect(415);
    await client.with({ 'content-type': 'image/png' }).post('/api/v1/prompts?name=Picture', second).expect(415);
    await api.integration().post('/api/v1/prompts?name=Json', { sound: 1 }).expect(415);
    await client.post('/api/v1/prompts', second).expect(400);
    expect(files()).toEqual([]);
  });

  it('may have 20 MB and no more', async () => {
    const { body } = await client.post('/api/v1/prompts?name=Long', Buffer.alloc(20 * 1_048_576 + 1)).expect(413);
    expect(body.error.code).toBe('api.tooLarge');
  });

  it('are out of reach of other workspaces', async () => {
    const { body } = await client.post('/api/v1/prompts?name=Ours', second).expect(201);
    const { client: neighbour } = await api.neighbour();
    await neighbour.get(`/api/v1/prompts/${body.id}/audio`).expect(404);
    await neighbour.delete(`/api/v1/prompts/${body.id}`).expect(404);
    await client.get(`/api/v1/prompts/${body.id}/audio`).expect(200);
  });
});
