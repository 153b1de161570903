import { fileURLToPath } from 'node:url';
import { loadSync } from '@grpc/proto-loader';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { describeRemoteTrouble } from '../../remote/remote-trouble.contract.js';
import type { StandIn } from '../../remote/testing/stand-in.js';
import { sayInTones } from '../../remote/testing/tone-speech.js';
import { untilRefused } from '../../remote/testing/until-refused.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { startFakeGrpc, startTroubledGrpc } from './fake-grpc-server.js';
import { createGrpcRecogniser, type GrpcDefinition } from './grpc-provider.js';
import { loadOptions, methodOf, type RecogniseRequest, recognise } from './speech-service.js';

const KEY = 'a key of ours';
const definition = (address: string): GrpcDefinition => ({ kind: 'grpc', name: 'grpc', languages: ['en'], address });
const deps = { clock: systemClock, log: silentLog, apiKey: KEY };

describeTranscriptionProvider('a gRPC recogniser', async () => {
  const server = await startFakeGrpc(KEY);
  return { create: () => createGrpcRecogniser(definition(server.url), deps), say: sayInTones, close: server.close };
});

describeRemoteTrouble(
  'a gRPC recogniser',
  ({ host, timeoutMs, ...parts }) => createGrpcRecogniser({ ...definition(host), timeoutMs }, parts),
  startTroubledGrpc,
);

describe('the strict stand-in for a gRPC recogniser', () => {
  let server: StandIn;
  afterEach(() => server.close());

  async function refusalOf(
    alter: (request: RecogniseRequest) => object,
    apiKey: string | null = KEY,
  ): Promise<string | undefined> {
    server = await startFakeGrpc(KEY);
    return await untilRefused(createGrpcRecogniser(definition(server.url), { ...deps, apiKey }, alter), server);
  }

  it('has nothing against our client', async () => {
    expect(await refusalOf((request) => request)).toBeUndefined();
  });

  it.each([null, 'another'])('refuses the key %j', async (key) => {
    expect(await refusalOf((request) => request, key)).toBe('auth');
  });

  it.each([
    ['sampleRateHz', 48_000, 'not of the protocol'],
    ['grammar', 'poetry', 'not of the protocol'],
    ['sampleRateHz', 8000, 'noise'],
  ])('refuses a config with %s %j', async (name, value, refusal) => {
    const alter = (request: RecogniseRequest) =>
      'config' in request ? { config: { ...request.config, [name]: value } } : request;
    expect(await refusalOf(alter)).toBe(refusal);
  });

  it('refuses sound before the config', async () => {
    expect(await refusalOf((request) => ('config' in request ? { audio: new Uint8Array(2) } : request))).toBe(
      'no config',
    );
  });

  it('refuses half a sample', async () => {
    expect(await refusalOf((request) => ('audio' in request ? { audio: request.audio.subarray(1) } : request))).toBe(
      'half a sample',
    );
  });

  it('refuses flushes out of order', async () => {
    expect(await refusalOf((request) => ('flush' in request ? { flush: { flushId: 7 } } : request))).toBe('flush id');
  });
});

describe('speech.proto', () => {
  it('is the service the code speaks', () => {
    const file = fileURLToPath(new URL('./speech.proto', import.meta.url));
    const documented = methodOf(loadSync(file, loadOptions));
    expect(recognise.path).toBe(documented.path);
    expect([recognise.requestStream, recognise.responseStream]).toEqual([true, true]);
    // Everything with a name and a number, of all messages of the package.
    const shapes = ({ requestType, responseType }: typeof recognise) =>
      [requestType, responseType].map(({ type, fileDescriptorProtos }) => ({
        type,
        files: fileDescriptorProtos.length,
      }));
    expect(shapes(recognise)).toEqual(shapes(documented));
    for (const message of [
      {
        config: {
          sampleRateHz: 8000,
          language: 'en',
          partials: true,
          choices: [{ id: 'a', phrases: ['b', 'c'] }],
          grammar: 'free',
        },
      },
      { audio: Buffer.from([1, 2]) },
      { flush: { flushId: 3 } },
    ])
      expect(recognise.requestSerialize(message)).toEqual(documented.requestSerialize(message));
    for (const message of [
      { delta: { text: 'a' } },
      { final: { flushId: 1, text: 'a', confidence: 0, words: [{ text: 'a', startMs: 1, endMs: 2 }] } },
      { endpoint: {} },
      { failure: { flushId: 1, reason: 'a' } },
    ])
      expect(recognise.responseSerialize(message)).toEqual(documented.responseSerialize(message));
  });
});
