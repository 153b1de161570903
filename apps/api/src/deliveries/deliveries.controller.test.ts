import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWav } from '@callwright/audio';
import { type CallEnd, callId, type WorkspaceId, webhookBody } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../platform/log.js';
import { FakeClock } from '../testing/fake-clock.js';
import { TestApi } from '../testing/test-api.js';
import type { TestClient } from '../testing/test-client.js';
import { startTestMailServer, type TestMailServer } from '../testing/test-mail-server.js';
import { endOf, linesOf, startOf, TestMedia } from '../testing/test-media.js';
import { startTestServer, type TestServer } from '../testing/test-server.js';
import { SWEEP_MS } from './deliveries-queue.js';
import { MAX_OF_CALL } from './new-deliveries.repository.js';

const TOKEN = 'token of the service';
const PATIENCE = { timeout: 10_000 };
const clock = new FakeClock();
const logged: unknown[] = [];
const note = (...line: unknown[]) => void logged.push(line);
let api: TestApi;
let client: TestClient;
let media: TestMedia;
let home: WorkspaceId;
let web: TestServer;
let mail: TestMailServer;
beforeAll(async () => {
  [web, mail] = await Promise.all([startTestServer(), startTestMailServer()]);
  const settings = {
    CALLWRIGHT_SMTP_URL: mail.url,
    CALLWRIGHT_MAIL_FROM: 'calls@example.com',
    CALLWRIGHT_SMS_URL: `${web.url}/sms`,
    CALLWRIGHT_SMS_TOKEN: TOKEN,
    CALLWRIGHT_ALLOW_PRIVATE_HOSTS: '127.0.0.1',
  };
  api = await TestApi.start({ clock, settings, log: { ...silentLog, info: note, warn: note, error: note } });
  client = api.integration();
  home = await api.home();
  media = await TestMedia.connect(api);
});
afterAll(async () => {
  await api.close();
  await Promise.all([web.close(), mail.close()]);
});

type Message = {
  channel: 'sms' | 'email' | 'webhook';
  to: string;
  text?: string;
  subject?: string;
  recordIds?: string[];
};
const asks = (message: Message, messageId = 'm') => ({
  kind: 'effect',
  cause: 0,
  effect: { effect: 'command', command: { command: 'message', messageId, text: 'Hello.', ...message } },
});
const pieceOf = (name: string, ...messages: Message[]) => ({
  callId: callId.parse(name),
  start: startOf(name, home, { startedAtMs: clock.nowMs() }),
  lines: linesOf(0, ...messages.map((message, at) => asks(message, `m${at}`))),
});
const listed = async (name: string, query = '') =>
  (await client.get(`/api/v1/deliveries?call=${name}${query}`).expect(200)).body.items;
const settled = async (name: string, status: string) => {
  await expect.poll(async () => (await listed(name))[0]?.status, PATIENCE).toBe(status);
  return (await listed(name))[0];
};
const seenBy = (path: string) => web.seen.filter((request) => request.path === path);

