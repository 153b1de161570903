import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { forkSound, SOUND_CONFIG_VARIABLE, soundEnvironment } from './fork-sound.js';
import type { SoundConfig } from './messages.js';

const config: SoundConfig = {
  index: 0,
  host: '127.0.0.1',
  webrtcPort: 0,
  publicAddress: null,
  rtpPorts: { first: 20_000, last: 29_999, share: 0 },
  rtpGoneAfterMs: 60_000,
  recordingsDir: 'recordings',
  promptsDir: 'prompts',
  ttsCacheDir: 'tts-cache',
  ttsCacheMaxMb: 1,
  ttsCacheKeepsPersonal: false,
  speech: { providers: { recognisers: [], voices: [] }, keys: {} },
  asrWorkers: 1,
  allowPrivateUrls: false,
  logLevel: 'info',
};

it('hands a sound process its settings and the machine’s, and no secret', () => {
  const own = {
    PATH: '/bin',
    CALLWRIGHT_CONTROL_SECRET: 'x',
    DATABASE_URL: 'postgresql://a:b@c/d',
    REDIS_URL: 'redis://:x@c',
  };
  expect(soundEnvironment(own, config)).toEqual({ PATH: '/bin', [SOUND_CONFIG_VARIABLE]: JSON.stringify(config) });
});

it('shows the keys of speech providers in no variable, neither ours nor the one they were found in', () => {
  const speech = { ...config.speech, keys: { 'recogniser:deepgram': 'sk-secret' } };
  const environment = soundEnvironment({ PATH: '/bin', DEEPGRAM: ' sk-secret\n' }, { ...config, speech });
  expect(environment.PATH).toBe('/bin');
  expect(JSON.stringify(environment)).not.toContain('sk-secret');
});

it('hands the keys over as the first message, which nobody else can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-fork-'));
  const entry = join(folder, 'sound.mjs');
  writeFileSync(
    entry,
    // As late as a program that loads much before it listens.
    `for (let turn = 0; turn < 1000; turn++) await new Promise(setImmediate);
     process.once('message', (message) => {
       process.send({ ...message, environment: JSON.stringify(process.env) });
     });`,
  );
  const speech = { ...config.speech, keys: { 'voice:mine': 'sk-secret' } };
  const child = forkSound(entry, { ...config, speech });
  try {
    const heard = await new Promise<object>((resolve) => child.channel.onMessage(resolve));
    expect(heard).toMatchObject({ speechKeys: { 'voice:mine': 'sk-secret' } });
    expect(heard).toMatchObject({ environment: expect.not.stringContaining('sk-secret') });
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});
