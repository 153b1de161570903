import type { WorkspaceId } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../platform/log.js';
import { TestApi } from '../testing/test-api.js';
import { TestMedia } from '../testing/test-media.js';

const VALUE = 'correct horse battery staple';
const logged: unknown[] = [];
const note = (fields: object, message: string) => void logged.push({ fields, message });
let api: TestApi;
let home: WorkspaceId;
let media: TestMedia;
beforeAll(async () => {
  api = await TestApi.start({ log: { ...silentLog, debug: note, info: note, warn: note, error: note } });
  home = await api.home();
  media = await TestMedia.connect(api, 'media-secret');
  await api.integration().put('/api/v1/secrets/shop', { value: VALUE }).expect(204);
});
afterAll(() => api.close());

const ask = async (requestId: string, workspaceId: string, name: string) => {
  media.socket.send({ type: 'fetchSecret', requestId, workspaceId, name });
  return (await media.socket.next('secret', (answer) => answer.requestId === requestId)).value;
};

describe('a secret of a workspace', () => {
  it('is handed to a media process that names it, and to it alone', async () => {
    expect(await ask('s1', home, 'shop')).toBe(VALUE);
    const { body } = await api.integration().get('/api/v1/secrets').expect(200);
    expect(JSON.stringify(body)).not.toContain(VALUE);
  });

  it('is null when there is none of that name in that workspace', async () => {
    const { workspaceId } = await api.neighbour();
    expect(await ask('s2', home, 'other')).toBeNull();
    expect(await ask('s3', workspaceId, 'shop')).toBeNull();
  });

  it('is null when it does not open any more', async () => {
    const sealed = await api.prisma.secret.findFirstOrThrow({ where: { name: 'shop' } });
    await api.prisma.secret.create({ data: { workspaceId: home, name: 'moved', sealed: sealed.sealed } });
    expect(await ask('s4', home, 'moved')).toBeNull();
  });

  it('is never in the log; who took it is', () => {
    expect(JSON.stringify(logged)).not.toContain(VALUE);
    expect(logged).toContainEqual({
      fields: { workspaceId: home, secret: 'shop', processId: 'media-secret' },
      message: 'a secret was handed to a media process',
    });
  });
});
