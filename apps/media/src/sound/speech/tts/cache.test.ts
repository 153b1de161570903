import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../../platform/clock.js';
import { newUuid } from '../../../platform/ids.js';
import { silentLog } from '../../../platform/logging.js';
import { cacheFileName, SynthesisCache } from './cache.js';

let folder: string;
let nowMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwright-cache-'));
  nowMs = Date.now();
});
afterEach(() => rm(folder, { recursive: true }));

const clock: Clock = { ...systemClock, nowMs: () => nowMs };
const createCache = (maxBytes = 1e6) => new SynthesisCache({ folder, maxBytes, clock, newId: newUuid, log: silentLog });
const samples = Int16Array.from({ length: 500 }, (_, index) => index);

describe('cacheFileName', () => {
  it('shows rate and language', () => {
    const request = { text: 'x', language: 'en-US', rateHz: 16_000 };
    expect(cacheFileName('abc', request)).toBe('abc_16k_en.wav');
    expect(cacheFileName('abc', { ...request, language: 'zh', rateHz: 8000 })).toBe('abc_8k_zh.wav');
    expect(cacheFileName('abc', { ...request, language: '../x' })).toBe('abc_16k_und.wav');
  });
});

describe('SynthesisCache', () => {
  it('gives back what was written, also to another process, and counts', async () => {
    const cache = createCache();
    expect(await cache.read('a.wav')).toBeNull();
    await cache.write('a.wav', samples, 8000);
    expect(await cache.read('a.wav')).toEqual(samples);
    expect(await createCache().read('a.wav')).toEqual(samples);
    expect(cache.stats).toEqual({ hits: 1, misses: 1, evictions: 0, sizeBytes: 1044 });
  });

  it('leaves only whole files behind', async () => {
    const cache = createCache();
    await Promise.all([cache.write('a.wav', samples, 8000), cache.write('a.wav', samples, 8000)]);
    expect(await readdir(folder)).toEqual(['a.wav']);
  });

  it('takes a damaged file for none and removes it', async () => {
    await writeFile(join(folder, 'a.wav'), 'RIFF');
    expect(await createCache().read('a.wav')).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('drops what was used longest ago when it grows over its bound', async () => {
    const cache = createCache(3500);
    for (const name of ['a.wav', 'b.wav', 'c.wav']) {
      nowMs += 1000;
      await cache.write(name, samples, 8000);
    }
    nowMs += 1000;
    await cache.read('a.wav');
    await cache.write('d.wav', samples, 8000);
    // Four files of 1044 bytes are over 3500; 90 % of it has room for three.
    expect((await readdir(folder)).sort()).toEqual(['a.wav', 'c.wav', 'd.wav']);
    expect(cache.stats.evictions).toBe(1);
  });

  it('removes temporary files of processes that died, and no fresh ones', async () => {
    await writeFile(join(folder, 'old.wav.1.tmp'), 'x');
    await utimes(join(folder, 'old.wav.1.tmp'), nowMs / 1000 - 7200, nowMs / 1000 - 7200);
    await writeFile(join(folder, 'new.wav.2.tmp'), 'x');
    await createCache().write('a.wav', samples, 8000);
    expect((await readdir(folder)).sort()).toEqual(['a.wav', 'new.wav.2.tmp']);
  });

  it('keeps to its bound again after a time when it could not', async () => {
    await writeFile(join(folder, 'new.wav.2.tmp'), 'x');
    const nowMsOnce = vi
      .fn(clock.nowMs)
      .mockReturnValueOnce(nowMs)
      .mockImplementationOnce(() => {
        throw new Error('The folder cannot be gone through.');
      });
    const ports = { clock: { ...clock, nowMs: nowMsOnce }, newId: newUuid, log: silentLog };
    const cache = new SynthesisCache({ folder, maxBytes: 3500, ...ports });
    for (const name of ['a.wav', 'b.wav', 'c.wav', 'd.wav']) {
      nowMs += 1000;
      await cache.write(name, samples, 8000);
    }
    expect((await readdir(folder)).sort()).toEqual(['b.wav', 'c.wav', 'd.wav', 'new.wav.2.tmp']);
  });

  it('loses the file and nothing else when it cannot write', async () => {
    const cache = new SynthesisCache({
      folder: join(folder, 'file', 'below'),
      maxBytes: 1e6,
      clock,
      newId: newUuid,
      log: silentLog,
    });
    await writeFile(join(folder, 'file'), 'a file where a folder should be');
    await cache.write('a.wav', samples, 8000);
    expect(await cache.read('a.wav')).toBeNull();
  });
});
