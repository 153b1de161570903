import { expect, it } from 'vitest';
import { SOUND_CONFIG_VARIABLE, soundEnvironment } from './fork-sound.js';
import type { SoundConfig } from './messages.js';

const config: SoundConfig = {
  index: 0,
  host: '127.0.0.1',
  webrtcPort: 0,
  publicAddress: null,
  rtpPorts: { first: 20_000, last: 29_999, share: 0 },
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
