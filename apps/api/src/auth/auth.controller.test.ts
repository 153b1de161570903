import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STUDIO_ORIGIN, TestApi } from '../testing/test-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.close());

const signIn = (password: string, headers = {}) =>
  api.stranger(headers).post('/api/auth/sign-in/email', { email: api.firstLogin.email, password });

describe('signing in', () => {
  it('starts a session in a cookie that scripts cannot read', async () => {
    const { body, headers } = await signIn(api.firstLogin.password).expect(200);
    expect(body.user).toMatchObject({ email: api.firstLogin.email, name: 'Admin' });
    expect(headers.get('set-cookie')).toMatch(/^callwright\.session_token=.*HttpOnly; SameSite=Lax/);
  });

  it('refuses a wrong password and an unknown e-mail with the same words', async () => {
    const wrong = await signIn('not the password').expect(401);
    const unknown = await api
      .stranger()
      .post('/api/auth/sign-in/email', { email: 'nobody@callwright.local', password: 'x' })
      .expect(401);
    expect(wrong.body).toEqual(unknown.body);
    expect(wrong.body.error.code).toBe('auth.required');
  });

  it('refuses the page of a stranger', async () => {
    const { body } = await signIn(api.firstLogin.password, { origin: 'https://evil.example' }).expect(403);
    expect(body.error.code).toBe('auth.badOrigin');
  });

  it('says who is signed in, and in which workspace', async () => {
    const { body } = await (await api.admin()).get('/api/v1/me').expect(200);
    expect(body).toMatchObject({ user: { email: api.firstLogin.email }, workspace: { name: 'My workspace' } });
  });

  it('ends a session', async () => {
    const admin = await api.admin();
    await admin.post('/api/auth/sign-out').expect(204);
    await admin.get('/api/v1/me').expect(401);
  });

  it('has no way to make an account', async () => {
    await api
      .stranger()
      .post('/api/auth/sign-up/email', { email: 'a@b.c', password: '1234567890', name: 'A' })
      .expect(404);
  });

  it('slows down guessing', async () => {
    const guess = () =>
      api.stranger().post('/api/auth/sign-in/email', { email: 'guessed@callwright.local', password: 'guess' });
    const statuses = [];
    for (let i = 0; i < 11; i += 1) statuses.push((await guess()).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
  });

  it('is slowed down by address too, whatever a client says its address is', async () => {
    const guess = (i: number) =>
      api
        .stranger()
        .with({ 'x-forwarded-for': `203.0.113.${i}, 198.51.100.7, 127.0.0.1` })
        .post('/api/auth/sign-in/email', { email: `somebody-${i}@callwright.local`, password: 'guess' });
    const statuses = [];
    for (let i = 0; i < 31; i += 1) statuses.push((await guess(i)).status);
    expect(statuses).toEqual([...Array(30).fill(401), 429]);
  });
});

describe('the origin of a page', () => {
  it('must be ours for whatever changes something with a cookie', async () => {
    const admin = await api.admin();
    const make = (client: typeof admin) => client.post('/api/v1/flows', { name: 'From a page' });
    expect((await make(admin.with({ origin: 'https://evil.example' })).expect(403)).body.error.code).toBe(
      'auth.badOrigin',
    );
    expect((await make(admin.with({ origin: 'null' }))).status).toBe(403);
    await make(admin.with({ origin: 'http://localhost:3000' })).expect(201);
    await make(admin.with({ origin: STUDIO_ORIGIN })).expect(201);
  });

  it('must be there for whatever changes something with a cookie', async () => {
    const { cookie = '' } = (await api.admin()).headers;
    await api.stranger({ cookie }).post('/api/v1/flows', { name: 'x' }).expect(403);
    await api.stranger({ cookie }).get('/api/v1/flows').expect(200);
  });

  it('does not matter with a key', async () => {
    await api.integration().post('/api/v1/flows', { name: 'From a server' }).expect(201);
  });

  it('is answered for the studio only when a browser asks beforehand', async () => {
    const ask = async (origin: string) => {
      const answer = await fetch(`${api.url}/api/v1/flows`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      return answer.headers;
    };
    const studio = await ask(STUDIO_ORIGIN);
    expect(studio.get('access-control-allow-origin')).toBe(STUDIO_ORIGIN);
    expect(studio.get('access-control-allow-methods')).toContain('PUT');
    expect((await ask('https://evil.example')).get('access-control-allow-origin')).toBeNull();
  });
});

describe('API keys', () => {
  it('are shown once, kept as a hash, and revoked at once', async () => {
    const { body: made } = await api
      .integration()
      .post('/api/v1/api-keys', { name: 'CI', scopes: ['calls:read'] })
      .expect(201);
    expect(made.key).toMatch(/^cwk_[0-9a-f]{12}_[0-9a-f]{64}$/);
    expect(made.key.startsWith(made.prefix)).toBe(true);
    const { body: listed } = await api.integration().get('/api/v1/api-keys').expect(200);
    expect(listed.items.find(({ id }: { id: string }) => id === made.id)).not.toHaveProperty('key');
    expect(JSON.stringify(await api.prisma.apiKey.findMany())).not.toContain(made.key);
    await api.integration(made.key).get('/api/v1/calls').expect(200);
    await api.integration().delete(`/api/v1/api-keys/${made.id}`).expect(204);
    await api.integration(made.key).get('/api/v1/calls').expect(401);
    await api.integration().delete(`/api/v1/api-keys/${made.id}`).expect(404);
  });

  it('may do what their scopes say and nothing else', async () => {
    const reader = api.integration(await api.key('calls:read'));
    await reader.get('/api/v1/calls').expect(200);
    await reader.get('/api/v1/me').expect(200);
    for (const path of ['/api/v1/flows', '/api/v1/api-keys', '/api/v1/prompts', '/api/v1/secrets']) {
      expect((await reader.get(path).expect(403)).body.error.code).toBe('auth.forbidden');
    }
    await reader.post('/api/v1/call-tokens', { callee: 'demo' }).expect(403);
    const writer = api.integration(await api.key('flows:write'));
    await writer.post('/api/v1/flows', { name: 'By key' }).expect(201);
    await writer.get('/api/v1/calls').expect(403);
  });

  it('of another shape, or made up, are nobody', async () => {
    for (const key of ['cwk_made_up', 'nonsense', '']) await api.integration(key).get('/api/v1/me').expect(401);
    const cookie = (await api.admin()).headers.cookie ?? '';
    await api.stranger({ cookie, authorization: 'Bearer nonsense' }).get('/api/v1/me').expect(401);
  });
});

describe('roles', () => {
  const addMember = async (role: string) => {
    const email = `${role}@callwright.local`;
    const account = await api.prisma.account.findFirstOrThrow({ where: { providerId: 'credential' } });
    await api.prisma.user.create({ data: { id: role, name: role, email, emailVerified: true } });
    await api.prisma.account.create({ data: { ...account, id: role, accountId: role, userId: role } });
    await api.prisma.membership.create({ data: { workspaceId: await api.home(), userId: role, role } });
    return api.signIn(email, api.firstLogin.password);
  };

  it('let a viewer look and change nothing', async () => {
    const viewer = await addMember('viewer');
    const { body } = await viewer.get('/api/v1/flows').expect(200);
    const { id } = body.items[0];
    await viewer.get(`/api/v1/flows/${id}`).expect(200);
    await viewer.post('/api/v1/flows', { name: 'x' }).expect(403);
    await viewer.patch(`/api/v1/flows/${id}`, { name: 'x' }).expect(403);
    await viewer.delete(`/api/v1/flows/${id}`).expect(403);
    await viewer.post('/api/v1/call-tokens', { callee: 'demo' }).expect(403);
  });

  it('let an editor change flows but not keys', async () => {
    const editor = await addMember('editor');
    await editor.post('/api/v1/flows', { name: 'x' }).expect(201);
    await editor.get('/api/v1/api-keys').expect(403);
    await editor.put('/api/v1/secrets/x', { value: 'y' }).expect(403);
  });

  it('shut out who belongs to no workspace', async () => {
    const guest = await addMember('guest');
    await api.prisma.membership.deleteMany({ where: { userId: 'guest' } });
    await guest.get('/api/v1/me').expect(401);
  });
});
