import { describe, expect, it } from 'vitest';
import { configSchema, readConfig } from './config.js';

const given = {
  CALLWRIGHT_CONTROL_SECRET: 'c'.repeat(32),
  CALLWRIGHT_ENCRYPTION_KEY: 'k'.repeat(32),
  DATABASE_URL: 'postgresql://localhost/callwright',
};

describe('readConfig', () => {
  it('shifts every port by the offset', () => {
    const config = readConfig({ ...given, CALLWRIGHT_PORT_OFFSET: '100' });
    expect([config.studioPort, config.port, config.mediaPort]).toEqual([3100, 3101, 3102]);
  });

  it('keeps port 0, which means any', () => {
    expect(readConfig({ ...given, CALLWRIGHT_API_PORT: '0', CALLWRIGHT_PORT_OFFSET: '7' }).port).toBe(0);
  });

  it('stops on unknown and wrong settings with the full list and without their values', () => {
    const read = () =>
      readConfig({
        ...given,
        CALLWRIGHT_API_PROT: '1',
        CALLWRIGHT_API_PORT: 'many',
        CALLWRIGHT_CONTROL_SECRET: 'short',
      });
    expect(read).toThrow(/CALLWRIGHT_API_PROT is not a setting/);
    expect(read).toThrow(/CALLWRIGHT_API_PORT: /);
    expect(read).toThrow(/CALLWRIGHT_CONTROL_SECRET: must have at least 32/);
    expect(read).not.toThrow(/many|short/);
  });

  it('knows the settings of the other apps and of the tests', () => {
    expect(() => readConfig({ ...given, CALLWRIGHT_WEBRTC_PORT: '1', CALLWRIGHT_TEST_ALLOW_SKIP: '1' })).not.toThrow();
  });

  it('takes an empty setting as not given', () => {
    expect(readConfig({ ...given, CALLWRIGHT_HOST: '', REDIS_URL: '' }).host).toBe('127.0.0.1');
  });

  it('describes every setting', () => {
    const undescribed = Object.entries(configSchema.shape).filter(([, setting]) => !setting.description);
    expect(undescribed).toEqual([]);
  });
});
