import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sine, writeWav } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../platform/clock.js';
import { silentLog } from '../../../platform/logging.js';
import { startLocalWorker } from '../../../platform/workers/local-worker.js';
import { createSoundFetcher } from './fetch-sound.js';
import { decodePromptJob } from './prompt-jobs.js';
import { PromptStore } from './prompt-store.js';
import { decodeSliceJob } from './slice-jobs.js';

const wav = writeWav({ rateHz: 22_050, channels: [sine(600, 1500, 22_050)] });
const never = new AbortController().signal;
let dir: string;
let skippedMs: number;
const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + skippedMs };
const make = (allowPrivateUrls = false): PromptStore =>
  new PromptStore({
    promptsDir: join(dir, 'prompts'),
    allowPrivateUrls,
    clock,
    log: silentLog,
    startWorker: () => startLocalWorker(decodePromptJob),
    startSliceWorker: () => startLocalWorker(decodeSliceJob),
  });
let store: PromptStore;
let server: Server;
let base: string;
let requests: string[];
const serve = async (listener: RequestListener): Promise<void> => {
  server = createServer((request, response) => {
    requests.push(request.headers['if-none-match'] ?? request.headers['if-modified-since'] ?? '');
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
beforeEach(async () => {
  skippedMs = 0;
  requests = [];
  dir = await mkdtemp(join(tmpdir(), 'callwright-prompts-'));
  await mkdir(join(dir, 'prompts'));
  await writeFile(join(dir, 'prompts', 'hello.wav'), wav);
  store = make();
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await store.close();
  await rm(dir, { recursive: true });
});

const piecesOf = async (url: string, rateHz = 16_000, from = store): Promise<Int16Array[]> => {
  const pieces: Int16Array[] = [];
  for await (const piece of from.open(url, rateHz, never)) pieces.push(piece);
  return pieces;
};
const lengthOf = async (...args: Parameters<typeof piecesOf>): Promise<number> =>
  (await piecesOf(...args)).reduce((sum, { length }) => sum + length, 0);

describe('the web', () => {
  it('is fetched from and decoded', async () => {
    await serve((_, response) => response.end(wav));
    const open = make(true);
    expect(await lengthOf(`${base}/a.wav`, 16_000, open)).toBe(24_000);
    await open.close();
  });

  it('is not fetched from at private addresses, not even through a redirect or by another spelling', async () => {
    await serve((_, response) => response.end(wav));
    const { port } = server.address() as AddressInfo;
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]'])
      await expect(piecesOf(`http://${host}:${port}/a.wav`)).rejects.toMatchObject({ code: 'media.promptRefused' });
  });

  it('is missing when the server says so, or there is none', async () => {
    await serve((_, response) => response.writeHead(404).end());
    const open = make(true);
    await expect(piecesOf(`${base}/a.wav`, 16_000, open)).rejects.toMatchObject({ code: 'media.promptMissing' });
    server.close();
    await expect(piecesOf(`${base}/a.wav`, 16_000, open)).rejects.toMatchObject({ code: 'media.promptMissing' });
    await open.close();
  });

  it('is refused when it redirects to a file, or for ever', async () => {
    await serve((request, response) => {
      const location = request.url === '/file' ? 'file:///etc/passwd' : '/loop';
      response.writeHead(302, { location }).end();
    });
    const open = make(true);
    for (const path of ['/file', '/loop'])
      await expect(piecesOf(base + path, 16_000, open)).rejects.toMatchObject({ code: 'media.promptRefused' });
    await open.close();
  });

  it('is given up when too large, and when too slow', async () => {
    await serve((request, response) => {
      if (request.url !== '/slow') response.end(Buffer.alloc(2000));
    });
    const web = createSoundFetcher({ allowPrivate: true, clock: systemClock, maxBytes: 1000, timeoutMs: 200 });
    await expect(web.fetch(`${base}/large`, never)).rejects.toMatchObject({ code: 'media.promptUnreadable' });
    await expect(web.fetch(`${base}/slow`, never)).rejects.toMatchObject({ code: 'media.promptMissing' });
    await web.close();
  });

  it('is let go of when nobody waits for it any more', async () => {
    const abort = new AbortController();
    await serve(() => abort.abort(new Error('enough')));
    const web = createSoundFetcher({ allowPrivate: true, clock: systemClock });
    await expect(web.fetch(`${base}/a.wav`, abort.signal)).rejects.toThrow('enough');
    await web.close();
  });
});

describe('a recording of the web', () => {
  beforeEach(async () => {
    await store.close();
    store = make(true);
  });

  it('is fetched once for all who want it at a time, and not again while it is fresh', async () => {
    await serve((_, response) => response.end(wav));
    const lengths = await Promise.all([1, 2, 3].map(() => lengthOf(`${base}/a.wav`)));
    expect(lengths).toEqual([24_000, 24_000, 24_000]);
    skippedMs = 59_000;
    expect(await lengthOf(`${base}/a.wav`, 8000)).toBe(12_000);
    expect(requests).toHaveLength(1);
  });

  it('is asked for again after a minute with what tells whether it has changed, and played from memory when not', async () => {
    await serve((request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"' }).end(wav);
    });
    const first = await piecesOf(`${base}/a.wav`);
    skippedMs = 61_000;
    const again = await piecesOf(`${base}/a.wav`);
    expect(requests).toEqual(['', '"v1"']);
    expect(again[0]).toBe(first[0]);
    skippedMs = 100_000;
    await piecesOf(`${base}/a.wav`);
    expect(requests).toHaveLength(2);
  });

  it('is heard as it is now once it has changed', async () => {
    let sound = wav;
    await serve((_, response) => response.writeHead(200, { 'cache-control': 'max-age=10' }).end(sound));
    await piecesOf(`${base}/a.wav`);
    sound = writeWav({ rateHz: 16_000, channels: [sine(900, 100, 16_000)] });
    skippedMs = 9_000;
    expect(await lengthOf(`${base}/a.wav`)).toBe(24_000);
    skippedMs = 11_000;
    expect(await lengthOf(`${base}/a.wav`)).toBe(1600);
  });

  it.each(['no-store', 'no-cache', 'max-age=0'])('is asked for each time when the server says %s', async (header) => {
    await serve((_, response) => response.writeHead(200, { 'cache-control': header }).end(wav));
    for (let n = 0; n < 2; n += 1) expect(await lengthOf(`${base}/a.wav`)).toBe(24_000);
    expect(requests).toHaveLength(2);
  });

  it('is played from memory for a while when its server cannot be reached, and not when it says that it is gone', async () => {
    let isGone = false;
    await serve((request, response) => {
      if (isGone) response.writeHead(410).end();
      else if (requests.length > 1) request.socket.destroy();
      else response.end(wav);
    });
    await piecesOf(`${base}/a.wav`);
    skippedMs = 120_000;
    expect(await lengthOf(`${base}/a.wav`)).toBe(24_000);
    isGone = true;
    await expect(piecesOf(`${base}/a.wav`)).rejects.toMatchObject({ code: 'media.promptMissing' });
  });

  it('that never ends is cut off at the limit, its memory given back, and others are served meanwhile', async () => {
    let sentBytes = 0;
    const chunk = Buffer.alloc(256 * 1024);
    await serve((request, response) => {
      if (request.url !== '/endless') return response.end(wav);
      const send = (): void => {
        while (!response.destroyed && response.write(chunk)) sentBytes += chunk.length;
        if (!response.destroyed) response.once('drain', send);
      };
      response.writeHead(200, { 'content-type': 'audio/mpeg' });
      send();
    });
    const endless = piecesOf(`${base}/endless`);
    const other = lengthOf(`${base}/a.wav`);
    await expect(endless).rejects.toMatchObject({ code: 'media.promptUnreadable' });
    expect(await other).toBe(24_000);
    // 20 MB are read; the rest is what the sockets hold.
    expect(sentBytes).toBeLessThan(40 * 1024 * 1024);
    expect(await lengthOf('prompt:hello')).toBe(24_000);
  });

  it('that claims a gigabyte is not waited for', async () => {
    await serve((_, response) => {
      response.writeHead(200, { 'content-length': String(1024 ** 3) });
      response.write(Buffer.alloc(21 * 1024 * 1024));
    });
    await expect(piecesOf(`${base}/huge.wav`)).rejects.toMatchObject({ code: 'media.promptUnreadable' });
  });

  it('lets go of who has given up, while others wait on', async () => {
    let answer: () => void = () => undefined;
    await serve((_, response) => {
      answer = () => void response.end(wav);
    });
    const abort = new AbortController();
    const leaving = store.open(`${base}/a.wav`, 16_000, abort.signal)[Symbol.asyncIterator]().next();
    const staying = lengthOf(`${base}/a.wav`);
    while (requests.length === 0) await new Promise(setImmediate);
    abort.abort(new Error('barge-in'));
    await expect(leaving).rejects.toThrow('barge-in');
    answer();
    expect(await staying).toBe(24_000);
    expect(requests).toHaveLength(1);
  });
});
