import { FakeClock } from '@callwright/flow-engine/testing';
import { AppError, workspaceId } from '@callwright/protocol';
import { describe, expect, it, vi } from 'vitest';
import { CachedSecrets } from './cached-secrets.js';

const here = workspaceId.parse('w1');
const away = new AppError('control.unavailable', 'away');

describe('CachedSecrets', () => {
  it('asks once for a while, and again after it', async () => {
    const clock = new FakeClock();
    const fetch = vi.fn(async () => `v${fetch.mock.calls.length}`);
    const secrets = new CachedSecrets(fetch, clock);
    expect([await secrets.get(here, 'key'), await secrets.get(here, 'key')]).toEqual(['v1', 'v1']);
    clock.advance(30_000);
    expect(await secrets.get(here, 'key')).toBe('v2');
    expect(await secrets.get(workspaceId.parse('w2'), 'key')).toBe('v3');
  });

  it('goes on with what it knows while the api is away', async () => {
    const clock = new FakeClock();
    const fetch = vi.fn<() => Promise<string | null>>().mockResolvedValueOnce('v1').mockRejectedValue(away);
    const secrets = new CachedSecrets(fetch, clock);
    await secrets.get(here, 'key');
    clock.advance(60_000);
    expect(await secrets.get(here, 'key')).toBe('v1');
    await expect(secrets.get(here, 'other')).rejects.toBe(away);
  });

  it('tells a secret that is not there', async () => {
    expect(await new CachedSecrets(async () => null, new FakeClock()).get(here, 'none')).toBeNull();
  });
});
