import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TakosTestClient } from '../../apps/media/src/adapters/takos/testing/takos-test-client.js';

const { urls, login } = inject('stack');
const headers = { authorization: `Bearer ${login.apiKey}` };
const [ada, bob] = ['ada@localhost', 'bob@localhost'];
const roomId = 'sfu-stack@localhost';

const ask = async (method: string, path: string, body: object): Promise<{ readonly token?: string }> => {
  const response = await fetch(`${urls.media}/takos/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return response.json();
};
const tokenOf = async (userId: string) =>
  (await ask('POST', 'group/request', { roomId, userId, callType: 'video' })).token ?? '';
const connect = (token: string) =>
  new TakosTestClient(`${urls.media.replace('http', 'ws')}/_takos/v2/call?token=${token}`, token);

/** What takos holds open, as anybody may read it. */
const open = async (): Promise<Readonly<Record<string, number>>> => {
  const text = await (await fetch(`${urls.media}/metrics`)).text();
  const lines = text.matchAll(/^callwright_protocol_open\{kind="takos_(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, kind = '', count]) => [kind, Number(count)]));
};
const NOTHING = { sockets: 0, rooms: 0, transports: 0, producers: 0, consumers: 0 };

beforeAll(() => ask('PUT', 'groups', { roomId, members: [ada, bob] }));
afterAll(() => ask('DELETE', 'groups', { roomId }));

describe('a group whose tokens come by REST', () => {
  it('meets in a room, comes back into it, and leaves nothing behind', async () => {
    const first = connect(await tokenOf(ada));
    await first.next('init');
    const second = connect(await tokenOf(bob));
    expect((await second.next('init')).data).toMatchObject({ roomId, myPeerId: bob, peers: [ada], callType: 'video' });
    expect(await first.next('join')).toMatchObject({ peerId: bob });
    expect(await open()).toMatchObject({ sockets: 2, rooms: 1, transports: 4 });

    const again = connect(second.token);
    await again.next('init');
    expect(await second.closed).toMatchObject({ code: 4409 });
    await first.next('join');

    again.hangUp();
    await first.next('leave');
    first.hangUp();
    await expect.poll(open, { timeout: 20_000 }).toEqual(NOTHING);
    expect(await connect(first.token).closed).toMatchObject({ code: 4401 });
  });
});
