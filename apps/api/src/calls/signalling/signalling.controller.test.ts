import { type CallEnd, type CallId, type CallSignalling, callId, type WorkspaceId } from '@callwright/protocol';
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

const message = (...lines: string[]): string =>
  [
    ...lines,
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
    'From: <sip:a@example.com>;tag=1',
    'To: <sip:b@example.com>',
    'Call-ID: c1',
    'CSeq: 1 INVITE',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
const entry = (atMs: number, direction: 'in' | 'out', text: string): CallSignalling['entries'][number] => ({
  atMs,
  direction,
  transport: 'udp',
  local: '192.0.2.1:5060',
  remote: '198.51.100.7:5060',
  message: text,
});
const INVITE = message('INVITE sip:b@example.com SIP/2.0', 'Authorization: Digest username="a", response="deadbeef"');
const REFUSAL = message('SIP/2.0 403 Forbidden');
const signalling: CallSignalling = {
  entries: [entry(START_MS + 10, 'out', INVITE), entry(START_MS + 60, 'in', REFUSAL)],
  droppedCount: 2,
};
const sound: CallEnd['sound'] = {
  by: 'rtp',
  codec: 'PCMA',
  isEncrypted: false,
  sent: 500,
  received: 490,
  lost: 10,
  late: 1,
  concealedMs: 200,
  strangers: 3,
  foreign: 0,
  jitterMs: 4.5,
  delayMs: 60,
  rttMs: null,
  farLost: null,
  farJitterMs: null,
  mos: 3.9,
};
const report = (id: string, more: Partial<CallEnd> = {}, parentCallId: CallId | null = null) =>
  media.report({
    callId: callId.parse(id),
    start: { ...startOf(id, home, { startedAtMs: START_MS }), parentCallId },
    end: { ...endOf(START_MS + 1000), ...more },
  });
const call = async (id: string) => (await client.get(`/api/v1/calls/${id}`).expect(200)).body;

describe('the signalling of a call', () => {
  it('is a ladder without secrets, in the time of the call', async () => {
    await report('c-ladder', { signalling });
    const { body } = await client.get('/api/v1/calls/c-ladder/signalling').expect(200);
    expect(body).toMatchObject({
      callId: 'c-ladder',
      droppedCount: 2,
      participants: [
        { isUs: true, address: '192.0.2.1:5060' },
        { isUs: false, address: '198.51.100.7:5060' },
      ],
      rows: [
        { atMs: 10, from: 0, to: 1, kind: 'request', title: 'INVITE', steps: [0] },
        { atMs: 60, from: 1, to: 0, kind: 'refusal', title: '403 Forbidden', steps: [1] },
      ],
      steps: [
        { atMs: 10, direction: 'out', title: 'INVITE', cseq: '1 INVITE', hasSdp: false },
        { atMs: 60, direction: 'in', title: '403 Forbidden' },
      ],
    });
    expect(body.steps[0].text).toContain('response="xxxxxxxx"');
    const stored = await api.prisma.callSignalling.findUniqueOrThrow({ where: { callId: 'c-ladder' } });
    expect(JSON.stringify(stored)).not.toContain('deadbeef');
  });

  it('can be taken along as a capture file', async () => {
    await report('c-pcap', { signalling });
    const { body, headers } = await client.get('/api/v1/calls/c-pcap/signalling.pcap').expect(200);
    expect(headers.get('content-disposition')).toBe('attachment; filename="signalling.pcap"');
    expect(body.readUInt32BE(0)).toBe(0xa1b2c3d4);
    expect(body.includes('INVITE sip:b@example.com SIP/2.0')).toBe(true);
    expect(body.includes('deadbeef')).toBe(false);
  });

  it('says in words why the call ended', async () => {
    await report('c-cause', { signalling });
    const { cause, hasSignalling } = await call('c-cause');
    expect(cause).toMatchObject({ code: 403, q850: null, text: expect.any(String) });
    expect(cause.advice).toContain('403');
    expect(hasSignalling).toBe(true);
  });

  it('is empty for a call that was not by SIP, and nothing for one that is not ours', async () => {
    await report('c-web');
    const { body } = await client.get('/api/v1/calls/c-web/signalling').expect(200);
    expect(body).toMatchObject({ steps: [], rows: [], findings: [] });
    expect(await call('c-web')).toMatchObject({ cause: null, hasSignalling: false, sound: null });
    await client.get('/api/v1/calls/c-web/signalling.pcap').expect(404);
    await client.get('/api/v1/calls/c-none/signalling').expect(404);
    await report('c-ours', { signalling });
    const { client: neighbour } = await api.neighbour();
    await neighbour.get('/api/v1/calls/c-ours/signalling').expect(404);
    await neighbour.get('/api/v1/calls/c-ours/signalling.pcap').expect(404);
  });

  it('goes with its call', async () => {
    await report('c-gone', { signalling });
    await api.prisma.call.delete({ where: { id: 'c-gone' } });
    expect(await api.prisma.callSignalling.count({ where: { callId: 'c-gone' } })).toBe(0);
  });
});

describe('a call of several legs', () => {
  it('shows them in their order with what came of each and how its sound was', async () => {
    const parent = callId.parse('c-parent');
    await report(parent, { sound });
    await report('c-leg-1', { sound, outcome: 'failed', reason: 'busy' }, parent);
    await report('c-leg-2', {}, parent);
    const body = await call(parent);
    expect(body.sound).toEqual(sound);
    expect(body.legs).toMatchObject([
      { id: 'c-leg-1', outcome: 'failed', endReason: 'busy', sound },
      { id: 'c-leg-2', outcome: 'completed', sound: null },
    ]);
    expect(await call('c-leg-2')).toMatchObject({ parentCallId: parent, legs: [] });
  });
});
