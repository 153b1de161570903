import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '@callwright/audio';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SystemClock } from '../../platform/clock.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { RecordingConverter } from './recording-converter.js';

/** The thread as it is built: Node runs no TypeScript in it. */
const built = new URL('../../../dist/recordings/conversion/convert.worker.js', import.meta.url);
const inline = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'callwright-converter-'));
});
afterEach(() => rm(dir, { recursive: true }));
const jobOf = (from: string) =>
  ({ from: join(dir, from), to: join(dir, 'b.mp3'), format: 'mp3', channels: 'mono' }) as const;

it('converts in a thread, and tells how far it is', async () => {
  const rateHz = 8000;
  await writeFile(join(dir, 'a.wav'), writeWav({ rateHz, channels: [new Int16Array(4 * rateHz)] }));
  const percents: number[] = [];
  const converter = new RecordingConverter(new SystemClock());
  const { sizeBytes } = await converter.inThread(jobOf('a.wav'), (percent) => percents.push(percent), built);
  expect([sizeBytes > 1000, percents]).toEqual([true, [25, 50, 75, 100]]);
});

it('throws what goes wrong in the thread', async () => {
  const converter = new RecordingConverter(new SystemClock());
  await expect(converter.inThread(jobOf('none.wav'), () => undefined, built)).rejects.toThrow('ENOENT');
  expect(await readdir(dir)).toEqual([]);
});

it('gives up a thread that stands still, and those under way when it is closed', async () => {
  const silent = inline("import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});");
  const clock = new FakeClock();
  const converter = new RecordingConverter(clock);
  const standing = converter.inThread(jobOf('a.wav'), () => undefined, silent);
  clock.advance(120_000);
  await expect(standing).rejects.toThrow('gone');
  const underWay = converter.inThread(jobOf('a.wav'), () => undefined, silent);
  const gone = expect(underWay).rejects.toThrow('gone');
  await converter.onApplicationShutdown();
  await gone;
});
