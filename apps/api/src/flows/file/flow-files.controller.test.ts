import { flowTemplates } from '@callwright/nodes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../../testing/test-api.js';
import type { TestClient } from '../../testing/test-client.js';

let api: TestApi;
let client: TestClient;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
});
afterAll(() => api.close());

const TEXT = `callwright: 2
id: reception
name: Reception
start: hello
steps:
  hello:
    type: say
    config:
      text: Hello.
    exits:
      done: end
  end:
    type: hangup
layout:
  steps:
    hello: [10, 20]
    end: [300, 20]
`;
const importText = (text: string, more = {}) => client.post('/api/v1/flows/import', { text, ...more });
const exportText = async (id: string, query = '') => {
  const { body, headers } = await client.get(`/api/v1/flows/${id}/file${query}`).expect(200);
  return { text: headers.get('content-type')?.includes('json') ? JSON.stringify(body) : body.toString(), headers };
};

describe('a flow as a file', () => {
  it('comes back as it went out, in YAML and in JSON', async () => {
    for (const { id: template } of flowTemplates) {
      const { body: flow } = await client.post('/api/v1/flows', { name: `As ${template}`, template }).expect(201);
      for (const format of ['yaml', 'json']) {
        const { text } = await exportText(flow.id, `?format=${format}`);
        const { body: again } = await importText(text).expect(201);
        expect(again).toMatchObject({ name: `As ${template}`, errorCount: 0 });
        expect(again.draft.document.flow.nodes).toEqual(flow.draft.document.flow.nodes);
        expect(again.draft.document.layout).toEqual(flow.draft.document.layout);
        expect(again.id).not.toBe(flow.id);
      }
    }
  });

  it('is a file to save, named after the flow and readable', async () => {
    const { body: flow } = await importText(TEXT, { name: 'Büro "1"' }).expect(201);
    const { text, headers } = await exportText(flow.id);
    expect(headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="buro-1.flow.yaml"');
    expect(text).toContain(`id: ${flow.id}\n`);
    expect(text).toContain('    config:\n      text: Hello.\n');
    const json = await exportText(flow.id, '?format=json');
    expect(json.headers.get('content-disposition')).toBe('attachment; filename="buro-1.flow.json"');
  });

  it('may be of a version', async () => {
    const { body: flow } = await importText(TEXT).expect(201);
    await client.post(`/api/v1/flows/${flow.id}/publish`, { revision: 1 }).expect(201);
    const text = TEXT.replace('Hello.', 'Good morning.');
    await client.post(`/api/v1/flows/${flow.id}/import`, { text, revision: 1 }).expect(200);
    expect((await exportText(flow.id, '?version=1')).text).toContain('text: Hello.');
    expect((await exportText(flow.id)).text).toContain('text: Good morning.');
    await client.get(`/api/v1/flows/${flow.id}/file?version=2`).expect(404);
    await client.get(`/api/v1/flows/${flow.id}/file?version=old`).expect(400);
  });
});

describe('importing', () => {
  it('reads what was written in an older schema', async () => {
    const text = 'callwright: 1\nsettings:\n  failurePrompt: Oh dear.\nsteps: {}\n';
    const { body } = await importText(text, { fileName: 'old.flow.yaml' }).expect(201);
    expect(body).toMatchObject({ name: 'old' });
    expect(body.draft.document.flow).toMatchObject({ schema: 2, settings: { failure: { prompt: 'Oh dear.' } } });
  });

  it('keeps the id by which other files call it, unless that was ever taken', async () => {
    const inner = TEXT.replace('id: reception', 'id: payment').replace('type: hangup', 'type: return');
    const outer = `callwright: 2
start: pay
steps:
  pay:
    type: subflow
    config:
      flow: payment
    exits:
      done: end
      failed: end
  end:
    type: hangup
`;
    const { body: first } = await importText(inner).expect(201);
    expect(first).toMatchObject({ id: 'payment', problems: [] });
    await client.post('/api/v1/flows/payment/publish', { revision: 1 }).expect(201);
    expect((await importText(outer, { fileName: 'shop.flow.yaml' }).expect(201)).body).toMatchObject({
      id: 'shop',
      problems: [],
    });
    expect((await importText(inner).expect(201)).body.id).not.toBe('payment');
    for (const id of ['a@1', '../x', 'a b', 'flow']) {
      const { body } = await importText(inner.replace('id: payment', `id: "${id}"`)).expect(201);
      expect(body.id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('writes over the draft one has seen, and leaves the name', async () => {
    const { body: flow } = await client.post('/api/v1/flows', { name: 'Mine' }).expect(201);
    const path = `/api/v1/flows/${flow.id}/import`;
    const { body: saved } = await client.post(path, { text: TEXT, revision: 1 }).expect(200);
    expect(saved).toMatchObject({ revision: 2, problems: [] });
    expect((await client.post(path, { text: TEXT, revision: 1 }).expect(409)).body.error.code).toBe('flow.staleDraft');
    const { body: now } = await client.get(`/api/v1/flows/${flow.id}`).expect(200);
    expect(now).toMatchObject({ name: 'Mine', stepCount: 2, draft: { document: { flow: { start: 'hello' } } } });
  });

  it.each([
    ['steps: [', 1],
    [TEXT.replace('type: hangup', 'typ: hangup'), 13],
    [`${TEXT}steps: {}\n`, 18],
    [TEXT.replace('callwright: 2', 'callwright: 99'), 1],
  ])('says of %j in which line it is wrong, and changes nothing', async (text, line) => {
    const { body } = await importText(text).expect(422);
    expect(body.error.code).toBe('flow.badFile');
    expect(body.error.problems[0]).toMatchObject({ severity: 'error', code: 'badFile', line });
    const { body: flow } = await client.post('/api/v1/flows', { name: 'Whole' }).expect(201);
    await client.post(`/api/v1/flows/${flow.id}/import`, { text, revision: 1 }).expect(422);
    expect((await client.get(`/api/v1/flows/${flow.id}`)).body.draft.revision).toBe(1);
  });

  it('is not for those who may only look, and not for the flows of others', async () => {
    const { body: flow } = await importText(TEXT).expect(201);
    const viewer = api.integration(await api.key('calls:read'));
    await viewer.post('/api/v1/flows/import', { text: TEXT }).expect(403);
    await viewer.get(`/api/v1/flows/${flow.id}/file`).expect(403);
    const { client: neighbour } = await api.neighbour();
    await neighbour.get(`/api/v1/flows/${flow.id}/file`).expect(404);
    await neighbour.post(`/api/v1/flows/${flow.id}/import`, { text: TEXT, revision: 1 }).expect(404);
  });
});
