import { callId, type WorkspaceId } from '@callwright/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLACE_TIMEOUT_MS } from '../../control/media-requests.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { TestApi } from '../../testing/test-api.js';
import type { Asked, TestClient } from '../../testing/test-client.js';
import { endOf, startOf, TestMedia } from '../../testing/test-media.js';
import { KEY_LIFETIME_MS } from './placed-calls.service.js';

const clock = new FakeClock();
let api: TestApi;
let client: TestClient;
let home: WorkspaceId;
let media: TestMedia;
beforeAll(async () => {
  api = await TestApi.start({ clock });
  home = await api.home();
  client = api.integration(await api.key('calls:dial'));
});
afterAll(() => api.close());
beforeEach(async () => {
  media = await TestMedia.connect(api);
});
afterEach(() => media.socket.close());

const order = { callee: '+49301234567', line: 'demo' };
const place = (body: object, key?: string): Asked =>
  (key === undefined ? client : client.with({ 'idempotency-key': key })).post('/api/v1/calls', body);
/** Has the media process say what comes of the next order. @returns the order */
const answer = async (error: { code: string; message: string } | null = null) => {
  const { requestId, call } = await media.socket.next('placeCall');
  media.socket.clear();
  media.socket.send({ type: 'placed', requestId, error });
  return call;
};

describe('ordering a call', () => {
  it('hands it to a media process, and answers when it is being made', async () => {
    const more = { caller: '+4930', headers: { 'X-Ticket': '7' }, detectsMachines: true, timeoutMs: 20_000 };
    const placed = place({ ...order, ...more });
    const call = await answer();
    const { body } = await placed.expect(202);
    expect(call).toEqual({ ...order, ...more, workspaceId: home, callId: body.callId });
  });

  it('leads to a published flow as well', async () => {
    const admin = api.integration();
    const { items } = (await admin.get('/api/v1/flows').expect(200)).body;
    const placed = place({ callee: 'ann', flowId: items[0].id });
    expect(await answer()).toMatchObject({ callee: 'ann', line: `flow:${items[0].id}` });
    await placed.expect(202);
    const { body: draft } = await admin.post('/api/v1/flows', { name: 'Draft' }).expect(201);
    await place({ callee: 'ann', flowId: draft.id }).expect(404);
  });

  it('passes on why the media process does not call', async () => {
    const placed = place(order);
    await answer({ code: 'call.notAllowed', message: 'calls abroad are not allowed' });
    expect((await placed.expect(403)).body.error).toEqual({
      code: 'call.notAllowed',
      message: 'calls abroad are not allowed',
    });
    const strange = place(order);
    await answer({ code: 'call.fromTheFuture', message: 'no' });
    expect((await strange.expect(502)).body.error.code).toBe('call.rejected');
  });

  it('needs a line that there is, and nothing that would make another call of it', async () => {
    await place({ ...order, line: 'nobody' }).expect(404);
    await place({ callee: '+1' }).expect(400);
    await place({ ...order, flowId: 'f' }).expect(400);
    await place({ ...order, headers: { a: 'x'.repeat(600) } }).expect(400);
    for (const headers of [{ Via: 'x' }, { 'X-A': 'b\r\nRoute: <sip:there>' }, { 'not a name': 'x' }]) {
      expect((await place({ ...order, headers }).expect(400)).body.error.fields).toHaveProperty('headers');
    }
    await place({ ...order, caller: 'a\nb' }).expect(400);
    expect(media.socket.received.filter(({ type }) => type === 'placeCall')).toEqual([]);
  });

  it('is for keys that may dial, and for lines of their own workspace', async () => {
    const starter = api.integration(await api.key('calls:start', 'calls:control'));
    await starter.post('/api/v1/calls', order).expect(403);
    const { client: neighbour } = await api.neighbour();
    await neighbour.post('/api/v1/calls', order).expect(404);
  });

  it('fails when no media process is there or answers', async () => {
    const late = place(order);
    await media.socket.next('placeCall');
    clock.advance(PLACE_TIMEOUT_MS);
    expect((await late.expect(504)).body.error.code).toBe('media.timeout');
    await media.socket.close();
    await expect.poll(async () => (await place(order)).status).toBe(503);
  });
});

describe('an idempotency key', () => {
  it('gives the same call for the same request, and refuses another', async () => {
    const first = place(order, 'key-1');
    await answer();
    const { body } = await first.expect(202);
    expect((await place(order, 'key-1').expect(202)).body).toEqual(body);
    expect((await place({ ...order, callee: '+1' }, 'key-1').expect(409)).body.error.code).toBe('api.conflict');
    expect(media.socket.received.filter(({ type }) => type === 'placeCall')).toEqual([]);
  });

  it('makes one call of two requests at once', async () => {
    const both = [place(order, 'key-2'), place(order, 'key-2')];
    await answer();
    const [one, other] = await Promise.all(both.map((asked) => asked.expect(202)));
    expect(one?.body).toEqual(other?.body);
  });

  it('asks again under the same id when the call was refused', async () => {
    const first = place(order, 'key-3');
    const refused = await answer({ code: 'call.busy', message: 'later' });
    await first.expect(503);
    const second = place(order, 'key-3');
    expect((await answer()).callId).toBe(refused.callId);
    await second.expect(202);
  });

  it('does not call again whom the media process called without saying so', async () => {
    const first = place(order, 'key-4');
    const { call } = await media.socket.next('placeCall');
    clock.advance(PLACE_TIMEOUT_MS);
    await first.expect(504);
    const id = callId.parse(call.callId);
    const start = startOf(id, home, { startedAtMs: clock.nowMs() });
    await media.report({ callId: id, start, end: endOf(clock.nowMs() + 1) });
    media.socket.clear();
    expect((await place(order, 'key-4').expect(202)).body).toEqual({ callId: id });
    expect(media.socket.received.filter(({ type }) => type === 'placeCall')).toEqual([]);
  });

  it('is of one workspace, and is forgotten after a day', async () => {
    const first = place(order, 'key-5');
    const call = await answer();
    await first.expect(202);
    clock.advance(KEY_LIFETIME_MS + 1);
    const media2 = await TestMedia.connect(api, 'next-day');
    await expect.poll(async () => (await api.stranger().get('/ready')).body.mediaProcesses).toBe(1);
    media = media2;
    const second = place({ ...order, callee: 'another' }, 'key-5');
    expect((await answer()).callId).not.toBe(call.callId);
    await second.expect(202);
  });

  it('may have 200 characters', async () => {
    await place(order, 'k'.repeat(201)).expect(400);
  });
});
