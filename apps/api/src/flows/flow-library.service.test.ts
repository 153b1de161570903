import { drawFlow, type FlowSketch } from '@callwright/flow-engine/testing';
import type { FlowDocument, WorkspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { TestMedia } from '../testing/test-media.js';

let api: TestApi;
let client: TestClient;
let home: WorkspaceId;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
  home = await api.home();
});
afterAll(() => api.close());

const drawn = (sketch: FlowSketch): FlowDocument => ({ flow: drawFlow(sketch), layout: { nodes: {}, notes: [] } });
const returning = (text: string, outcome = 'done') =>
  drawn({
    steps: { hello: ['say', { text }], back: ['return', { outcome }] },
    lines: [['hello', 'done', 'back']],
    settings: { outcomes: outcome === 'done' ? [] : [outcome] },
  });
const calling = (flow: string, version: number | null = null, lines: FlowSketch['lines'] = []) =>
  drawn({
    steps: { call: ['subflow', { flow, version }], end: ['hangup'] },
    lines: [['call', 'done', 'end'], ['call', 'failed', 'end'], ...lines],
  });
const create = async (name: string, document: FlowDocument) =>
  (await client.post('/api/v1/flows', { name, document }).expect(201)).body;
const publish = (id: string, revision = 1) => client.post(`/api/v1/flows/${id}/publish`, { revision });
const published = async (name: string, document: FlowDocument): Promise<string> => {
  const { id } = await create(name, document);
  await publish(id).expect(201);
  return id;
};
const save = async (id: string, revision: number, document: FlowDocument) =>
  (await client.put(`/api/v1/flows/${id}/draft`, { revision, document }).expect(200)).body;
const codesOf = (problems: readonly { code: string; severity: string }[], severity = 'error') =>
  problems.filter((problem) => problem.severity === severity).map(({ code }) => code);
const entryOf = async (media: TestMedia, flowId: string, draft = false) => {
  const requestId = `${flowId}-${draft}`;
  media.socket.send({ type: 'fetchFlow', requestId, workspaceId: home, flowId, draft });
  return (await media.socket.next('flow', (answer) => answer.requestId === requestId)).entry;
};

