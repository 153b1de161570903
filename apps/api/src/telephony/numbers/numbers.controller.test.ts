import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../../testing/test-api.js';
import type { TestClient } from '../../testing/test-client.js';
import { TestMedia } from '../../testing/test-media.js';

let api: TestApi;
let client: TestClient;
let endpointId: string;
let trunkId: string;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
  endpointId = (await client.get('/api/v1/endpoints').expect(200)).body.items[0].id;
  const trunk = { name: 'Carrier', gateways: [{ host: 'sip.example.com' }] };
  trunkId = (await client.post('/api/v1/trunks', trunk).expect(201)).body.id;
  await client.put('/api/v1/dial-policy', { homeCountry: '49' }).expect(200);
});
afterAll(() => api.close());

const make = (number: object) => client.post('/api/v1/numbers', number);

describe('numbers', () => {
  it.each([
    ['030 123-45', '+493012345'],
    ['+49 (30) 777 *', '+4930777*'],
    ['sales', 'sales'],
    ['*', '*'],
  ])('are kept as they are compared: %s is %s', async (written, pattern) => {
    const { body } = await make({ pattern: written, endpointId }).expect(201);
    expect(body).toMatchObject({ pattern, endpointId, endpointName: 'demo', trunkId: null, fallback: null });
  });

  it.each(['4*9', 'two words'])('refuse %s, which could never be called', async (pattern) => {
    const { body } = await make({ pattern }).expect(400);
    expect(body.error.fields).toHaveProperty('pattern');
  });

  it('lead to one place each, however they are written, but for each trunk to another', async () => {
    await make({ pattern: '+49 30 4711', endpointId }).expect(201);
    const { body } = await make({ pattern: '0304711', endpointId }).expect(409);
    expect(body.error).toMatchObject({ code: 'api.conflict', message: expect.stringContaining('+49304711') });
    const { body: other } = await make({ pattern: '0304711', endpointId, trunkId }).expect(201);
    expect(other.trunkName).toBe('Carrier');
    await make({ pattern: '0304711', trunkId }).expect(409);
    await client.patch(`/api/v1/numbers/${other.id}`, { trunkId: null }).expect(409);
    const { client: neighbour } = await api.neighbour();
    await neighbour.post('/api/v1/numbers', { pattern: '+49304711' }).expect(201);
  });

  it('are listed, and told to media processes, in the order in which they are tried', async () => {
    const { client: tidy, workspaceId } = await api.neighbour();
    for (const pattern of ['*', '+4930*', '+49301', 'sales', '+49*']) {
      await tidy.post('/api/v1/numbers', { pattern }).expect(201);
    }
    const order = ['+49301', 'sales', '+4930*', '+49*', '*'];
    const { body } = await tidy.get('/api/v1/numbers').expect(200);
    expect(body.items.map(({ pattern }: { pattern: string }) => pattern)).toEqual(order);
    const media = await TestMedia.connect(api, 'ordered');
    const { telephony } = await media.socket.next('snapshot');
    const told = telephony.numbers.filter((number: { workspaceId: string }) => number.workspaceId === workspaceId);
    expect(told.map(({ pattern }: { pattern: string }) => pattern)).toEqual(order);
    await media.socket.close();
  });

  it('keep what a change does not name', async () => {
    const fallback = { kind: 'dial', target: '+493055555' };
    const { body: made } = await make({ pattern: '+4940111', endpointId, trunkId, fallback }).expect(201);
    const { body } = await client.patch(`/api/v1/numbers/${made.id}`, { pattern: '+4940222' }).expect(200);
    expect(body).toMatchObject({ pattern: '+4940222', endpointId, trunkId, fallback });
    const { body: bare } = await client.patch(`/api/v1/numbers/${made.id}`, { fallback: null, endpointId: null });
    expect(bare).toMatchObject({ fallback: null, endpointId: null, endpointName: null, trunkId });
  });

  it('lead nowhere when their endpoint is deleted, but to their fallback', async () => {
    const { body: endpoint } = await client.post('/api/v1/endpoints', { name: 'short-lived' }).expect(201);
    const fallback = { kind: 'reject', code: 480 };
    const { body: made } = await make({ pattern: '+4940333', endpointId: endpoint.id, fallback }).expect(201);
    await client.delete(`/api/v1/endpoints/${endpoint.id}`).expect(204);
    const { body } = await client.get('/api/v1/numbers').expect(200);
    expect(body.items.find(({ id }: { id: string }) => id === made.id)).toMatchObject({ endpointId: null, fallback });
  });

  it('lead in and to what is of their own workspace', async () => {
    const { client: neighbour } = await api.neighbour();
    await neighbour.post('/api/v1/numbers', { pattern: '+1', trunkId }).expect(404);
    const { body } = await neighbour.post('/api/v1/numbers', { pattern: '+1', endpointId }).expect(404);
    expect(body.error.code).toBe('call.unknownEndpoint');
    const { body: ours } = await make({ pattern: '+4940444' }).expect(201);
    await neighbour.patch(`/api/v1/numbers/${ours.id}`, { pattern: '+2' }).expect(404);
    await neighbour.delete(`/api/v1/numbers/${ours.id}`).expect(404);
    await client.delete(`/api/v1/numbers/${ours.id}`).expect(204);
    await client.delete(`/api/v1/numbers/${ours.id}`).expect(404);
  });
});
