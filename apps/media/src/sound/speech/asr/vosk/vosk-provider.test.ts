import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import type { LineSettings } from '../../remote/line.js';
import { createSocketProvider } from '../../remote/remote-provider.js';
import { describeRemoteTrouble } from '../../remote/remote-trouble.contract.js';
import { Fixture } from '../../remote/testing/fixture.js';
import type { StandIn } from '../../remote/testing/stand-in.js';
import { sayInTones } from '../../remote/testing/tone-speech.js';
import { untilRefused } from '../../remote/testing/until-refused.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { startFakeVosk } from './fake-vosk-server.js';
import { VoskDialect } from './vosk-dialect.js';
import { createVoskRecogniser, type VoskDefinition, voskKind } from './vosk-provider.js';

const deps = { clock: systemClock, log: silentLog, apiKey: null };
const definition = (url: string, rateHz?: 8000): VoskDefinition => ({
  kind: 'vosk',
  name: 'vosk',
  languages: ['en'],
  url,
  rateHz,
});

for (const rateHz of [undefined, 8000] as const)
  describeTranscriptionProvider(`Vosk at ${rateHz ?? 'any'} Hz`, async () => {
    const server = await startFakeVosk();
    return {
      create: () => createVoskRecogniser(definition(server.url, rateHz), deps),
      say: sayInTones,
      close: server.close,
    };
  });

describeRemoteTrouble('Vosk', ({ host, timeoutMs, ...parts }) =>
  createVoskRecogniser({ ...definition(`ws://${host}`), timeoutMs }, parts),
);

describe('the strict stand-in for Vosk', () => {
  let server: StandIn;
  afterEach(() => server.close());

  async function refusalOf(alter: (dialect: VoskDialect) => Partial<VoskDialect>): Promise<string | undefined> {
    server = await startFakeVosk();
    const kind = voskKind(definition(server.url));
    const createDialect = (settings: LineSettings) => {
      const dialect = new VoskDialect(settings);
      return Object.assign(dialect, alter(dialect));
    };
    return await untilRefused(createSocketProvider({ ...kind, createDialect }, definition(server.url), deps), server);
  }

  it('has nothing against our client', async () => {
    expect(await refusalOf(() => ({}))).toBeUndefined();
  });

  it.each([
    ['config sample_rate', { words: 1 }],
    ['config sample_rate', { sample_rate: 48_000 }],
    ['config sampel_rate', { sample_rate: 16_000, sampel_rate: 16_000 }],
    ['config phrase_list', { sample_rate: 16_000, phrase_list: ['Sales!'] }],
    ['noise', { sample_rate: 8000 }],
  ])('refuses %s: %j', async (refusal, config) => {
    expect(await refusalOf(() => ({ opening: () => [JSON.stringify({ config })] }))).toBe(refusal);
  });

  it('refuses sound before the config', async () => {
    expect(await refusalOf(() => ({ opening: () => [] }))).toBe('no config');
  });

  it('refuses another encoding', async () => {
    const audio = (packet: Int16Array) => new Uint8Array(Float32Array.from(packet, (sample) => sample / 32_768).buffer);
    expect(await refusalOf(() => ({ audio }))).toBe('noise');
  });

  it('refuses an end without the blank', async () => {
    expect(await refusalOf(() => ({ finish: () => ['{"eof": 1}'] }))).toBe('message {"eof": 1}');
  });
});

describe('what is said to and by Vosk', () => {
  const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));
  const settings: LineSettings = {
    language: 'en-US',
    rateHz: 16_000,
    choices: [{ id: 'one', phrases: ['Zero, one', 'Oh!'] }],
    grammar: null,
    partials: true,
    apiKey: null,
  };

  it('is a list of the phrases, in small letters, unless other words may be said too', () => {
    const said = (changes: Partial<LineSettings>) =>
      new VoskDialect({ ...settings, ...changes }).opening().map((message) => JSON.parse(String(message)));
    expect(said({})).toEqual([{ config: { sample_rate: 16_000, words: 1, phrase_list: ['zero one', 'oh', '[unk]'] } }]);
    expect(said({ grammar: 'free' })).toEqual([{ config: { sample_rate: 16_000, words: 1 } }]);
  });

  it('is understood as it is documented, and what it did not know is left out', () => {
    const dialect = new VoskDialect(settings);
    dialect.audio(new Int16Array(960));
    dialect.audio(new Int16Array(960));
    expect(dialect.read(samples.text('partial'))).toEqual([{ heard: 'partial', text: 'one zero zero' }]);
    expect(dialect.finish()).toEqual([samples.text('eof')]);
    // Still the answer to the second piece of sound.
    expect(dialect.read(samples.text('nothing'))).toMatchObject([{ heard: 'settled' }, { heard: 'endpoint' }]);
    expect(dialect.read(samples.text('result'))).toMatchObject([
      {
        heard: 'settled',
        text: 'one zero',
        confidence: 1,
        words: [
          { text: 'one', startMs: 840, endMs: 1110 },
          { text: 'zero', startMs: 1110, endMs: 1530 },
        ],
      },
      { heard: 'done' },
    ]);
  });
});
