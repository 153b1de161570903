import { describe, expect, it } from 'vitest';
import { appEnvironment, exposureWarning, findUnknownSettings, urlOf } from './environment.mjs';

const settings = {
  dataDir: '/data',
  ports: { studio: 1, api: 2, media: 3, webrtc: 4, sip: 1, takos: 6, freeclimb: 7 },
  databaseUrl: 'postgresql://here',
  secrets: { CALLWRIGHT_CONTROL_SECRET: 'secret', CALLWRIGHT_ENCRYPTION_KEY: 'key' },
};

describe('appEnvironment', () => {
  const env = {
    PATH: '/bin',
    CALLWRIGHT_LOG_LEVEL: 'debug',
    CALLWRIGHT_PORT_OFFSET: '5',
    MEDIASOUP_WORKER_BIN: 'skip',
  };

  it('gives an app the settings it knows, and no others', () => {
    const names = new Set(['CALLWRIGHT_API_PORT', 'CALLWRIGHT_LOG_LEVEL', 'CALLWRIGHT_CONTROL_SECRET']);
    expect(appEnvironment({ env, names, settings })).toEqual({
      PATH: '/bin',
      NODE_ENV: 'production',
      CALLWRIGHT_API_PORT: '2',
      CALLWRIGHT_LOG_LEVEL: 'debug',
      CALLWRIGHT_CONTROL_SECRET: 'secret',
    });
  });

  it('gives the database to an app that knows of it', () => {
    expect(appEnvironment({ env, names: new Set(['DATABASE_URL']), settings })).toMatchObject({
      DATABASE_URL: 'postgresql://here',
    });
  });

  it('does not shift ports a second time, nor hand on a worker that is none', () => {
    const names = new Set(['CALLWRIGHT_PORT_OFFSET', 'CALLWRIGHT_API_PORT']);
    expect(appEnvironment({ env, names, settings })).toEqual({
      PATH: '/bin',
      NODE_ENV: 'production',
      CALLWRIGHT_API_PORT: '2',
    });
  });
});

it('finds settings that nobody knows, but leaves those of tests and other programs alone', () => {
  const env = { CALLWRIGHT_HOTS: '1', CALLWRIGHT_HOST: '1', CALLWRIGHT_TEST_FULL: '1', HOME: '/' };
  expect(findUnknownSettings(env, new Set(['CALLWRIGHT_HOST']))).toEqual(['CALLWRIGHT_HOTS']);
});

it('reaches an app that listens on every address by the loopback', () => {
  expect(urlOf({}, 80)).toBe('http://127.0.0.1:80');
  expect(urlOf({ CALLWRIGHT_HOST: '0.0.0.0' }, 80)).toBe('http://127.0.0.1:80');
  expect(urlOf({ CALLWRIGHT_HOST: 'fd00::1' }, 80)).toBe('http://[fd00::1]:80');
});

describe('exposureWarning', () => {
  it.each(['127.0.0.1', 'localhost', '::1'])('is silent on %s', (host) => {
    expect(exposureWarning({ CALLWRIGHT_HOST: host })).toBeUndefined();
  });

  it('says that sound stays behind when SIP alone is moved', () => {
    expect(exposureWarning({ CALLWRIGHT_SIP_HOST: '0.0.0.0' })).toMatch(
      /^SIP listens on 0\.0\.0\.0 .* sound on 127\.0\.0\.1/,
    );
    expect(exposureWarning({ CALLWRIGHT_SIP_HOST: '127.0.0.1' })).toBeUndefined();
    expect(exposureWarning({ CALLWRIGHT_HOST: '127.0.0.1', CALLWRIGHT_SIP_HOST: '' })).toBeUndefined();
  });

  it('names what is not set on a public address', () => {
    expect(exposureWarning({ CALLWRIGHT_HOST: '0.0.0.0' })).toMatch(
      /CALLWRIGHT_PUBLIC_URL and CALLWRIGHT_PUBLIC_ADDRESS are not set/,
    );
    const half = { CALLWRIGHT_HOST: '0.0.0.0', CALLWRIGHT_PUBLIC_URL: 'https://x' };
    expect(exposureWarning(half)).toMatch(/but CALLWRIGHT_PUBLIC_ADDRESS is not set/);
  });
});
