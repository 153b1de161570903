import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const SECRET = 'a control secret of at least 32 characters';
const read = (env: Record<string, string> = {}) => readConfig({ CALLWRIGHT_CONTROL_SECRET: SECRET, ...env });

describe('the settings', () => {
  it('have defaults that work on a fresh machine', () => {
    expect(read()).toMatchObject({
      host: '127.0.0.1',
      port: 3002,
      webrtcPort: 44_400,
      publicAddress: null,
      rtpPorts: { first: 20_000, last: 29_999 },
      apiUrl: 'http://127.0.0.1:3001',
      soundProcesses: 1,
      maxCalls: 200,
      callDefaults: { recorder: {}, vad: { type: 'silero' }, asr: {}, tts: {} },
    });
  });

  it('shift every port but the one that takes any', () => {
    const { port, webrtcPort, rtpPorts, allowedOrigins } = read({
      CALLWRIGHT_PORT_OFFSET: '100',
      CALLWRIGHT_WEBRTC_PORT: '0',
    });
    expect([port, webrtcPort]).toEqual([3102, 0]);
    expect(rtpPorts).toEqual({ first: 20_100, last: 30_099 });
    expect(allowedOrigins).toContain('http://localhost:3100');
  });

  it('let pages of the public address call, and no others', () => {
    const { allowedOrigins } = read({ CALLWRIGHT_PUBLIC_URL: 'https://calls.example/studio' });
    expect(new Set(allowedOrigins)).toEqual(
      new Set(['http://127.0.0.1:3000', 'http://localhost:3000', 'https://calls.example']),
    );
  });

  it('say which private servers flows may ask, and what becomes of callers whose flow has failed', () => {
    expect(read()).toMatchObject({ allowPrivateHosts: [], fallback: {} });
    expect(
      read({
        CALLWRIGHT_ALLOW_PRIVATE_HOSTS: 'crm.local, 10.1.0.0/16,',
        CALLWRIGHT_FALLBACK_PROMPT: 'Please hold.',
        CALLWRIGHT_FALLBACK_TARGET: 'operator',
      }),
    ).toMatchObject({
      allowPrivateHosts: ['crm.local', '10.1.0.0/16'],
      fallback: { prompt: 'Please hold.', target: 'operator' },
    });
  });

  it('are empty for not set', () => {
    expect(read({ CALLWRIGHT_MEDIA_PORT: '' }).port).toBe(3002);
  });

  it('take no notice of what is not theirs', () => {
    expect(read({ PATH: '/bin', CALLWRIGHT_API_PORT: '1', CALLWRIGHT_TEST_FULL: '1' }).port).toBe(3002);
  });

  it.each([
    ['CALLWRIGHT_COLOUR', 'blue', /CALLWRIGHT_COLOUR: there is no such setting/],
    ['CALLWRIGHT_MEDIA_PORT', '70000', /CALLWRIGHT_MEDIA_PORT: /],
    ['CALLWRIGHT_MEDIA_PORT', 'http', /CALLWRIGHT_MEDIA_PORT: /],
    ['CALLWRIGHT_API_URL', 'ftp://api', /CALLWRIGHT_API_URL: /],
    ['CALLWRIGHT_CONTROL_SECRET', 'short', /at least 32 characters/],
    ['CALLWRIGHT_CALL_DEFAULTS', '{"tts":', /CALLWRIGHT_CALL_DEFAULTS: must be JSON/],
    ['CALLWRIGHT_CALL_DEFAULTS', '{"tts":{"speed":9}}', /CALLWRIGHT_CALL_DEFAULTS: /],
    ['CALLWRIGHT_CALL_DEFAULTS', 'null', /CALLWRIGHT_CALL_DEFAULTS: /],
    ['CALLWRIGHT_ALLOW_PRIVATE_URLS', 'perhaps', /CALLWRIGHT_ALLOW_PRIVATE_URLS: /],
    ['CALLWRIGHT_CODE_WORKERS', '0', /CALLWRIGHT_CODE_WORKERS: /],
    ['CALLWRIGHT_CODE_TIMEOUT_MS', '1', /CALLWRIGHT_CODE_TIMEOUT_MS: /],
    ['CALLWRIGHT_MAX_CALLS', '0', /CALLWRIGHT_MAX_CALLS: /],
  ])('stop the start at %s=%s', (name, value, problem) => {
    expect(() => read({ [name]: value })).toThrow(problem);
  });

  it('are told of all at once when several are wrong', () => {
    expect(() =>
      readConfig({ CALLWRIGHT_COLOUR: 'blue', CALLWRIGHT_MEDIA_PORT: 'x', CALLWRIGHT_CALL_DEFAULTS: '[' }),
    ).toThrow(/MEDIA_PORT[\s\S]*CONTROL_SECRET[\s\S]*COLOUR[\s\S]*CALL_DEFAULTS/);
  });
});
