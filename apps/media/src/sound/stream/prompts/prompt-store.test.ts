import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeG711, resample, sine, snrDb, writeWav } from '@callwright/audio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.js';
import { silentLog } from '../../../platform/logging.js';
import { startLocalWorker } from '../../../platform/workers/local-worker.js';
import { createSoundFetcher } from './fetch-sound.js';
import { decodePromptJob } from './prompt-jobs.js';
import { PromptStore } from './prompt-store.js';

const tone = sine(600, 1500, 22_050);
const wav = writeWav({ rateHz: 22_050, channels: [tone] });
const never = new AbortController().signal;
let dir: string;
let store: PromptStore;
const make = (allowPrivateUrls = false, maxCachedBytes?: number): PromptStore =>
  new PromptStore({
    ...(maxCachedBytes === undefined ? {} : { maxCachedBytes }),
    promptsDir: join(dir, 'prompts'),
    allowPrivateUrls,
    clock: systemClock,
    log: silentLog,
    startWorker: () => startLocalWorker(decodePromptJob),
  });
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-prompts-'));
  await mkdir(join(dir, 'prompts', 'sub'), { recursive: true });
  await writeFile(join(dir, 'prompts', 'hello.wav'), wav);
  await writeFile(join(dir, 'prompts', 'sub', 'x.wav'), wav);
  await writeFile(join(dir, 'secret.wav'), wav);
  store = make();
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

const piecesOf = async (url: string, rateHz = 16_000, from = store): Promise<Int16Array[]> => {
  const pieces: Int16Array[] = [];
  for await (const piece of from.open(url, rateHz, never)) pieces.push(piece);
  return pieces;
};
const soundOf = async (...args: Parameters<typeof piecesOf>): Promise<Int16Array> =>
  Int16Array.from((await piecesOf(...args)).flatMap((piece) => [...piece]));
const middle = (samples: Int16Array): Int16Array => samples.slice(samples.length / 4, (samples.length * 3) / 4);

describe('files of the prompt folder', () => {
  it.each(['prompt:hello', 'hello.wav', 'sub/x.wav', './sub/../hello.wav'])('are played by %s', async (url) => {
    const heard = await soundOf(url);
    expect(heard).toHaveLength(24_000);
    expect(snrDb(middle(sine(600, 1500, 16_000)), middle(heard))).toBeGreaterThan(60);
  });

  it('begin before all is decoded, and come whole from memory the second time', async () => {
    expect((await piecesOf('prompt:hello')).length).toBeGreaterThan(4);
    expect(await piecesOf('prompt:hello')).toHaveLength(1);
    expect(await piecesOf('prompt:hello')).toEqual([resample(tone, 22_050, 16_000)]);
    expect((await piecesOf('prompt:hello', 8000)).length).toBeGreaterThan(4);
  });

  it('are not kept when one alone would take up most of the memory there is for all', async () => {
    const small = make(false, 24_000);
    expect(await soundOf('prompt:hello', 16_000, small)).toHaveLength(24_000);
    expect((await piecesOf('prompt:hello', 16_000, small)).length).toBeGreaterThan(4);
    await small.close();
  });

  it('are read again when they have changed', async () => {
    await piecesOf('prompt:hello');
    await writeFile(
      join(dir, 'prompts', 'hello.wav'),
      writeWav({ rateHz: 16_000, channels: [sine(900, 100, 16_000)] }),
    );
    await utimes(join(dir, 'prompts', 'hello.wav'), 1, 1);
    expect(await soundOf('prompt:hello')).toHaveLength(1600);
  });

  it('may be stereo, mu-law, or of any rate', async () => {
    const stereo = writeWav({ rateHz: 8000, channels: [sine(600, 500, 8000), sine(600, 500, 8000)] });
    await writeFile(join(dir, 'prompts', 'stereo.wav'), stereo);
    expect(snrDb(sine(600, 500, 8000), await soundOf('prompt:stereo', 8000))).toBeGreaterThan(60);
  });

  it.each([
    ['prompt:nobody', 'media.promptMissing'],
    ['nobody.wav', 'media.promptMissing'],
    ['../secret.wav', 'media.promptRefused'],
    ['sub/../../secret.wav', 'media.promptRefused'],
    ['/etc/passwd', 'media.promptRefused'],
    ['.', 'media.promptRefused'],
    ['sub', 'media.promptRefused'],
    ['link.wav', 'media.promptRefused'],
    ['prompt:../secret', 'media.promptRefused'],
    ['file:///etc/passwd', 'media.promptRefused'],
    ['data:audio/wav;base64,AAAA', 'media.promptRefused'],
    ['ftp://example.org/a.wav', 'media.promptRefused'],
    ['a\0b.wav', 'media.promptRefused'],
    ['text.wav', 'media.promptUnreadable'],
    ['empty.wav', 'media.promptUnreadable'],
    ['silent.wav', 'media.promptUnreadable'],
  ])('refuses %s as %s', async (url, code) => {
    await symlink(join(dir, 'secret.wav'), join(dir, 'prompts', 'link.wav'));
    await writeFile(join(dir, 'prompts', 'text.wav'), 'this is no sound');
    await writeFile(join(dir, 'prompts', 'empty.wav'), '');
    await writeFile(join(dir, 'prompts', 'silent.wav'), writeWav({ rateHz: 8000, channels: [new Int16Array(0)] }));
    await expect(piecesOf(url)).rejects.toMatchObject({ code });
  });

  it('stops decoding when nobody listens any more', async () => {
    const abort = new AbortController();
    const pieces = store.open('prompt:hello', 16_000, abort.signal)[Symbol.asyncIterator]();
    await pieces.next();
    abort.abort(new Error('enough'));
    await expect(
      (async () => {
        while (!(await pieces.next()).done);
      })(),
    ).rejects.toThrow('enough');
  });
});

