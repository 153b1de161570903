import { callInMemory, drawFlow, type FlowSketch } from '@callwright/flow-engine/testing';
import { nodeTypes } from '@callwright/nodes/executors';
import { callId, type FlowDocument, type FlowRef, type WorkspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../../testing/test-api.js';
import type { TestClient } from '../../testing/test-client.js';
import { endOf, startOf, TestMedia } from '../../testing/test-media.js';

const START_MS = 1_750_000_000_000;
let api: TestApi;
let client: TestClient;
let media: TestMedia;
let home: WorkspaceId;
beforeAll(async () => {
  api = await TestApi.start();
  client = api.integration();
  home = await api.home();
  media = await TestMedia.connect(api);
});
afterAll(() => api.close());

const drawn = (sketch: FlowSketch): FlowDocument => ({ flow: drawFlow(sketch), layout: { nodes: {}, notes: [] } });
const greeting = (text: string, end = 'hangup') =>
  drawn({ steps: { hello: ['say', { text }], end: [end] }, lines: [['hello', 'done', 'end']] });
const calling = (flow: string) =>
  drawn({
    steps: { call: ['subflow', { flow }], end: ['hangup'] },
    lines: [
      ['call', 'done', 'end'],
      ['call', 'failed', 'end'],
    ],
  });
const publish = async (name: string, document: FlowDocument): Promise<string> => {
  const { body } = await client.post('/api/v1/flows', { name, document }).expect(201);
  await client.post(`/api/v1/flows/${body.id}/publish`, { revision: 1 }).expect(201);
  return body.id;
};
const change = async (id: string, document: FlowDocument) => {
  const { draft } = (await client.get(`/api/v1/flows/${id}`).expect(200)).body;
  await client.put(`/api/v1/flows/${id}/draft`, { revision: draft.revision, document }).expect(200);
  return draft.revision + 1;
};
/** A call that ran that version from its beginning to its end. */
const record = async (name: string, ref: Record<string, unknown>, document: FlowDocument, library = new Map()) => {
  const { journal } = callInMemory({ flow: document.flow, nodeTypes, library });
  const flow = { version: 1, draftRevision: null, ...ref } as FlowRef;
  const start = startOf(name, home, { flow, startedAtMs: START_MS });
  await media.report({ callId: callId.parse(name), start, lines: journal, end: endOf(START_MS + 9000) });
  return name;
};
const replay = (id: string, version: number | 'draft') => client.post(`/api/v1/calls/${id}/replay`, { version });

describe('a call taken through its flow again', () => {
  it('is the same in the version that it ran, to its end', async () => {
    const document = greeting('Hello.');
    const flowId = await publish('Same', document);
    const id = await record('r-same', { flowId }, document);
    const { body } = await replay(id, 1).expect(200);
    expect(body).toMatchObject({ same: true, divergence: null, change: null, flow: { flowId, version: 1 } });
    expect(body.turns).toBeGreaterThan(1);
  });

  it('goes the same way through a draft with other words, which are told', async () => {
    const document = greeting('Hello.');
    const flowId = await publish('Words', document);
    const id = await record('r-words', { flowId }, document);
    const draftRevision = await change(flowId, greeting('Good morning.'));
    const { body } = await replay(id, 'draft').expect(200);
    expect(body).toMatchObject({
      same: true,
      divergence: null,
      flow: { flowId, version: null, draftRevision },
      change: { nodeId: null, recorded: { command: { text: 'Hello.' } }, now: { command: { text: 'Good morning.' } } },
    });
  });

  it('ends where the draft takes another way, with what was recorded there and what is now', async () => {
    const document = greeting('Hello.');
    const flowId = await publish('Ways', document);
    const id = await record('r-ways', { flowId }, document);
    const longer = drawn({
      steps: { hello: ['say', { text: 'Hello.' }], more: ['say', { text: 'More.' }], end: ['hangup'] },
      lines: [
        ['hello', 'done', 'more'],
        ['more', 'done', 'end'],
      ],
    });
    await change(flowId, longer);
    const { body } = await replay(id, 'draft').expect(200);
    expect(body).toMatchObject({
      same: false,
      divergence: {
        nodeId: 'hello',
        subflow: null,
        event: { event: 'trackEnd' },
        recorded: { move: 'enters', nodeId: 'end' },
        now: { move: 'enters', nodeId: 'more' },
      },
    });
    expect((await replay(id, 1).expect(200)).body.same).toBe(true);
  });

  it('runs what it called then when taken through what ran, and what is called now when not', async () => {
    const inner = greeting('Inner.', 'return');
    const innerId = await publish('Inner', inner);
    const outer = calling(innerId);
    const flowId = await publish('Outer', outer);
    const ref = { flowId, subflows: { [innerId]: 1 } };
    const id = await record('r-sub', ref, outer, new Map([[innerId, inner.flow]]));
    const revision = await change(innerId, greeting('Changed.', 'return'));
    await client.post(`/api/v1/flows/${innerId}/publish`, { revision }).expect(201);
    expect((await replay(id, 1).expect(200)).body).toMatchObject({
      change: null,
      flow: { subflows: { [innerId]: 1 } },
    });
    expect((await replay(id, 'draft').expect(200)).body).toMatchObject({
      same: true,
      flow: { subflows: { [innerId]: 2 } },
      change: { recorded: { command: { text: 'Inner.' } }, now: { command: { text: 'Changed.' } } },
    });
  });
});

describe('a call that cannot be taken again', () => {
  it('is live, had no flow, or is of others; or the flow cannot run', async () => {
    const document = greeting('Hello.');
    const flowId = await publish('Refused', document);
    const id = await record('r-refused', { flowId }, document);
    const flow = { flowId, version: 1, draftRevision: null } as FlowRef;
    await media.report({ callId: callId.parse('r-live'), start: startOf('r-live', home, { flow }) });
    await media.report({ callId: callId.parse('r-none'), start: startOf('r-none', home), end: endOf(START_MS) });
    expect((await replay('r-live', 1).expect(409)).body.error.message).toBe('The call is not over yet.');
    expect((await replay('r-none', 1).expect(409)).body.error.message).toBe('No flow drove this call.');
    await replay('no-such-call', 1).expect(404);
    await replay(id, 2).expect(404);
    await client.post(`/api/v1/calls/${id}/replay`, { version: 'latest' }).expect(400);
    const { client: neighbour } = await api.neighbour();
    await neighbour.post(`/api/v1/calls/${id}/replay`, { version: 1 }).expect(404);
    await change(flowId, { ...document, flow: { ...document.flow, start: null } });
    expect((await replay(id, 'draft').expect(422)).body.error.code).toBe('flow.invalid');
  });
});
