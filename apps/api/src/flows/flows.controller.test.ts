import { flowTemplateLibrary } from '@callwright/nodes/template-library';
import { type FlowDocument, type FlowProblem, flowDocument } from '@callwright/protocol';
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

const create = async (name: string, more = {}) =>
  (await client.post('/api/v1/flows', { name, ...more }).expect(201)).body;
const say = (text: string): FlowDocument =>
  flowDocument.parse({
    flow: {
      schema: 2,
      start: 'a',
      nodes: [
        { id: 'a', type: 'say', name: 'Say', config: { text } },
        { id: 'b', type: 'hangup', name: 'End', config: {} },
      ],
      edges: [{ from: 'a', exit: 'done', to: 'b' }],
      settings: {},
    },
    layout: { nodes: { a: { x: 1, y: 2 } } },
  });
const save = (id: string, revision: number, document: FlowDocument) =>
  client.put(`/api/v1/flows/${id}/draft`, { revision, document });
const publish = (id: string, revision: number, note?: string) =>
  client.post(`/api/v1/flows/${id}/publish`, { revision, note });

describe('making a flow', () => {
  it.each([200, 5_000, 200_000])('refuses a step whose settings are nested %d deep', async (depth) => {
    const config = { a: 'DEEP' };
    const node = { id: 'a', type: 'say', name: 'A', config };
    const flow = { schema: 2, start: 'a', nodes: [node], edges: [], settings: {} };
    const body = JSON.stringify({ name: 'Deep', document: { flow, layout: { nodes: {} } } });
    const response = await fetch(`${api.url}/api/v1/flows`, {
      method: 'POST',
      headers: { ...client.headers, 'content-type': 'application/json' },
      body: body.replace('"DEEP"', `${'['.repeat(depth)}${']'.repeat(depth)}`),
    });
    expect(response.status).toBe(400);
  });

  it('starts empty, with what is missing', async () => {
    const flow = await create('Empty');
    expect(flow).toMatchObject({ name: 'Empty', stepCount: 0, publishedVersion: null, endpoints: [] });
    expect(flow.problems).toMatchObject([{ severity: 'error', code: 'noStart' }]);
    expect(flow.draft).toMatchObject({ revision: 1 });
  });

  it('starts from any of the templates', async () => {
    const { body } = await client.get('/api/v1/templates').expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(flowTemplateLibrary.map(({ id }) => id));
    for (const { id, document } of flowTemplateLibrary) {
      const flow = await create(`From ${id}`, { template: id });
      expect(flow.draft.document).toEqual(document);
      const errors = flow.problems.filter(({ severity }: FlowProblem) => severity === 'error');
      // A recording it plays has to be uploaded first.
      expect(errors.filter(({ code }: FlowProblem) => code !== 'missingPrompt')).toEqual([]);
    }
    await client.post('/api/v1/flows', { name: 'x', template: 'no such' }).expect(404);
  });

  it('starts from a document, whose keys come back in the order they were written', async () => {
    const { flow, layout } = say('hello');
    const config = { zebra: 1, text: 'hello', apple: 2 };
    const document = { flow: { ...flow, nodes: flow.nodes.map((node) => ({ ...node, config })) }, layout };
    const { id } = await create('Imported', { document });
    const { body } = await client.get(`/api/v1/flows/${id}`).expect(200);
    expect(Object.keys(body.draft.document.flow.nodes[0].config)).toEqual(['zebra', 'text', 'apple']);
  });

  it('refuses a nameless flow and a document that is none, by field', async () => {
    const { body } = await client.post('/api/v1/flows', { name: ' ', document: { flow: {} } }).expect(400);
    expect(body.error.code).toBe('api.badRequest');
    expect(Object.keys(body.error.fields)).toContain('name');
    expect(Object.keys(body.error.fields)).toContain('document.flow.nodes');
  });

  it('stores texts that PostgreSQL does not take as they are', async () => {
    const { id } = await create('Odd', { document: say('a\0b \uD83D c') });
    const { body } = await client.get(`/api/v1/flows/${id}`).expect(200);
    expect(body.draft.document.flow.nodes[0].config.text).toBe('a\uFFFDb \uFFFD c');
    expect(await create('a\0b \uD83D c')).toMatchObject({ name: 'a\uFFFDb \uFFFD c' });
  });

  it('answers who asks for what PostgreSQL does not even look for', async () => {
    await client.get('/api/v1/flows/a%00b').expect(404);
    const cursor = Buffer.from('1 a\0b').toString('base64url');
    await client.get(`/api/v1/flows?cursor=${cursor}`).expect(200);
  });
});

