import { FakeClock } from '@callwright/flow-engine/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import { createSocketProvider, type SocketKind } from '../../remote/remote-provider.js';
import { describeRemoteTrouble } from '../../remote/remote-trouble.contract.js';
import { Fixture } from '../../remote/testing/fixture.js';
import type { StandIn } from '../../remote/testing/stand-in.js';
import { sayInTones } from '../../remote/testing/tone-speech.js';
import { untilRefused } from '../../remote/testing/until-refused.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { DeepgramDialect } from './deepgram-dialect.js';
import { createDeepgramRecogniser, type DeepgramDefinition, deepgramKind } from './deepgram-provider.js';
import { startFakeDeepgram } from './fake-deepgram-server.js';

const KEY = 'a key of Deepgram';
const definition = (url: string): DeepgramDefinition => ({
  kind: 'deepgram',
  name: 'deepgram',
  languages: ['en-US'],
  url: `${url}/v1/listen`,
});
let server: StandIn;
const stand = async (clock: Clock = systemClock) => {
  server = await startFakeDeepgram(KEY, clock);
  return server.url;
};

describeTranscriptionProvider('Deepgram', async () => {
  const url = await stand();
  return {
    create: () => createDeepgramRecogniser(definition(url), { clock: systemClock, log: silentLog, apiKey: KEY }),
    say: sayInTones,
    close: () => server.close(),
  };
});

describeRemoteTrouble('Deepgram', ({ host, timeoutMs, ...deps }) =>
  createDeepgramRecogniser({ ...definition(`ws://${host}`), timeoutMs }, deps),
);

describe('the strict stand-in for Deepgram', () => {
  afterEach(() => server.close());

  /** What it says to a client that is not quite ours. */
  async function refusalOf(
    alter: (kind: SocketKind) => Partial<SocketKind>,
    apiKey = KEY,
  ): Promise<string | undefined> {
    const kind = deepgramKind(definition(await stand()));
    const altered = { ...kind, ...alter(kind) };
    const deps = { clock: systemClock, log: silentLog, apiKey };
    return await untilRefused(createSocketProvider(altered, definition(server.url), deps), server);
  }
  const withParameter = (name: string, value: string) => (kind: SocketKind) => ({
    request: (settings: Parameters<SocketKind['request']>[0]) => {
      const request = kind.request(settings);
      const url = new URL(request.url);
      url.searchParams.set(name, value);
      return { ...request, url: url.href };
    },
  });

  it('has nothing against our client', async () => {
    expect(await refusalOf(() => ({}))).toBeUndefined();
  });

  it.each([
    ['encoding', 'opus'],
    ['sample_rate', '48000'],
    ['channels', '2'],
    ['lnaguage', 'en'],
    ['utterance_end_ms', '300'],
  ])('refuses %s=%s', async (name, value) => {
    expect(await refusalOf(withParameter(name, value))).toBe(`parameter ${name}`);
  });

  it('refuses another key', async () => {
    expect(await refusalOf(() => ({}), 'another')).toBe('auth');
  });

  it('refuses sound at another rate than it was told', async () => {
    expect(await refusalOf(withParameter('sample_rate', '8000'))).toBe('DATA-0000');
  });

  it('refuses sound in another encoding than it was told', async () => {
    const audio = (packet: Int16Array) => new Uint8Array(Float32Array.from(packet, (sample) => sample / 32_768).buffer);
    expect(
      await refusalOf(() => ({ createDialect: ({ rateHz }) => Object.assign(new DeepgramDialect(rateHz), { audio }) })),
    ).toBe('DATA-0000');
  });

  it('refuses an altered end of the stream', async () => {
    const finish = () => ['{"type": "Finalize", "now": true}'];
    const createDialect: SocketKind['createDialect'] = ({ rateHz }) =>
      Object.assign(new DeepgramDialect(rateHz), { finish });
    expect(await refusalOf(() => ({ createDialect }))).toMatch(/^message /);
  });

  it('refuses to be left without CloseStream', async () => {
    const createDialect: SocketKind['createDialect'] = ({ rateHz }) =>
      Object.assign(new DeepgramDialect(rateHz), { goodbye: undefined });
    expect(await refusalOf(() => ({ createDialect }))).toBe('no CloseStream');
  });

  it('waits ten seconds for sound, or for KeepAlive, which our client says in time', async () => {
    const clock = new FakeClock();
    const kind = deepgramKind(definition(await stand(clock)));
    const idle = async (altered: SocketKind) => {
      const provider = createSocketProvider(altered, definition(server.url), { clock, log: silentLog, apiKey: KEY });
      const refusal = await untilRefused(provider, server, () => clock.advance(1000));
      return refusal;
    };
    expect(await idle(kind)).toBeUndefined();
    expect(await idle({ ...kind, keepAlive: undefined })).toBe('NET-0001');
  });
});

describe('what Deepgram says', () => {
  const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));

  it('is understood as it is documented', () => {
    const dialect = new DeepgramDialect(16_000);
    expect(dialect.read(samples.text('results'))).toMatchObject([
      {
        heard: 'settled',
        text: 'Tell me more about this.',
        confidence: 0.99964225,
        words: [{ text: 'Tell', startMs: 6070, endMs: 6350 }, {}, {}, {}, { text: 'this.' }],
      },
      { heard: 'endpoint' },
    ]);
    expect(dialect.read(samples.text('utteranceEnd'))).toEqual([{ heard: 'endpoint' }]);
    expect(dialect.read(samples.text('speechStarted'))).toEqual([]);
    expect(dialect.read(samples.text('metadata'))).toEqual([]);
  });

  it('has times that count from the beginning of the connection', () => {
    const dialect = new DeepgramDialect(16_000);
    dialect.audio(new Int16Array(16_000 * 5));
    dialect.finish();
    dialect.read(JSON.stringify({ ...samples.object('results'), from_finalize: true }));
    dialect.audio(new Int16Array(16_000));
    const [settled] = dialect.read(samples.text('results'));
    expect(settled).toMatchObject({ words: [{ startMs: 1070 }, {}, {}, {}, {}] });
  });
});
