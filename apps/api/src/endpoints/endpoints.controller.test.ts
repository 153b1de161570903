import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';

let api: TestApi;
let client: TestClient;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
});
afterAll(() => api.close());

describe('endpoints', () => {
  it('are made for the first call to work right after the first start', async () => {
    const { body } = await client.get('/api/v1/endpoints').expect(200);
    expect(body.items).toMatchObject([{ name: 'demo', isPublic: false, flowName: expect.any(String) }]);
    const { body: flow } = await client.get(`/api/v1/flows/${body.items[0].flowId}`).expect(200);
    expect(flow).toMatchObject({ publishedVersion: 1, endpoints: ['demo'] });
  });

  it('are private and without a flow unless said otherwise', async () => {
    const { body } = await client.post('/api/v1/endpoints', { name: '+49301234567' }).expect(201);
    expect(body).toMatchObject({ name: '+49301234567', flowId: null, flowName: null, isPublic: false, defaults: {} });
  });

  it('have one name each', async () => {
    await client.post('/api/v1/endpoints', { name: 'taken' }).expect(201);
    const { body } = await client.post('/api/v1/endpoints', { name: 'taken' }).expect(409);
    expect(body.error.code).toBe('api.conflict');
    const { client: neighbour } = await api.neighbour();
    await neighbour.post('/api/v1/endpoints', { name: 'taken' }).expect(201);
  });

  it('keep what a change does not name', async () => {
    const defaults = { asr: { provider: 'soundswallower', language: 'en-US' } };
    const { body: made } = await client
      .post('/api/v1/endpoints', { name: 'open', isPublic: true, defaults })
      .expect(201);
    const { body } = await client.patch(`/api/v1/endpoints/${made.id}`, { name: 'opened' }).expect(200);
    expect(body).toMatchObject({ name: 'opened', isPublic: true, defaults });
    await client.patch(`/api/v1/endpoints/${made.id}`, { name: 'demo' }).expect(409);
    await client.patch(`/api/v1/endpoints/${made.id}`, { flowId: 'no such' }).expect(404);
  });

  it('may name a server that is told of calls, and no longer', async () => {
    const webhookUrl = 'https://hooks.example/calls?team=7';
    const { body: made } = await client.post('/api/v1/endpoints', { name: 'told', webhookUrl }).expect(201);
    expect(made).toMatchObject({ webhookUrl });
    const { body: kept } = await client.patch(`/api/v1/endpoints/${made.id}`, { isPublic: true }).expect(200);
    expect(kept).toMatchObject({ webhookUrl });
    const { body } = await client.patch(`/api/v1/endpoints/${made.id}`, { webhookUrl: null }).expect(200);
    expect(body).toMatchObject({ webhookUrl: null });
    await client.post('/api/v1/endpoints', { name: 'wrong', webhookUrl: 'ftp://hooks.example' }).expect(400);
  });

  it('refuse a flow that cannot do its work on their protocol, and so does its publishing later', async () => {
    const node = (id: string, type: string, config: object) => ({ id, type, name: id, config });
    const passesOn = {
      flow: {
        ...{ schema: 2, start: 'pass', settings: {} },
        edges: ['ended', 'noAnswer'].map((exit) => ({ from: 'pass', exit, to: 'end' })),
        nodes: [node('pass', 'transfer', { target: 'desk' }), node('end', 'hangup', {})],
      },
      layout: { nodes: {} },
    };
    const { body: flow } = await client.post('/api/v1/flows', { name: 'passes on', document: passesOn }).expect(201);
    const publish = () => client.post(`/api/v1/flows/${flow.id}/publish`, { revision: flow.draft.revision });
    const line = { name: 'gateway', flowId: flow.id, protocol: 'dialog' };
    const { body: early } = await client.post('/api/v1/endpoints', line).expect(201);
    const { body: refused } = await publish().expect(422);
    expect(refused.error.problems).toMatchObject([{ code: 'missingCapability', nodeId: 'pass' }]);
    await client.patch(`/api/v1/endpoints/${early.id}`, { protocol: 'sip' }).expect(200);
    await publish().expect(201);
    const { body: bound } = await client.patch(`/api/v1/endpoints/${early.id}`, { protocol: 'dialog' }).expect(422);
    expect(bound.error).toMatchObject({ code: 'flow.invalid', problems: [{ code: 'missingCapability' }] });
    const { body: shown } = await client.get(`/api/v1/flows/${flow.id}`).expect(200);
    expect(shown.protocols).toEqual(['sip']);
  });

  it('may lead to an application of somebody else, and no longer', async () => {
    const application = { kind: 'jambonz', url: 'wss://apps.example/call', username: 'us', passwordSecret: 'JAMBONZ' };
    const { body: made } = await client.post('/api/v1/endpoints', { name: 'theirs', application }).expect(201);
    expect(made).toMatchObject({ application, flowId: null });
    const { body } = await client.patch(`/api/v1/endpoints/${made.id}`, { application: null }).expect(200);
    expect(body).toMatchObject({ application: null });
    const wrong = { kind: 'jambonz', url: 'ftp://apps.example' };
    await client.post('/api/v1/endpoints', { name: 'wrong', application: wrong }).expect(400);
  });

  it('refuse names that cannot be dialled', async () => {
    for (const name of ['', 'a b', '-x', 'flow:1', 'x'.repeat(80)]) {
      await client.post('/api/v1/endpoints', { name }).expect(400);
    }
  });

  it('are deleted once', async () => {
    const { body } = await client.post('/api/v1/endpoints', { name: 'gone' }).expect(201);
    await client.delete(`/api/v1/endpoints/${body.id}`).expect(204);
    await client.delete(`/api/v1/endpoints/${body.id}`).expect(404);
  });

  it('are out of reach of other workspaces', async () => {
    const { body } = await client.post('/api/v1/endpoints', { name: 'ours' }).expect(201);
    const { client: neighbour } = await api.neighbour();
    await neighbour.patch(`/api/v1/endpoints/${body.id}`, { isPublic: true }).expect(404);
    await neighbour.delete(`/api/v1/endpoints/${body.id}`).expect(404);
    expect((await neighbour.get('/api/v1/endpoints').expect(200)).body.items).toEqual([]);
  });
});

describe('secrets', () => {
  it('are written, never read back, and unreadable in the database', async () => {
    await client.put('/api/v1/secrets/crm-token', { value: 'open sesame' }).expect(204);
    await client.put('/api/v1/secrets/crm-token', { value: 'open wheat' }).expect(204);
    const { body } = await client.get('/api/v1/secrets').expect(200);
    expect(body.items).toMatchObject([{ name: 'crm-token' }]);
    expect(JSON.stringify(body)).not.toContain('open');
    const row = await api.prisma.secret.findFirstOrThrow();
    expect(Buffer.from(row.sealed).includes('wheat')).toBe(false);
    expect(await api.openSecret('crm-token')).toBe('open wheat');
  });

  it('belong to their workspace and their name', async () => {
    await client.put('/api/v1/secrets/ours', { value: 'x' }).expect(204);
    const { client: neighbour } = await api.neighbour();
    await neighbour.delete('/api/v1/secrets/ours').expect(404);
    await api.prisma.secret.updateMany({ where: { name: 'ours' }, data: { name: 'moved' } });
    await expect(api.openSecret('moved')).rejects.toThrow(/does not open/);
    await client.delete('/api/v1/secrets/moved').expect(204);
  });
});