describe('other formats', () => {
  it('are decoded by the decoder thread’s work: an AIFF file', async () => {
    await writeFile(join(dir, 'prompts', 'a.aiff'), aiff(sine(600, 500, 16_000), 16_000));
    const heard = await soundOf('a.aiff', 16_000);
    expect(snrDb(sine(600, 500, 16_000), heard)).toBeGreaterThan(60);
  });
});

describe('the web', () => {
  let server: Server;
  let base: string;
  const serve = async (listener: RequestListener): Promise<void> => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('is fetched from and decoded', async () => {
    await serve((_, response) => response.end(wav));
    const open = make(true);
    expect(await soundOf(`${base}/a.wav`, 16_000, open)).toHaveLength(24_000);
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

/** A plain AIFF file: big-endian, its rate an 80-bit number. */
function aiff(samples: Int16Array, rateHz: number): Uint8Array {
  const bytes = new Uint8Array(12 + 26 + 16 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, tag: string) => bytes.set(new TextEncoder().encode(tag), at);
  text(0, 'FORM');
  view.setUint32(4, bytes.length - 8);
  text(8, 'AIFFCOMM');
  view.setUint32(16, 18);
  view.setUint16(20, 1);
  view.setUint32(22, samples.length);
  view.setUint16(26, 16);
  const exponent = Math.floor(Math.log2(rateHz));
  view.setUint16(28, 16_383 + exponent);
  view.setUint32(30, rateHz * 2 ** (31 - exponent));
  text(38, 'SSND');
  view.setUint32(42, samples.length * 2 + 8);
  for (const [i, sample] of samples.entries()) view.setInt16(54 + i * 2, sample);
  return bytes;
}

it('knows mu-law files', async () => {
  const bytes = writeWav({ rateHz: 8000, channels: [new Int16Array(400)] }).slice(0, 44 + 800);
  const view = new DataView(bytes.buffer);
  view.setUint16(20, 7, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  bytes.set(encodeG711('mulaw', sine(600, 100, 8000)), 44);
  await writeFile(join(dir, 'prompts', 'law.wav'), bytes);
  expect(snrDb(sine(600, 100, 8000), await soundOf('prompt:law', 8000))).toBeGreaterThan(30);
});