describe('a message of a flow', () => {
  it('is sent once, however often its piece of the journal comes', async () => {
    const piece = pieceOf('d-once', { channel: 'sms', to: '+49 170 / 123-456', text: 'Your code' });
    await media.report(piece);
    await media.report(piece);
    await media.report({ callId: piece.callId, lines: piece.lines });
    const delivery = await settled('d-once', 'sent');
    expect(delivery).toMatchObject({ channel: 'sms', to: '+49 170 / 123-456', attempts: 1, error: null });
    const [request, ...others] = web.seen.filter(({ body }) => body.includes('d-once'));
    expect(others).toEqual([]);
    expect(request?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'idempotency-key': delivery.id });
    expect(JSON.parse(request?.body ?? '')).toEqual({ to: '+49170123456', text: 'Your code', callId: 'd-once' });
  });

  it('is tried again while the other side is in trouble, later each time', async () => {
    web.answers.push(503, 429);
    await media.report(pieceOf('d-again', { channel: 'sms', to: '+1555' }));
    expect(await settled('d-again', 'sent')).toMatchObject({ attempts: 3, error: null });
  });

  it('is given up at once when it is refused; that is seen, and it can be sent again', async () => {
    web.answers.push(422);
    await media.report(pieceOf('d-dead', { channel: 'webhook', to: `${web.url}/d-dead` }));
    const failed = await settled('d-dead', 'failed');
    expect(failed).toMatchObject({ attempts: 1, error: 'The server answered 422.', sentAt: null });
    expect((await listed('d-dead', '&status=failed'))[0].id).toBe(failed.id);
    expect(await listed('d-dead', '&status=sent')).toEqual([]);
    await client.post(`/api/v1/deliveries/${failed.id}/resend`).expect(202);
    expect(await settled('d-dead', 'sent')).toMatchObject({ id: failed.id, attempts: 2, error: null });
    const keys = seenBy('/d-dead').map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([failed.id, failed.id]);
  });

  it('is found again when its job was lost', async () => {
    await media.report(pieceOf('d-lost', { channel: 'webhook', to: `${web.url}/d-lost` }));
    const { id } = await settled('d-lost', 'sent');
    await api.prisma.delivery.update({ where: { id }, data: { status: 'queued', round: 2 } });
    clock.advance(SWEEP_MS);
    expect(await settled('d-lost', 'sent')).toMatchObject({ attempts: 2 });
  });

  it('does not go to addresses inside the network', async () => {
    await media.report(pieceOf('d-inside', { channel: 'webhook', to: 'http://169.254.169.254/latest/meta-data' }));
    expect(await settled('d-inside', 'failed')).toMatchObject({ attempts: 1, error: expect.stringMatching(/\S/) });
  });

  it('is refused when it has no number, no address or no words to go to or with', async () => {
    for (const [name, message] of [
      ['d-no-number', { channel: 'sms', to: 'Ada' }],
      ['d-no-words', { channel: 'sms', to: '+1555', text: ' ' }],
      ['d-no-address', { channel: 'email', to: 'Ada' }],
    ] as const) {
      await media.report(pieceOf(name, message));
      expect(await settled(name, 'failed')).toMatchObject({ attempts: 1 });
    }
  });

  it('is one of so many: a call that asks for more goes round in circles', async () => {
    const messages = Array.from({ length: MAX_OF_CALL + 1 }, (): Message => ({ channel: 'sms', to: 'nowhere' }));
    await media.report(pieceOf('d-many', ...messages));
    const failed = async () => (await listed('d-many', '&status=failed&limit=200')).length;
    await expect.poll(failed, PATIENCE).toBe(MAX_OF_CALL + 1);
    const rows = await listed('d-many', '&limit=200');
    const told = rows.filter(
      ({ error }: { error: string }) => error === `A call sends ${MAX_OF_CALL} messages at most.`,
    );
    expect(told).toHaveLength(1);
  });
});