describe('a flow that calls others', () => {
  it('is published only when they are there, and published themselves', async () => {
    const inner = await create('Not yet', returning('Hello.'));
    const { id, problems } = await create('Early', calling(inner.id));
    expect(codesOf(problems)).toEqual(['unknownFlow']);
    const { body } = await publish(id).expect(422);
    expect(body.error.problems).toEqual(problems);
    await publish(inner.id).expect(201);
    expect((await publish(id).expect(201)).body).toMatchObject({ version: 1, problems: [] });
    expect(codesOf((await create('Lost', calling('no-such-flow'))).problems)).toEqual(['unknownFlow']);
  });

  it('is told of when one that it calls is published and no longer fits', async () => {
    const inner = await published('Changing', returning('Hello.'));
    await published('Pinned', calling(inner, 1));
    await published('Latest', calling(inner));
    await save(inner, 1, returning('Good morning.'));
    expect((await publish(inner, 2).expect(201)).body.problems).toEqual([]);
    await save(inner, 2, returning('Hello.', 'sold'));
    const told = { severity: 'warning', code: 'unhandledOutcome', message: expect.stringContaining('“Latest”') };
    expect((await publish(inner, 3).expect(201)).body.problems).toMatchObject([told]);
    await save(inner, 3, returning('Hello again.', 'sold'));
    expect((await publish(inner, 4).expect(201)).body.problems).toEqual([]);
  });

  it('is checked against what comes of them, in the version it names', async () => {
    const inner = await published('Inner', returning('Hello.'));
    const { id } = await create('Outer', calling(inner));
    await save(inner, 1, returning('Hello.', 'paid'));
    await publish(inner, 2).expect(201);
    const check = async () => (await client.get(`/api/v1/flows/${id}/check`).expect(200)).body;
    expect(codesOf((await check()).problems, 'warning')).toEqual(['unhandledOutcome']);
    const { body } = await publish(id).expect(201);
    expect(codesOf(body.problems, 'warning')).toEqual(['unhandledOutcome']);
    await save(id, 1, calling(inner, 1));
    expect(await check()).toMatchObject({ version: null, draftRevision: 2, problems: [], isPublishable: true });
    await save(id, 2, calling(inner, 3));
    expect(codesOf((await check()).problems)).toEqual(['unknownVersion']);
  });

  it('may not reach into another workspace', async () => {
    const { client: neighbour } = await api.neighbour();
    const { body: theirs } = await neighbour.post('/api/v1/flows', { name: 'Theirs', document: returning('Hi.') });
    await neighbour.post(`/api/v1/flows/${theirs.id}/publish`, { revision: 1 }).expect(201);
    expect(codesOf((await create('Thief', calling(theirs.id))).problems)).toEqual(['unknownFlow']);
  });

  it('keeps them from being deleted, and says who calls', async () => {
    const inner = await published('Kept', returning('Hello.'));
    const outer = await create('Caller', calling(inner));
    const { body } = await client.delete(`/api/v1/flows/${inner}`).expect(409);
    expect(body.error).toMatchObject({ code: 'api.conflict', message: 'It is called by “Caller”.' });
    await client.delete(`/api/v1/flows/${outer.id}`).expect(204);
    await client.delete(`/api/v1/flows/${inner}`).expect(204);
  });

  it('goes to media with all that it may come to, the latest or the version it names', async () => {
    const deepest = await published('Deepest', returning('Deep.'));
    const middle = await published('Middle', calling(deepest));
    const top = await published('Top', calling(middle, 1));
    await save(deepest, 1, returning('Deeper.'));
    await publish(deepest, 2).expect(201);
    const media = await TestMedia.connect(api, 'media-shelf');
    const { flows } = await media.socket.next('snapshot');
    const inSnapshot = flows.find(({ ref }: { ref: { flowId: string } }) => ref.flowId === top);
    for (const entry of [inSnapshot, await entryOf(media, top), await entryOf(media, top, true)]) {
      expect(entry.subflows.map(({ key }: { key: string }) => key).sort()).toEqual([deepest, `${middle}@1`].sort());
      expect(entry.ref.subflows).toEqual({ [deepest]: 2 });
      const called = entry.subflows.find(({ key }: { key: string }) => key === deepest);
      expect(called.flow.nodes[0].config.text).toBe('Deeper.');
    }
    await media.socket.close();
  });

  it('may call itself, and goes to media all the same', async () => {
    const { id } = await create('Ring', returning('Round.'));
    await publish(id).expect(201);
    const other = await published('Other half', calling(id));
    await save(id, 1, calling(other));
    const media = await TestMedia.connect(api, 'media-ring');
    const { problems } = (await client.get(`/api/v1/flows/${id}`).expect(200)).body;
    expect(codesOf(problems)).toContain('subflowCycle');
    const entry = await entryOf(media, id, true);
    expect(entry.subflows.map(({ key }: { key: string }) => key).sort()).toEqual([id, other].sort());
    await media.socket.close();
  });
});

describe('a check', () => {
  it('shows the shortest caller who comes to a problem', async () => {
    const endless = drawn({
      steps: {
        ask: ['menu', { prompt: 'Press 1 to go round.', answers: [{ id: 'one', key: '1' }] }],
        round: ['tag', { outcome: 'round' }],
        and: ['tag', { outcome: 'and round' }],
        bye: ['hangup'],
      },
      lines: [
        ['ask', 'one', 'round'],
        ['ask', 'noInput', 'bye'],
        ['ask', 'noMatch', 'bye'],
        ['round', 'done', 'and'],
        ['and', 'done', 'round'],
      ],
    });
    const { id } = await create('Endless', endless);
    const { body } = await client.get(`/api/v1/flows/${id}/check`).expect(200);
    expect(body).toMatchObject({ isPublishable: false, isDecided: true });
    expect(body.stateCount).toBeGreaterThan(1);
    const loop = body.problems.find(({ code }: { code: string }) => code === 'silentLoop');
    expect(loop).toMatchObject({ severity: 'error', script: [{ presses: '1' }] });
    expect((await publish(id).expect(422)).body.error.problems).toEqual(body.problems);
  });

  it('is of a version when one is named, and of the draft otherwise', async () => {
    const id = await published('Both', returning('Hello.'));
    await save(id, 1, drawn({ steps: {} }));
    const check = (query: string) => client.get(`/api/v1/flows/${id}/check${query}`);
    expect((await check('?version=1').expect(200)).body).toMatchObject({ version: 1, isPublishable: true });
    expect((await check('').expect(200)).body).toMatchObject({ version: null, isPublishable: false });
    await check('?version=2').expect(404);
    await check('?version=0').expect(400);
  });

  it('knows which recordings there are to play', async () => {
    const play = drawn({
      steps: { tune: ['play', { url: 'prompt:gone' }], end: ['hangup'] },
      lines: [['tune', 'done', 'end']],
    });
    expect((await create('Tune', play)).problems.map(({ nodeId }: { nodeId: string }) => nodeId)).toContain('tune');
  });
});
