import { FakeClock } from '@callwright/flow-engine/testing';
import { type TrunkEntry, trunkEntry } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { FakeStack } from './adapters/sip/doctor/fake-stack.js';
import type { MediaConfig } from './platform/config.js';
import { readConfig } from './platform/config.js';
import { silentLog } from './platform/logging.js';
import { createTelephonyDoctor } from './telephony-doctor.js';

const trunk: TrunkEntry = trunkEntry.parse({
  ...{ id: 't-1', workspaceId: 'w-1', name: 'far', auth: null, inboundAuth: null },
  gateways: [{ host: '203.0.113.9', port: 5060 }],
});

const doctorOf = (config: MediaConfig) =>
  createTelephonyDoctor({ config, directory: { trunks: () => [trunk] }, clock: new FakeClock(), log: silentLog });

const configOf = (env: Readonly<Record<string, string>>) =>
  readConfig({ CALLWRIGHT_CONTROL_SECRET: 'x'.repeat(32), ...env });

const soundOf = async (env: Readonly<Record<string, string>>) => {
  const doctor = doctorOf(configOf(env));
  const stack = new FakeStack();
  stack.answer = () => ({ status: 200 });
  doctor.watch({ stack, listeners: [{ protocol: 'udp', address: '0.0.0.0', port: 5060 }] });
  return (await doctor.examine(trunk.id)).find(({ check }) => check === 'sdpAddress');
};

describe('the doctor of this process', () => {
  it('has nothing to say before there is a SIP server', async () => {
    const [only, ...more] = await doctorOf(configOf({})).examine(trunk.id);
    expect(only).toMatchObject({ check: 'address', status: 'skipped' });
    expect(more).toEqual([]);
  });

  it('knows that sound stays on loopback when signalling alone is moved', async () => {
    const found = await soundOf({ CALLWRIGHT_SIP_HOST: '0.0.0.0' });
    expect(found).toMatchObject({ status: 'failed' });
    expect(found?.text).toContain('to send sound to 127.0.0.1');
    expect(found?.advice).toContain('CALLWRIGHT_HOST');
  });

  it('knows the public address', async () => {
    const found = await soundOf({ CALLWRIGHT_HOST: '0.0.0.0', CALLWRIGHT_PUBLIC_ADDRESS: '198.51.100.7' });
    expect(found).toMatchObject({ status: 'ok' });
    expect(found?.text).toContain('198.51.100.7');
  });
});