describe('a draft', () => {
  it('is saved over the revision one has seen, and never over a newer one', async () => {
    const { id } = await create('Edited');
    const { body: saved } = await save(id, 1, say('one')).expect(200);
    expect(saved).toMatchObject({ revision: 2 });
    const { body: refused } = await save(id, 1, say('stale')).expect(409);
    expect(refused.error.code).toBe('flow.staleDraft');
    const { body: flow } = await client.get(`/api/v1/flows/${id}`).expect(200);
    expect(flow.draft.document.flow.nodes[0].config.text).toBe('one');
  });

  it('goes to one of two who save at once', async () => {
    const { id } = await create('Raced');
    const answers = await Promise.all([save(id, 1, say('one')), save(id, 1, say('two'))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('may be wrong: what is wrong is told, and counted in the list', async () => {
    const { id } = await create('Wrong');
    const { body } = await save(id, 1, { ...say(''), flow: { ...say('').flow, start: null } }).expect(200);
    expect(body.problems.map(({ code }: { code: string }) => code)).toContain('noStart');
    const { body: list } = await client.get('/api/v1/flows').expect(200);
    const errors = body.problems.filter(({ severity }: { severity: string }) => severity === 'error').length;
    expect(list.items.find((flow: { id: string }) => flow.id === id)).toMatchObject({ errorCount: errors });
  });
});

describe('publishing', () => {
  it('is refused with the problems while an error stands', async () => {
    const { id } = await create('Unfinished');
    const { body } = await publish(id, 1).expect(422);
    expect(body.error).toMatchObject({ code: 'flow.invalid', problems: [{ code: 'noStart' }] });
  });

  it('is refused for a draft one has not seen', async () => {
    const { id } = await create('Seen', { document: say('one') });
    await save(id, 1, say('two')).expect(200);
    expect((await publish(id, 1).expect(409)).body.error.code).toBe('flow.staleDraft');
  });

  it('makes versions that stay as they are while the draft goes on', async () => {
    const { id } = await create('Told', { document: say('one') });
    const { body: first } = await publish(id, 1, 'first words').expect(201);
    expect(first).toMatchObject({
      flowId: id,
      version: 1,
      note: 'first words',
      stepCount: 2,
      publishedBy: 'First key',
    });
    await save(id, 1, say('two')).expect(200);
    await publish(id, 2).expect(201);
    const { body: history } = await client.get(`/api/v1/flows/${id}/versions`).expect(200);
    expect(history.items.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    const { body: old } = await client.get(`/api/v1/flows/${id}/versions/1`).expect(200);
    expect(old.document.flow.nodes[0].config.text).toBe('one');
    await client.get(`/api/v1/flows/${id}/versions/3`).expect(404);
  });

  it('gives two who publish at once two numbers', async () => {
    const { id } = await create('Twice', { document: say('one') });
    const answers = await Promise.all([publish(id, 1), publish(id, 1)]);
    expect(answers.map(({ body }) => body.version).sort()).toEqual([1, 2]);
  });

  it('leaves versions that not even the database changes', async () => {
    const { id } = await create('Fixed', { document: say('one') });
    await publish(id, 1).expect(201);
    await expect(
      api.prisma.flowVersion.updateMany({ where: { flowId: id }, data: { note: 'forged' } }),
    ).rejects.toThrow(/never changed/);
  });

  it('tells whether what runs is what one sees', async () => {
    const { id } = await create('Changed', { document: say('one') });
    const hasChanges = async () => (await client.get(`/api/v1/flows/${id}`).expect(200)).body.hasUnpublishedChanges;
    expect(await hasChanges()).toBe(true);
    await publish(id, 1).expect(201);
    expect(await hasChanges()).toBe(false);
    await save(id, 1, { ...say('one'), layout: { nodes: { a: { x: 9, y: 9 } }, notes: [] } }).expect(200);
    expect(await hasChanges()).toBe(false);
    await save(id, 2, say('two')).expect(200);
    expect(await hasChanges()).toBe(true);
  });

  it('can be taken back: an old version becomes the draft', async () => {
    const { id } = await create('Restored', { document: say('one') });
    await publish(id, 1).expect(201);
    await save(id, 1, say('two')).expect(200);
    const { body } = await client.post(`/api/v1/flows/${id}/restore`, { version: 1 }).expect(200);
    expect(body.revision).toBe(3);
    const { body: flow } = await client.get(`/api/v1/flows/${id}`).expect(200);
    expect(flow.draft.document.flow.nodes[0].config.text).toBe('one');
    await client.post(`/api/v1/flows/${id}/restore`, { version: 7 }).expect(404);
  });

  it('pages through a long history', async () => {
    const { id } = await create('Long', { document: say('one') });
    for (let i = 0; i < 3; i += 1) await publish(id, 1).expect(201);
    const { body: first } = await client.get(`/api/v1/flows/${id}/versions?limit=2`).expect(200);
    const { body: second } = await client
      .get(`/api/v1/flows/${id}/versions?limit=2&cursor=${first.nextCursor}`)
      .expect(200);
    expect([...first.items, ...second.items].map(({ version }: { version: number }) => version)).toEqual([3, 2, 1]);
    expect(second.nextCursor).toBeNull();
  });
});

describe('a flow', () => {
  it('is renamed and copied', async () => {
    const { id } = await create('Old name', { document: say('one') });
    expect((await client.patch(`/api/v1/flows/${id}`, { name: 'New name' }).expect(200)).body.name).toBe('New name');
    const { body: copy } = await client.post(`/api/v1/flows/${id}/duplicate`).expect(201);
    expect(copy).toMatchObject({ name: 'New name (copy)', publishedVersion: null, draft: { revision: 1 } });
    expect(copy.id).not.toBe(id);
  });

  it('disappears from lists and endpoints when deleted', async () => {
    const { id } = await create('Deleted', { document: say('one') });
    const { body: endpoint } = await client.post('/api/v1/endpoints', { name: 'deleted', flowId: id }).expect(201);
    await client.delete(`/api/v1/flows/${id}`).expect(204);
    await client.get(`/api/v1/flows/${id}`).expect(404);
    await client.delete(`/api/v1/flows/${id}`).expect(404);
    const { body } = await client.get('/api/v1/endpoints').expect(200);
    expect(body.items.find((one: { id: string }) => one.id === endpoint.id)).toMatchObject({ flowId: null });
  });

  it('is listed last changed first, page by page', async () => {
    const names: string[] = [];
    for (let path = '/api/v1/flows?limit=4'; path; ) {
      const { body } = await client.get(path).expect(200);
      names.push(...body.items.map(({ name }: { name: string }) => name));
      path = body.nextCursor ? `/api/v1/flows?limit=4&cursor=${body.nextCursor}` : '';
    }
    expect(new Set(names).size).toBe(await api.prisma.flow.count({ where: { deletedAt: null } }));
    await client.get('/api/v1/flows?cursor=nonsense').expect(400);
    await client.get('/api/v1/flows?limit=100000').expect(400);
  });

  it('is out of reach of other workspaces, whatever they try', async () => {
    const { id } = await create('Ours', { document: say('one') });
    await publish(id, 1).expect(201);
    const { client: neighbour } = await api.neighbour();
    const path = `/api/v1/flows/${id}`;
    const attempts = [
      neighbour.get(path),
      neighbour.put(`${path}/draft`, { revision: 1, document: say('theirs') }),
      neighbour.post(`${path}/publish`, { revision: 1 }),
      neighbour.get(`${path}/versions`),
      neighbour.get(`${path}/versions/1`),
      neighbour.post(`${path}/restore`, { version: 1 }),
      neighbour.patch(path, { name: 'theirs' }),
      neighbour.post(`${path}/duplicate`),
      neighbour.delete(path),
      neighbour.post('/api/v1/endpoints', { name: 'theirs', flowId: id }),
      neighbour.post('/api/v1/call-tokens', { callee: `flow:${id}` }),
    ];
    expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual(attempts.map(() => 404));
    expect((await neighbour.get('/api/v1/flows').expect(200)).body.items).toEqual([]);
    expect((await client.get(path).expect(200)).body.name).toBe('Ours');
  });
});
