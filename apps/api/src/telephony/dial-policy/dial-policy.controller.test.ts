import { dialPolicy } from '@callwright/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/log.js';
import { TestApi } from '../../testing/test-api.js';
import type { TestClient } from '../../testing/test-client.js';
import { TestMedia } from '../../testing/test-media.js';

const logged: unknown[] = [];
const log = { ...silentLog, info: (fields: object) => void logged.push(fields) };
let api: TestApi;
let client: TestClient;
let workspaceId: string;
beforeAll(async () => {
  api = await TestApi.start({ log });
});
afterAll(() => api.close());
beforeEach(async () => {
  ({ client, workspaceId } = await api.neighbour());
});

const put = (policy: object) => client.put('/api/v1/dial-policy', policy);
const explain = async (number: string, isRedirected = false) =>
  (await client.post('/api/v1/dial-policy/explain', { number, isRedirected }).expect(200)).body;

describe('the dial policy', () => {
  it('is the defaults until one is set: no calls abroad, none that cost extra, none for help', async () => {
    const { body } = await client.get('/api/v1/dial-policy').expect(200);
    expect(body).toEqual({ ...dialPolicy.parse({}), updatedAt: null });
    expect(body).toMatchObject({ allowsInternational: false, allowsPremium: false, emergency: 'deny' });
  });

  it('is set as a whole, with its prefixes as they are compared', async () => {
    const { body } = await put({ homeCountry: '49', allowedPrefixes: ['+44 (20)', ' 1 2 ', '@PBX.example.com'] });
    expect(body).toMatchObject({ homeCountry: '49', allowedPrefixes: ['+4420', '12', '@pbx.example.com'] });
    const { body: later } = await put({ maxConcurrentCalls: 3 }).expect(200);
    expect(later).toMatchObject({ homeCountry: '1', allowedPrefixes: [], maxConcurrentCalls: 3 });
    expect(later.updatedAt).toEqual(expect.any(String));
    expect((await client.get('/api/v1/dial-policy').expect(200)).body).toEqual(later);
  });

  it.each(['0044', '0900', '+', '+0', 'sip:x', '', '@', '12345678'])(
    'takes %j for a prefix only when it can match',
    async (prefix) => {
      const { status, body } = await put({ allowedPrefixes: ['+1', prefix] });
      // `+` alone is all numbers.
      expect(status).toBe(prefix === '+' ? 200 : 400);
      if (status === 400) expect(body.error.fields).toHaveProperty(['allowedPrefixes.1']);
    },
  );

  it('reaches media processes at once, and leaves a line in the log of what was changed', async () => {
    const media = await TestMedia.connect(api);
    media.socket.clear();
    await put({ homeCountry: '49', allowsInternational: true }).expect(200);
    const { telephony } = await media.socket.next('snapshot');
    const told = telephony.policies.find((one: { workspaceId: string }) => one.workspaceId === workspaceId);
    expect(told.policy).toMatchObject({ homeCountry: '49', allowsInternational: true });
    expect(logged).toContainEqual({
      workspaceId,
      keyId: expect.any(String),
      what: 'dialPolicy',
      how: 'changed',
      fields: ['homeCountry', 'allowsInternational'],
    });
    await media.socket.close();
  });

  it('is set by admins alone', async () => {
    const caller = api.integration(await api.key('calls:dial'));
    await caller.put('/api/v1/dial-policy', {}).expect(403);
    await caller.post('/api/v1/dial-policy/explain', { number: '+1' }).expect(403);
  });
});

describe('an explanation', () => {
  it('says whether a number may be called, how it would be dialled, and why', async () => {
    await put({ homeCountry: '49', allowedPrefixes: ['+4420'], deniedPrefixes: ['+49900'] }).expect(200);
    expect(await explain('030 1234567')).toMatchObject({ isAllowed: true, number: '+49301234567', rule: 'home' });
    expect(await explain('+44 20 7946 0000')).toMatchObject({ isAllowed: true, rule: 'allowedPrefix' });
    expect(await explain('+33 1 23 45 67 89')).toMatchObject({ isAllowed: false, rule: 'international' });
    expect(await explain('0900 1234567')).toMatchObject({ isAllowed: false, rule: 'deniedPrefix' });
    expect(await explain('112')).toMatchObject({ isAllowed: false, rule: 'emergency', text: expect.any(String) });
    expect(await explain('hello')).toMatchObject({ isAllowed: false, number: null, rule: 'notANumber' });
  });

  it('says where the far side may send a call', async () => {
    await put({ homeCountry: '49', redirectPrefixes: ['+4930'] }).expect(200);
    expect(await explain('+49301234567', true)).toMatchObject({ isAllowed: true });
    expect(await explain('+49401234567', true)).toMatchObject({ isAllowed: false, rule: 'redirect' });
  });

  it('knows who has a telephone of ours, in this workspace', async () => {
    const user = { username: 'ann-of-policy', displayName: 'Ann' };
    expect(await explain(user.username)).toMatchObject({ isAllowed: false });
    await client.post('/api/v1/sip-users', user).expect(201);
    expect(await explain(user.username)).toMatchObject({ isAllowed: true, rule: 'sipUser', number: null });
    expect(await explain('Ann-of-Policy')).toMatchObject({ isAllowed: true, rule: 'sipUser' });
    const { client: neighbour } = await api.neighbour();
    const { body } = await neighbour.post('/api/v1/dial-policy/explain', { number: user.username }).expect(200);
    expect(body.isAllowed).toBe(false);
    expect(await explain('sip:ann@example.com')).toMatchObject({ isAllowed: false, rule: 'sipAddress' });
  });
});
