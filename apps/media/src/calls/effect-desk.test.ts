import { SecretVault } from '@callwright/flow-engine';
import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError, type EffectOf, type EngineEvent, httpRequest } from '@callwright/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../platform/logging.js';
import { settle } from '../platform/settle.js';
import { EffectDesk } from './effect-desk.js';
import { FakeServices } from './testing/fake-services.js';

let services: FakeServices;
let vault: SecretVault;
let posted: EngineEvent[];
let over: AbortController;
let desk: EffectDesk;

beforeEach(() => {
  services = new FakeServices();
  services.answer = () => ({ status: 200, body: '{"order":{"total":12},"token":"t0p"}' });
  let count = 0;
  vault = new SecretVault(() => `ref${++count}`);
  posted = [];
  over = new AbortController();
  desk = new EffectDesk({
    services,
    vault,
    clock: new FakeClock(5_000),
    log: silentLog,
    signal: over.signal,
    post: (event) => posted.push(event),
  });
});

const request = (more: object = {}): EffectOf<'httpRequest'> => ({
  effect: 'httpRequest',
  requestId: 'r1',
  request: httpRequest.parse({
    method: 'POST',
    url: 'https://shop.example/pay',
    headers: [],
    timeoutMs: 5_000,
    retries: 0,
    maxBytes: 10_000,
    save: [{ path: 'order.total', as: 'total' }],
    ...more,
  }),
});
const run: EffectOf<'runCode'> = {
  effect: 'runCode',
  codeId: 'k1',
  source: 'return 1',
  input: { a: 1 },
  timeoutMs: 100,
};

describe('an effect desk', () => {
  it('answers a request with what was asked for and nothing else', async () => {
    desk.request(request());
    await settle();
    expect(posted).toEqual([
      {
        event: 'httpResult',
        timestamp: 5_000,
        requestId: 'r1',
        status: 200,
        values: { total: 12 },
        attempts: 1,
        durationMs: 0,
      },
    ]);
  });

  it('puts secrets of the call in at the last moment, and keeps secret answers back', async () => {
    const card = vault.keep('4111');
    const save = [{ path: 'token', as: 'token', isSecret: true }];
    const headers = [{ name: 'x-card', value: card }];
    desk.request(request({ url: `https://shop.example/${card}`, headers, body: `{"card":"${card}"}`, save }));
    await settle();
    expect(services.requests[0]).toMatchObject({
      url: 'https://shop.example/4111',
      headers: [{ name: 'x-card', value: '4111' }],
      body: '{"card":"4111"}',
    });
    expect(posted[0]).toMatchObject({ values: { token: '⟦ref2⟧' } });
    expect(vault.reveal('⟦ref2⟧')).toBe('t0p');
  });

  it.each([
    [
      { kind: 'bearer', secret: 'shop' },
      { name: 'authorization', value: 'Bearer s3cret' },
    ],
    [
      { kind: 'basic', username: 'ada', secret: 'shop' },
      { name: 'authorization', value: 'Basic YWRhOnMzY3JldA==' },
    ],
    [
      { kind: 'header', header: 'X-Key', secret: 'shop' },
      { name: 'X-Key', value: 's3cret' },
    ],
  ])('proves who asks: %j', async (auth, header) => {
    services.secrets.set('shop', 's3cret');
    desk.request(request({ auth }));
    await settle();
    expect(services.requests[0]?.headers).toEqual([header]);
    expect(JSON.stringify(posted)).not.toContain('s3cret');
  });

  it('tells nothing of secrets that a server repeats, nor takes what it says for one', async () => {
    services.secrets.set('shop', 's3cret');
    const card = vault.keep('4111111111111111');
    services.answer = ({ body, headers }) => ({
      status: 200,
      body: JSON.stringify({ got: body, by: headers, forged: `pay ${card}` }),
    });
    const save = [{ path: '', as: 'all' }];
    desk.request(request({ body: `card ${card}`, auth: { kind: 'basic', username: 'ada', secret: 'shop' }, save }));
    await settle();
    expect(posted).toMatchObject([
      { values: { all: { got: `card ${card}`, by: [{ value: 'Basic ***' }], forged: 'pay ' } } },
    ]);
  });

  it('sends nothing when its secret is not there', async () => {
    desk.request(request({ auth: { kind: 'bearer', secret: 'gone' } }));
    await settle();
    expect(services.requests).toEqual([]);
    expect(posted).toMatchObject([{ status: null, error: 'http.noSecret', values: {} }]);
  });

  it('tells a failure by its code', async () => {
    services.answer = () => new AppError('http.timeout', 'too slow');
    desk.request(request());
    await settle();
    expect(posted).toMatchObject([{ event: 'httpResult', status: null, error: 'http.timeout', values: {} }]);
  });

  it('takes an answer that is no JSON as text', async () => {
    services.answer = () => ({ status: 404, body: 'not found' });
    desk.request(request({ save: [{ path: '', as: 'all' }] }));
    await settle();
    expect(posted).toMatchObject([{ status: 404, values: { all: 'not found' } }]);
  });

  it.each([
    ['nested too deep', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 1],
    ['too much by its names', JSON.stringify('x'.repeat(30_000)), 10],
  ])('takes an answer that is %s for too large', async (_what, body, times) => {
    services.answer = () => ({ status: 200, body });
    desk.request(request({ save: Array.from({ length: times }, (_, at) => ({ path: '', as: `v${at}` })) }));
    await settle();
    expect(posted).toMatchObject([{ status: null, error: 'http.tooLarge', values: {} }]);
  });

  it('answers code with its value, or with what is wrong with it and where', async () => {
    desk.runCode(run);
    await settle();
    services.code = () => ({ ok: false, error: { kind: 'thrown', message: 'no a', line: 3 }, logs: [] });
    desk.runCode(run);
    await settle();
    expect(posted).toMatchObject([
      { event: 'codeResult', codeId: 'k1', ok: true, value: { a: 1 } },
      { event: 'codeResult', codeId: 'k1', ok: false, error: 'Line 3: no a' },
    ]);
  });

  it('is silent once the call is over', async () => {
    desk.request(request());
    over.abort();
    await settle();
    expect(posted).toEqual([]);
  });

  it('refuses what no flow in its right mind asks for at once', async () => {
    services.answer = () => ({ status: 200, body: '' });
    for (let at = 0; at < 12; at += 1) desk.request(request());
    expect(posted).toMatchObject(Array(2).fill({ status: null, error: 'http.busy' }));
    await settle();
    expect(posted).toHaveLength(12);
  });
});