describe('a webhook', () => {
  it('is signed, and says which call it is of', async () => {
    const to = `${web.url}/hook`;
    await media.report(pieceOf('d-hook', { channel: 'webhook', to, text: '{"paid":12.5}' }));
    await settled('d-hook', 'sent');
    const [request] = seenBy('/hook');
    const body = request?.body ?? '';
    const { secret } = (await client.get('/api/v1/webhook-secret').expect(200)).body;
    const [, seconds, signature] = /^t=(\d+),v1=(.*)$/.exec(String(request?.headers['callwright-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
    expect(Number(seconds)).toBe(Math.floor(clock.nowMs() / 1000));
    expect(webhookBody.parse(JSON.parse(body))).toMatchObject({
      event: 'message',
      text: '{"paid":12.5}',
      data: { paid: 12.5 },
      call: { id: 'd-hook', from: 'Ann', to: 'demo', tags: {}, outcome: null },
      recordings: [],
    });
  });

  it('is signed with another secret from the moment there is one', async () => {
    const before = (await client.get('/api/v1/webhook-secret').expect(200)).body.secret;
    const { secret } = (await client.post('/api/v1/webhook-secret').expect(201)).body;
    expect(secret).not.toBe(before);
    expect((await client.get('/api/v1/webhook-secret').expect(200)).body).toEqual({ secret });
    const stored = await api.prisma.workspace.findUniqueOrThrow({ where: { id: home } });
    expect(Buffer.from(stored.webhookSecret ?? []).toString('latin1')).not.toContain(secret);
  });
});

describe('an e-mail', () => {
  const sound = writeWav({ rateHz: 8000, channels: [new Int16Array(8000).fill(1000)] });
  const left = (recordId: string): NonNullable<CallEnd['messages']> => [
    { recordId, file: `${recordId}.wav`, durationMs: 61_000, rateHz: 8000, startedAtMs: 1, sizeBytes: sound.length },
  ];

  it('takes what a caller left along, with its words, when the call is over', async () => {
    mkdirSync(join(api.dataDir, 'recordings'), { recursive: true });
    writeFileSync(join(api.dataDir, 'recordings', 'left.wav'), sound);
    const piece = pieceOf('d-mail', {
      channel: 'email',
      to: 'ada@example.com',
      subject: 'New voicemail',
      recordIds: ['left'],
    });
    const told = (event: object) => ({ kind: 'event', event: { timestamp: 1, trackId: 't', ...event } });
    const status = (state: string) => told({ event: 'recordStatus', of: 'message', recordId: 'left', status: state });
    const words = told({ event: 'transcriptionFinal', index: 0, text: 'please call me' });
    await media.report({
      ...piece,
      lines: [...piece.lines, ...linesOf(1, status('started'), words, status('stopped'))],
    });
    expect(await listed('d-mail')).toMatchObject([{ status: 'queued', attempts: 0 }]);
    await media.report({ callId: piece.callId, end: { ...endOf(clock.nowMs()), messages: left('left') } });
    await settled('d-mail', 'sent');
    const [seen, ...others] = mail.seen.filter(({ to }) => to.includes('ada@example.com'));
    expect(others).toEqual([]);
    expect(seen?.from).toBe('calls@example.com');
    expect(seen?.raw).toContain('Subject: New voicemail');
    expect(seen?.raw).toContain('filename=left.wav');
    expect(seen?.raw.replaceAll('\r\n', '')).toContain(Buffer.from(sound).toString('base64').slice(0, 200));
    expect(seen?.raw).toContain('please call me');
  });

  it('is given up when the mailbox is none, without saying whose', async () => {
    await media.report(pieceOf('d-nobody', { channel: 'email', to: 'nobody@example.com' }));
    expect(await settled('d-nobody', 'failed')).toMatchObject({ attempts: 1, error: 'The mail server answered 550.' });
  });
});

describe('deliveries', () => {
  it('are listed newest first, page by page, by channel and of one workspace', async () => {
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await client.get(`/api/v1/deliveries?channel=webhook&limit=2${cursor}`).expect(200);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(ids).toHaveLength(await api.prisma.delivery.count({ where: { channel: 'webhook' } }));
    expect(new Set(ids).size).toBe(ids.length);
    const { client: neighbour } = await api.neighbour();
    expect((await neighbour.get('/api/v1/deliveries').expect(200)).body.items).toEqual([]);
    await neighbour.post(`/api/v1/deliveries/${ids[0]}/resend`).expect(404);
  });

  it('are sent again by those who may, and not while they are under way', async () => {
    const { id } = await settled('d-once', 'sent');
    const looking = api.integration(await api.key('calls:read', 'flows:write'));
    await looking.get('/api/v1/deliveries').expect(200);
    await looking.post(`/api/v1/deliveries/${id}/resend`).expect(403);
    const piece = pieceOf('d-waiting', { channel: 'email', to: 'ada@example.com', recordIds: ['never'] });
    await media.report(piece);
    const [waiting] = await listed('d-waiting');
    expect((await client.post(`/api/v1/deliveries/${waiting.id}/resend`).expect(409)).body.error.code).toBe(
      'api.conflict',
    );
  });

  it('leave nobody in the log', () => {
    const text = JSON.stringify(logged);
    expect(text).toContain('a message was given up');
    for (const word of ['+49 170', '49170123456', 'ada@example.com', 'nobody@', 'Your code', TOKEN, 'meta-data'])
      expect(text).not.toContain(word);
  });
});
