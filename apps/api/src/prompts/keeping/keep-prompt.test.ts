import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav, rmsOf, sine, writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../platform/log.js';
import { WorkThread } from '../../platform/threads/work-thread.js';
import { createSoundEncoder } from '../../recordings/conversion/sound-encoder.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { type KeptPrompt, keepPrompt, type PromptJob } from './keep-prompt.js';

const RATE_HZ = 16_000;
let dir: string;
let count = 0;
const newPath = (): string => join(dir, `${count++}.wav`);
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'callwright-prompts-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const tone = sine(600, 1000, RATE_HZ);
/** Another: equal sides are one to a decoder. */
const other = sine(900, 1000, RATE_HZ);
const encodedAs = async (format: 'mp3' | 'opus', channelCount: 1 | 2): Promise<Uint8Array> => {
  const encoder = await createSoundEncoder(format, RATE_HZ, channelCount);
  const body = [encoder.encode(channelCount === 2 ? [tone, other] : [tone]), encoder.finish()];
  const file = Buffer.concat([encoder.head(), ...body]);
  encoder.close();
  return file;
};
/** AIFF of 16 bit (Apple, Audio Interchange File Format, version 1.3). */
const aiff = (): Uint8Array => {
  const sound = Buffer.alloc(tone.length * 2);
  tone.forEach((sample, at) => {
    sound.writeInt16BE(sample, at * 2);
  });
  const chunk = (name: string, data: Buffer): Buffer => {
    const head = Buffer.from(`${name}    `);
    head.writeUInt32BE(data.length, 4);
    return Buffer.concat([head, data]);
  };
  const common = Buffer.alloc(18);
  common.writeUInt16BE(1, 0);
  common.writeUInt32BE(tone.length, 2);
  common.writeUInt16BE(16, 6);
  // 16000 as an 80-bit float: 2^13 * 1.953125.
  common.set([0x40, 0x0c, 0xfa, 0x00], 8);
  const body = [chunk('COMM', common), chunk('SSND', Buffer.concat([Buffer.alloc(8), sound]))];
  return chunk('FORM', Buffer.concat([Buffer.from('AIFF'), ...body]));
};

describe('an uploaded file', () => {
  it.each([
    ['MP3', 1, () => encodedAs('mp3', 1)],
    ['MP3 in stereo', 2, () => encodedAs('mp3', 2)],
    ['Opus', 1, () => encodedAs('opus', 1)],
    ['AIFF', 1, async () => aiff()],
  ] as const)('of %s is kept as WAV that sounds like it', async (_, channelCount, make) => {
    const path = newPath();
    const kept = await keepPrompt({ bytes: await make(), path });
    const bytes = readFileSync(path);
    const { rateHz, channels } = readWav(bytes);
    expect(channels).toHaveLength(channelCount);
    for (const channel of channels)
      expect(rmsOf(channel.subarray(rateHz / 4, (rateHz * 3) / 4)) / rmsOf(tone)).toBeCloseTo(1, 1);
    expect(kept).toEqual({
      durationMs: Math.round(((channels[0]?.length ?? 0) * 1000) / rateHz),
      sizeBytes: bytes.length,
    });
    expect([kept.durationMs >= 990, kept.durationMs <= 1150]).toEqual([true, true]);
  });

  it('of plain WAV stays as it is, whatever its rate', async () => {
    const path = newPath();
    const bytes = writeWav({ rateHz: 44_100, channels: [tone, tone] });
    expect(await keepPrompt({ bytes, path })).toEqual({ durationMs: 363, sizeBytes: bytes.length });
    expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
  });

  it('that cannot be heard is refused, and nothing is left of it', async () => {
    const before = readdirSync(dir);
    const mp3 = await encodedAs('mp3', 1);
    const bad = [
      Buffer.from('this is no sound'),
      Buffer.from('RIFF\x24\0\0\0WAVEbad '),
      Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead'), Buffer.alloc(400)]),
      Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(2000, 7)]),
      Buffer.concat([Buffer.from('\0\0\0\x20ftypM4A '), Buffer.from('stsz'), Buffer.alloc(12, 0x7f)]),
      mp3.subarray(0, 20),
      writeWav({ rateHz: 8000, channels: [new Int16Array(0)] }),
    ];
    for (const bytes of bad)
      await expect(keepPrompt({ bytes, path: newPath() })).rejects.toMatchObject({ code: 'media.promptUnreadable' });
    expect(readdirSync(dir)).toEqual(before);
  });

  it('is refused when it goes on for too long', async () => {
    const encoder = await createSoundEncoder('mp3', 8000, 1);
    const minute = new Int16Array(60 * 8000);
    const body = Array.from({ length: 11 }, () => encoder.encode([minute]));
    const path = newPath();
    const bytes = Buffer.concat([encoder.head(), ...body, encoder.finish()]);
    encoder.close();
    await expect(keepPrompt({ bytes, path })).rejects.toThrow('A file of more than 10 minutes must be a WAV file');
    expect(existsSync(path)).toBe(false);
  });
});

/** Its entry is that of the build (`npx tsc -b apps/api`). */
it('is read in a thread, which says what is wrong with it', async () => {
  const entry = new URL('../../../dist/prompts/keeping/keep-prompt.worker.js', import.meta.url);
  const options = { name: 'prompts', entry, patienceMs: 60_000, clock: new FakeClock(), log: silentLog };
  const thread = new WorkThread<PromptJob, KeptPrompt>(options);
  const path = newPath();
  const kept = await thread.run({ bytes: await encodedAs('mp3', 1), path }, 'w1');
  expect(kept.sizeBytes).toBe(readFileSync(path).length);
  await expect(thread.run({ bytes: Buffer.from('no'), path: newPath() }, 'w1')).rejects.toMatchObject({
    code: 'media.promptUnreadable',
  });
  await thread.close();
});
