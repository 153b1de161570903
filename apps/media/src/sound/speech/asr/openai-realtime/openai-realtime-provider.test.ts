import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../platform/clock.js';
import { silentLog } from '../../../../platform/logging.js';
import type { LineSettings } from '../../remote/line.js';
import { createSocketProvider, type SocketKind } from '../../remote/remote-provider.js';
import { describeRemoteTrouble } from '../../remote/remote-trouble.contract.js';
import { Fixture } from '../../remote/testing/fixture.js';
import type { StandIn } from '../../remote/testing/stand-in.js';
import { sayInTones } from '../../remote/testing/tone-speech.js';
import { untilRefused } from '../../remote/testing/until-refused.js';
import { describeTranscriptionProvider } from '../transcription-provider.contract.js';
import { startFakeRealtime } from './fake-realtime-server.js';
import {
  createOpenAiRealtimeRecogniser,
  type OpenAiRealtimeDefinition,
  openAiRealtimeKind,
} from './openai-realtime-provider.js';
import { RealtimeDialect } from './realtime-dialect.js';

const KEY = 'a key of OpenAI';
const MODEL = 'gpt-4o-transcribe';
const definition = (url: string): OpenAiRealtimeDefinition => ({
  kind: 'openaiRealtime',
  name: 'realtime',
  languages: ['en-US'],
  url: `${url}/v1/realtime?intent=transcription`,
});
const deps = { clock: systemClock, log: silentLog, apiKey: KEY };

describeTranscriptionProvider('OpenAI realtime', async () => {
  const server = await startFakeRealtime(KEY);
  return {
    create: () => createOpenAiRealtimeRecogniser(definition(server.url), deps),
    say: sayInTones,
    close: server.close,
  };
});

describeRemoteTrouble('OpenAI realtime', ({ host, timeoutMs, ...parts }) =>
  createOpenAiRealtimeRecogniser({ ...definition(`ws://${host}`), timeoutMs }, parts),
);

describe('the strict stand-in for OpenAI realtime', () => {
  let server: StandIn;
  afterEach(() => server.close());

  async function refusalOf(
    alterDialect: (dialect: RealtimeDialect) => Partial<RealtimeDialect>,
    alterKind: (kind: SocketKind) => Partial<SocketKind> = () => ({}),
  ): Promise<string | undefined> {
    server = await startFakeRealtime(KEY);
    const kind = openAiRealtimeKind(definition(server.url));
    const createDialect = (settings: LineSettings) => {
      const dialect = new RealtimeDialect(settings, MODEL);
      return Object.assign(dialect, alterDialect(dialect));
    };
    const altered = { ...kind, createDialect, ...alterKind(kind) };
    return await untilRefused(createSocketProvider(altered, definition(server.url), deps), server);
  }
  const sessionWith = (field: string, value: unknown) => (dialect: RealtimeDialect) => {
    const update = JSON.parse(String(dialect.opening()[0]));
    update.session.audio.input[field] = value;
    return { opening: () => [JSON.stringify(update)] };
  };

  it('has nothing against our client', async () => {
    expect(await refusalOf(() => ({}))).toBeUndefined();
  });

  it.each([
    ['format', { type: 'audio/pcm', rate: 16_000 }],
    ['format', { type: 'audio/opus' }],
    ['turn_detection', { type: 'server_vad' }],
    ['transcription', { model: MODEL, language: 'en-US' }],
    ['input_format', 'pcm16'],
  ])('refuses %s %j in the session', async (field, value) => {
    expect(await refusalOf(sessionWith(field, value))).toBe('invalid_request_error');
  });

  it('refuses sound before the session is set up', async () => {
    expect(await refusalOf(() => ({ opening: () => [] }))).toBe('no session');
  });

  it('refuses bytes', async () => {
    expect(await refusalOf(() => ({ audio: (packet) => new Uint8Array(packet.buffer) }))).toBe('bytes');
  });

  it('refuses another rate', async () => {
    expect(
      await refusalOf(
        () => ({}),
        () => ({ wireRateHz: () => 16_000 }),
      ),
    ).toBe('noise');
  });

  it('refuses an altered end', async () => {
    expect(await refusalOf(() => ({ finish: () => ['{"type":"input_audio_buffer.commit","now":true}'] }))).toBe(
      'invalid_request_error',
    );
  });

  it('refuses to work without its key', async () => {
    const request: SocketKind['request'] = () => ({ url: definition(server.url).url ?? '', headers: {} });
    expect(
      await refusalOf(
        () => ({}),
        () => ({ request }),
      ),
    ).toBe('auth');
  });
});

describe('what is said to and by OpenAI realtime', () => {
  const samples = new Fixture(new URL('./fixtures/messages.jsonl', import.meta.url));
  const settings: LineSettings = {
    language: 'en-US',
    rateHz: 24_000,
    choices: [],
    grammar: 'free',
    partials: true,
    apiKey: KEY,
  };

  it('is a session as it is documented, with what is expected as a prompt', () => {
    const opening = (choices: LineSettings['choices']) =>
      JSON.parse(String(new RealtimeDialect({ ...settings, choices }, MODEL).opening()[0]));
    const documented = samples.object('sessionUpdate');
    expect(opening([{ id: 'a', phrases: [''] }])).toMatchObject({ type: documented.type });
    expect(opening([{ id: 'a', phrases: ['Sales', 'Buy'] }])).toMatchObject({
      session: { audio: { input: { transcription: { prompt: 'Sales, Buy.', language: 'en' } } } },
    });
  });

  it('is understood as it is documented', () => {
    const dialect = new RealtimeDialect(settings, MODEL);
    expect(dialect.read(samples.text('sessionCreated'))).toEqual([]);
    expect(dialect.read(samples.text('committed'))).toEqual([]);
    expect(dialect.read(samples.text('delta'))).toEqual([{ heard: 'partial', text: 'Hello' }]);
    expect(dialect.read(samples.text('delta'))).toEqual([{ heard: 'partial', text: 'HelloHello' }]);
    expect(dialect.read(samples.text('completed'))).toEqual([
      { heard: 'settled', text: 'Hey, can you hear me?' },
      { heard: 'done' },
    ]);
    expect(dialect.read(samples.text('failed'))).toMatchObject([
      { heard: 'failed', problem: { code: 'speech.asrFailed' } },
    ]);
    expect(dialect.read(samples.text('error'))).toMatchObject([{ heard: 'failed' }]);
  });

  it.each([
    ['invalid_api_key', 'speech.notConfigured'],
    ['rate_limit_exceeded', 'speech.unavailable'],
    ['session_expired', 'speech.unavailable'],
    ['anything', 'speech.asrFailed'],
  ])('says %s for %s', (code, ours) => {
    const error = { ...samples.object('error'), error: { type: 'invalid_request_error', code, message: 'sk-123' } };
    const [heard] = new RealtimeDialect(settings, MODEL).read(JSON.stringify(error));
    expect(heard).toMatchObject({ problem: { code: ours, message: expect.not.stringContaining('sk-123') } });
  });
});
