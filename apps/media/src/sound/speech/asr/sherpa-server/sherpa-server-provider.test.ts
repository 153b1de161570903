import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { createSocketProvider, type SocketKind } from '../../remote/remote-provider.js';
import { describeRemoteTrouble } from '../../remote/remote-trouble.contract.js';
import { Fixture } from '../../remote/testing/fixture.js';
import type { StandIn } from '../../remote/testing/stand-in.js';
import { sayInTones } from '../../remote/testing/tone-speech.js';
import { untilRefused } from '../../remote/testing/until-refused.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { startFakeSherpa } from './fake-sherpa-server.js';
import { SherpaDialect } from './sherpa-dialect.js';
import {
  createSherpaServerRecogniser,
  type SherpaServerDefinition,
  sherpaServerKind,
} from './sherpa-server-provider.js';

const deps = { clock: systemClock, log: silentLog, apiKey: null };
const definition = (url: string): SherpaServerDefinition => ({
  kind: 'sherpaServer',
  name: 'sherpa',
  languages: ['en'],
  url,
});

for (const flavour of ['cpp', 'python'] as const)
  describeTranscriptionProvider(`the ${flavour} server of sherpa-onnx`, async () => {
    const server = await startFakeSherpa(flavour);
    return {
      create: () => createSherpaServerRecogniser(definition(server.url), deps),
      say: sayInTones,
      close: server.close,
    };
  });

describeRemoteTrouble('a sherpa-onnx server', ({ host, timeoutMs, ...parts }) =>
  createSherpaServerRecogniser({ ...definition(`ws://${host}`), timeoutMs }, parts),
);

describe('the strict stand-in for a sherpa-onnx server', () => {
  let server: StandIn;
  afterEach(() => server.close());

  async function refusalOf(dialect: Partial<SherpaDialect>, kind: Partial<SocketKind> = {}) {
    server = await startFakeSherpa('cpp');
    const altered: SocketKind = {
      ...sherpaServerKind(definition(server.url)),
      ...kind,
      createDialect: () => Object.assign(new SherpaDialect(), dialect),
    };
    return await untilRefused(createSocketProvider(altered, definition(server.url), deps), server);
  }

  it('has nothing against our client', async () => {
    expect(await refusalOf({})).toBeUndefined();
  });

  it('refuses integers for samples', async () => {
    const audio = (packet: Int16Array) => new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength);
    expect(await refusalOf({ audio })).toMatch(/^not |^half/);
  });

  it('refuses samples of 16-bit size', async () => {
    const audio = (packet: Int16Array) => new Uint8Array(Float32Array.from(packet).buffer);
    expect(await refusalOf({ audio })).toBe('not from -1 to 1');
  });

  it('refuses another rate', async () => {
    expect(await refusalOf({}, { wireRateHz: () => 8000 })).toBe('noise');
  });

  it('refuses an altered end', async () => {
    expect(await refusalOf({ finish: () => ['{"eof" : 1}'] })).toBe('message {"eof" : 1}');
  });
});

describe('what a sherpa-onnx server says', () => {
  const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));

  it('is understood as it is documented: each segment as last heard', () => {
    const dialect = new SherpaDialect();
    expect(dialect.read(samples.text('result'))).toEqual([{ heard: 'partial', text: 'AFTER EARLY' }]);
    const next = { ...samples.object('result'), segment: 1, text: ' NIGHTFALL', is_final: true };
    expect(dialect.read(JSON.stringify(next))).toEqual([
      { heard: 'partial', text: 'AFTER EARLY NIGHTFALL' },
      { heard: 'endpoint' },
    ]);
    expect(dialect.finish()).toEqual([samples.text('done')]);
    expect(dialect.read(samples.text('over'))).toEqual([
      { heard: 'settled', text: 'AFTER EARLY NIGHTFALL' },
      { heard: 'done' },
    ]);
    expect(new SherpaDialect().read(samples.text('resultOfPython'))).toEqual([
      { heard: 'partial', text: 'after early' },
    ]);
  });
});
