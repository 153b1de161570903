import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi } from './app.js';
import { actions } from './auth/permissions.js';
import { SystemClock } from './platform/clock.js';
import { silentLog } from './platform/log.js';
import { TestApi, testConfig } from './testing/test-api.js';
import { createTestDatabase } from './testing/test-database.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.close());

describe('the api', () => {
  it('says that it lives, is ready, and how it does', async () => {
    await api.stranger().get('/health').expect(200);
    expect((await api.stranger().get('/ready').expect(200)).body).toEqual({ status: 'ready', mediaProcesses: 0 });
    await api.stranger().get('/api/v1/flows').expect(401);
    const { body, headers } = await api.stranger().get('/metrics').expect(200);
    expect(headers.get('content-type')).toContain('text/plain');
    const text = body.toString();
    expect(text).toMatch(
      /callwright_api_request_seconds_count\{method="GET",route="\/api\/v1\/flows",status="401"\} 1/,
    );
    expect(text).toContain('callwright_api_jobs_by_state{state="failed"} 0');
  });

  it('tells the studio where the other parts are', async () => {
    const { body } = await api.stranger().get('/api/v1/config').expect(200);
    expect(body).toMatchObject({
      mediaUrl: 'ws://127.0.0.1:3002',
      sipPort: 5060,
      version: expect.stringMatching(/^\d/),
    });
    expect(body.eventsUrl).toBe(`${api.url.replace('http', 'ws')}/api/v1/events`);
  });

  it('answers in one form whatever goes wrong', async () => {
    const client = api.integration();
    const codes = [
      await client.get('/api/v1/nothing'),
      await client.get('/nothing/at/all'),
      await client.post('/health'),
      await client.get('/api/v1/flows/%zz'),
      await client.with({ 'content-type': 'application/json' }).post('/api/v1/flows', '{"name":'),
      await client.with({ 'content-type': 'text/xml' }).post('/api/v1/flows', '<flow/>'),
      await client.post('/api/v1/flows', { name: 'x', padding: 'x'.repeat(9 * 1_048_576) }),
    ].map(({ status, body }) => [status, body.error.code]);
    expect(codes).toEqual([
      [404, 'api.notFound'],
      [404, 'api.notFound'],
      [404, 'api.notFound'],
      [400, 'api.badRequest'],
      [400, 'api.badRequest'],
      [415, 'api.unsupportedMedia'],
      [413, 'api.tooLarge'],
    ]);
  });

  it('does not repeat a key that came in an address', async () => {
    const { body } = await api.stranger().get('/api/v1/nothing?apiKey=cwk_secret').expect(404);
    expect(JSON.stringify(body)).not.toContain('cwk_secret');
  });

  it('has a permission for every route, and lets strangers into none but the open ones', async () => {
    const open: string[] = [];
    for (const { spec, name, path, verb } of api.routes) {
      expect(spec, name).toBeDefined();
      if (spec.action === 'open') open.push(name);
      else {
        expect(actions, name).toContain(spec.action);
        const answer = await fetch(api.url + path.replaceAll(/\{\w+\}/g, 'x'), { method: verb.toUpperCase() });
        expect(answer.status, name).toBe(401);
      }
    }
    expect(open.sort()).toEqual([
      'Auth.signIn',
      'Auth.signOut',
      'Docs.asset',
      'Docs.describe',
      'Docs.page',
      'Docs.start',
      'Status.config',
      'Status.health',
      'Status.read',
      'Status.ready',
    ]);
  });

  it('describes every route by the schemas that validate it', async () => {
    const { body } = await api.stranger().get('/api/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    const described = Object.entries<object>(body.paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb} ${path}`),
    );
    const declared = api.routes.map(({ verb, path }) => `${verb} ${path}`);
    expect(described.sort()).toEqual(declared.sort());
    const flow = body.paths['/api/v1/flows/{id}'].get.responses['200'].content['application/json'].schema;
    expect(flow).toEqual({ $ref: '#/components/schemas/Flow' });
    expect(body.components.schemas.Flow.properties.draft).toBeDefined();
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
    const dangling = references.filter(
      (reference) => !body.components.schemas[reference.replace('#/components/schemas/', '')],
    );
    expect(dangling).toEqual([]);
  });

  it('shows its description as pages, with nothing fetched from elsewhere', async () => {
    const { body } = await api.stranger().get('/api/docs').expect(200);
    const page = body.toString();
    expect(page).toContain('Callwright API');
    expect(page).not.toMatch(/(src|href)="https?:/);
    for (const [, path] of page.matchAll(/(?:src|href)="([^"]+)"/g))
      await api
        .stranger()
        .get(path ?? '')
        .expect(200);
    await api.stranger().get('/api/docs/package.json').expect(404);
    await api.stranger().get('/api/docs/..%2fpackage.json').expect(404);
  });

  it('keeps answers out of caches and their types as they are', async () => {
    const { headers } = await api.integration().get('/api/v1/flows').expect(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('the first start', () => {
  it('happens once: what was made stays, and nothing is told again', async () => {
    const first = await TestApi.start();
    const { firstLogin } = first;
    expect(firstLogin.apiKey).toMatch(/^cwk_/);
    const second = await first.restart();
    try {
      expect(second.wasFirstStart).toBe(false);
      await second.signIn(firstLogin.email, firstLogin.password);
      expect(await second.prisma.workspace.count()).toBe(1);
      await second.integration(firstLogin.apiKey).get('/api/v1/me').expect(200);
    } finally {
      await second.close();
    }
  });

  it('says what is wrong with a database without tables', async () => {
    const database = await createTestDatabase({ isEmpty: true });
    const config = testConfig(database.url, '/nowhere');
    await expect(startApi({ config, clock: new SystemClock(), log: silentLog })).rejects.toThrow(/npm run db:migrate/);
    await database.drop();
  });
});
