import type { Outcome } from '@callwright/flow-engine';
import { type CallOptions, callInMemory, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { type EngineEvent, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, HttpConfig } from './definition.js';

type Config = Readonly<Record<string, Json>>;
const coverage = new NodeCoverage('http');
const URL = 'https://shop.example/orders/{{ number }}';
const exitsOf = (config: Config) => definition.exits(HttpConfig.parse(config)).map(({ name }) => name);
const call = (config: Config, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: {
          ask: ['http', { url: URL, saveStatusAs: 'status', saveErrorAs: 'problem', ...config }],
          next: ['hangup'],
        },
        lines: exitsOf(config).map((exit) => ['ask', exit, 'next'] as const),
      }),
      nodeTypes,
      input: { number: 'A7' },
      ...options,
    }),
  );
const answers = (answer: { status?: number; body?: Json; error?: string; afterMs?: number }) => ({
  world: { http: [{ request: '*', ...answer }] },
});
const results: readonly Json[] = [
  { path: 'order.items.0.id', as: 'item' },
  { path: 'order.note', as: 'note', isOptional: true },
];
const body = { order: { items: [{ id: 'x1' }], note: 'fragile' } };

describe('http', () => {
  it('asks the service and remembers what it answers', () => {
    const { vars, requests, ...record } = call({ results }, answers({ body }));
    expect(record.exits).toEqual(['ask.ok']);
    expect(vars).toMatchObject({ item: 'x1', note: 'fragile', status: 200, problem: null });
    expect(requests).toEqual([
      { requestId: 'ask.1', method: 'GET', url: 'https://shop.example/orders/A7', headers: [] },
    ]);
  });

  it('forgets an optional value that is not in the answer', () => {
    const options = {
      ...answers({ body: { order: { items: [{ id: 'x1' }] } } }),
      input: { number: 'A7', note: 'old' },
    };
    expect(call({ results }, options).vars).toMatchObject({ item: 'x1', note: null });
  });

  it('fails when a value is missing that later steps rely on', () => {
    const { vars, ...record } = call({ results }, answers({ body: { order: { items: [] } } }));
    expect(record.exits).toEqual(['ask.failed']);
    expect(vars).toMatchObject({ status: 200, problem: 'http.missingValue' });
    expect(vars).not.toHaveProperty('item');
  });

  it('keeps a secret of the answer where nobody sees it', () => {
    const secret = { results: [{ path: 'token', as: 'token', isSecret: true }] };
    const { vars, journal } = call(secret, answers({ body: { token: 'hush-hush' } }));
    expect(vars.token).toMatch(/^⟦.+⟧$/u);
    expect(JSON.stringify(journal)).not.toContain('hush-hush');
  });

  it.each([
    [200, 'ok'],
    [204, 'accepted'],
    [404, 'unknown'],
    [410, 'gone'],
    [418, 'client'],
    [302, 'otherwise'],
    [500, 'otherwise'],
  ])('goes on by the status: %i by %s', (status, exit) => {
    const ways = [
      { id: 'accepted', label: '', statuses: ['204'] },
      { id: 'unknown', label: 'No such order', statuses: ['404'] },
      { id: 'gone', label: '', statuses: ['405-417'] },
      { id: 'client', label: '', statuses: ['4XX'] },
    ];
    const { vars, ...record } = call({ ways, results }, answers({ status, body }));
    expect(record.exits).toEqual([`ask.${exit}`]);
    expect(vars).toMatchObject({ status, item: 'x1' });
  });

  it.each([
    ['http.timeout', 'timeout'],
    ['http.refusedAddress', 'failed'],
  ])('tells what failed: %s', (error, exit) => {
    const { vars, ...record } = call({ results }, answers({ error }));
    expect(record.exits).toEqual([`ask.${exit}`]);
    expect(vars).toMatchObject({ status: null, problem: error });
  });

  it('gives up by itself when nothing is ever heard of the request', () => {
    // The services of a simulated call lose none: the watchdog is woken before they answer.
    const script: CallOptions['script'] = (_, { post, instance }) => {
      const timerId = instance.timers.find((id) => id.endsWith(':watch')) ?? '';
      post({ event: 'timerFired', timerId, timestamp: 0 });
    };
    const { vars, ...record } = call({}, { script });
    expect(record.exits).toEqual(['ask.timeout']);
    expect(vars.problem).toBe('http.timeout');
  });

  it('tells the caller to wait when it takes long, and says that to its end', () => {
    const config = { fillerText: 'One moment, {{ number }}.', fillerAfterMs: 1_000, results };
    const { heard, vars, durationMs, ...record } = call(config, answers({ body, afterMs: 1_500 }));
    expect(heard).toEqual(['One moment, A7.']);
    expect(record.exits).toEqual(['ask.ok']);
    expect(vars.item).toBe('x1');
    expect(durationMs).toBe(1_000 + 'One moment, A7.'.length * 60);
  });

  it('goes on at once when that has been said, or is not yet to be', () => {
    const config = { fillerText: 'One moment.', fillerAfterMs: 1_000 };
    expect(call(config, answers({ afterMs: 4_000 })).durationMs).toBe(4_000);
    expect(call(config, answers({ afterMs: 500 }))).toMatchObject({ durationMs: 500, heard: [] });
    expect(call({ ...config, fillerText: '{{ never }}' }, answers({ afterMs: 4_000 })).heard).toEqual([]);
  });

  it('does not mind when the voice fails', () => {
    const config = { fillerText: 'One moment.', fillerAfterMs: 1_000 };
    const { world } = answers({ afterMs: 4_000 });
    const record = call(config, { world: { ...world, faults: [{ command: 'tts', how: 'fails' }] } });
    expect(record).toMatchObject({ exits: ['ask.ok'], durationMs: 4_000 });
  });

  it('goes by its first answer while it finishes its words', () => {
    const script: CallOptions['script'] = (caller, { post }) => {
      caller.hears('One moment');
      post(answer('ask.1', 500));
      post(answer('ask.1', 200));
    };
    const record = call({ fillerText: 'One moment.', fillerAfterMs: 0 }, { script });
    expect(record.exits).toEqual(['ask.otherwise']);
  });

  it('does not mind other answers', () => {
    const script: CallOptions['script'] = (_, { post }) => post(answer('other', 500));
    expect(call({}, { ...answers({ afterMs: 1_000 }), script }).exits).toEqual(['ask.ok']);
  });

  it('ends with the call', () => {
    const script: CallOptions['script'] = (caller) => caller.hangsUp({ afterMs: 100 });
    const { instance, ...record } = call({}, { ...answers({ afterMs: 1_000 }), script });
    expect(record.exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it('remembers nothing where it is not told to', () => {
    const { vars } = call({ saveStatusAs: '', saveErrorAs: '' }, { ...answers({}), input: {} });
    expect(Object.keys(vars)).toEqual(['call']);
  });
});

describe('what http sends', () => {
  const tooMany = Array.from({ length: 45 }, (_, at) => ({ name: `f${at}`, value: '{{ long }}' }));
  const sent = (config: Config, input: Config) => call(config, { ...answers({}), input }).requests[0];

  it('lets no value lead the request elsewhere', () => {
    const url = '{{ base }}/orders/{{ said }}?q={{ list[0] }}&n={{ n | plus: 1 }}';
    const input = { base: 'https://shop.example:8443/api', said: '../admin?x=1#y z', list: ['a&b=\ud800'], n: 2 };
    expect(sent({ url }, input)?.url).toBe(
      'https://shop.example:8443/api/orders/..%2Fadmin%3Fx%3D1%23y%20z?q=a%26b%3D%EF%BF%BD&n=3',
    );
  });

  it('lets no value add a header', () => {
    const headers = [
      { name: ' X-Name ', value: '{{ said }}' },
      { name: '', value: 'unfinished' },
    ];
    expect(sent({ headers }, { number: 'A7', said: 'Ada\r\nX-Admin: yes' })?.headers).toEqual([
      { name: 'X-Name', value: 'Ada X-Admin: yes' },
    ]);
  });

  it('lets no words of a caller break out of the JSON', () => {
    const text =
      '{ "name": "{{ said }}", "note": "I am {{ said }}.", "n": "{{ n }}", "all": ["{{ list }}", "{{ no }}", 5] }';
    const said = 'Ada", "admin": true, "x": "\\';
    const request = sent({ method: 'POST', bodyKind: 'json', body: text }, { number: 'A7', said, n: 2, list: [1] });
    expect(JSON.parse(request?.body ?? '')).toEqual({ name: said, note: `I am ${said}.`, n: 2, all: [[1], null, 5] });
    expect(request?.headers).toEqual([{ name: 'content-type', value: 'application/json' }]);
  });

  it.each([
    ['fields', '{"name":"Ada & Bob","n":2,"who":"Hi Ada & Bob"}', 'application/json'],
    ['form', 'name=Ada%20%26%20Bob&n=2&who=Hi%20Ada%20%26%20Bob', 'application/x-www-form-urlencoded'],
  ])('sends fields as %s', (bodyKind, body, type) => {
    const fields = [
      { name: 'name', value: '{{ said }}' },
      { name: 'n', value: '{{ n }}' },
      { name: 'who', value: 'Hi {{ said }}' },
      { name: ' ', value: 'unfinished' },
    ];
    const request = sent({ method: 'POST', bodyKind, fields }, { number: 'A7', said: 'Ada & Bob', n: 2 });
    expect(request).toMatchObject({ body, headers: [{ name: 'content-type', value: type }] });
  });

  it('sends lists and nothing at all in a form', () => {
    const fields = [
      { name: 'list', value: '{{ list }}' },
      { name: 'none', value: '{{ never }}' },
    ];
    expect(sent({ bodyKind: 'form', fields }, { number: 'A7', list: [1] })?.body).toBe('list=%5B1%5D&none=');
  });

  it('sends text, with the type its headers say', () => {
    const headers = [{ name: 'Content-Type', value: 'text/csv' }];
    const request = sent({ method: 'PUT', bodyKind: 'text', body: 'a,{{ n }}', headers }, { number: 'A7', n: 2 });
    expect(request).toMatchObject({ method: 'PUT', body: 'a,2', headers });
  });

  it('proves who it is by a secret it only names', () => {
    const auth = { kind: 'bearer', secret: 'shop-token' };
    expect(sent({ auth }, { number: 'A7' })?.auth).toEqual(auth);
  });

  it('leaves secrets of the call to be put in when it is sent', () => {
    const steps = {
      ask: [
        'http',
        { url: 'https://pay.example/{{ pin }}', bodyKind: 'form', fields: [{ name: 'pin', value: '{{ pin }}' }] },
      ] as const,
    };
    const { journal } = callInMemory({ flow: drawFlow({ steps }), nodeTypes, input: { pin: '⟦k3⟧' }, ...answers({}) });
    const request = journal.flatMap((line) =>
      line.kind === 'effect' && line.effect.effect === 'httpRequest' ? [line.effect.request] : [],
    );
    expect(request).toMatchObject([{ url: 'https://pay.example/⟦k3⟧', body: 'pin=⟦k3⟧' }]);
  });

  it.each([
    ['the address is left empty', { url: '{{ never }}' }],
    ['the address is longer than any', { url: '{{ long }}' }],
    ['a header is longer than any', { headers: [{ name: 'X', value: '{{ long }}' }] }],
    ['the body is no JSON', { bodyKind: 'json', body: '{ name: {{ long }} }' }],
    ['the body is longer than any', { bodyKind: 'fields', fields: tooMany }],
  ])('fails without a try when %s', (_, config) => {
    const { requests, vars, ...record } = call(config, { input: { long: 'x'.repeat(4_990) } });
    expect(record.exits).toEqual(['ask.failed']);
    expect(requests).toEqual([]);
    expect(vars.problem).toBe('http.badRequest');
  });
});

describe('the check of http', () => {
  const check = (config: Config) =>
    definition.check?.(HttpConfig.parse(config)).map(({ severity, field }) => `${severity} ${field}`);

  it.each<[string, Config, readonly string[]]>([
    ['nothing in it', {}, ['error url']],
    ['an address that is none', { url: 'shop.example' }, ['error url']],
    ['a header without a name', { url: URL, headers: [{ name: '', value: 'x' }] }, ['error headers']],
    [
      'a header with a space',
      { url: URL, headers: [{ name: 'a b', value: '{{ x' }] },
      ['error headers', 'error headers'],
    ],
    ['a body with GET', { url: URL, bodyKind: 'text' }, ['warning bodyKind']],
    [
      'a field without a name',
      { url: URL, method: 'POST', bodyKind: 'form', fields: [{ value: 'x' }] },
      ['error fields'],
    ],
    ['a body that is no JSON', { url: URL, method: 'POST', bodyKind: 'json', body: '{{ x }}' }, ['error body']],
    ['a value for no variable', { url: URL, results: [{ path: 'a' }] }, ['error results']],
    ['two values for one', { url: URL, results: [{ as: 'a' }, { path: 'b', as: 'a' }] }, ['error results']],
    ['a way without a status', { url: URL, ways: [{ id: 'a' }] }, ['error ways']],
    ['a way with a name of ours', { url: URL, ways: [{ id: 'ok', statuses: ['404'] }] }, ['error ways']],
    ['all in order', { url: '{{ base }}/x', bodyKind: 'json', method: 'POST', body: '{"a":"{{ b }}"}' }, []],
  ])('of %s', (_, config, problems) => expect(check(config)).toEqual(problems));

  it('knows how a status is written', () => {
    expect(HttpConfig.safeParse({ ways: [{ id: 'a', statuses: ['teapot'] }] }).success).toBe(false);
  });
});

describe('what may come of http', () => {
  const settings = drawFlow({ steps: { x: ['hangup'] } }).settings;
  const config: Config = {
    results: [...results, { path: 'order.items.1.price', as: 'price', isOptional: true }],
    ways: [{ id: 'unknown', statuses: ['404'] }],
  };
  const outcomes = () =>
    definition.outcomes?.(HttpConfig.parse({ url: URL, ...config }), settings, nodeId.parse('ask')) ?? [];

  const play = ({ by = [] }: Outcome) =>
    call(config, answers(by.flatMap((act) => ('http' in act ? [act.http] : []))[0] ?? {}));

  it('is each way out, and each answer brings it about', () => {
    for (const outcome of outcomes()) {
      expect(play(outcome).exits).toEqual([`ask.${outcome.exit}`]);
    }
    expect([...new Set(outcomes().map(({ exit }) => exit))].sort()).toEqual([...exitsOf(config)].sort());
  });

  it('leaves in its variables what it says it does', () => {
    const left = outcomes().flatMap((outcome) => {
      const { vars } = play(outcome);
      return Object.entries(outcome.sets ?? {}).map(([name, written]) => ({ written, value: vars[name] ?? null }));
    });
    expect(left.length).toBeGreaterThan(15);
    for (const { written, value } of left)
      expect(written.is === 'value' ? written.value === value : value !== null).toBe(true);
  });

  it('never is a way out that no status leads to', () => {
    const all = HttpConfig.parse({ url: URL, ways: [{ id: 'all', statuses: ['2xx'] }] });
    const ok = definition.outcomes?.(all, settings, nodeId.parse('ask')).filter(({ exit }) => exit === 'ok');
    expect(ok).toMatchObject([{ when: { expression: 'false' } }]);
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});

const answer = (requestId: string, status: number): EngineEvent => ({
  event: 'httpResult',
  requestId,
  status,
  values: {},
  durationMs: 1,
  attempts: 1,
  timestamp: 0,
});
