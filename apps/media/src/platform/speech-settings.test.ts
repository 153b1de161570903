import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { speechProviders } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openlySent, readSpeechSettings } from './speech-settings.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callwright-speech-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (content: unknown): string => {
  const path = join(folder, 'speech.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const deepgram = (apiKey?: object) => ({ kind: 'deepgram', name: 'deepgram', ...(apiKey ? { apiKey } : {}) });

describe('the speech file', () => {
  it('points at keys in the environment, in files and in the secrets of workspaces, and holds none', () => {
    writeFileSync(join(folder, 'key'), 'from-a-file\n');
    const path = file({
      recognisers: [deepgram({ env: 'DEEPGRAM_API_KEY' })],
      voices: [
        { kind: 'openaiSpeech', name: 'openai', apiKey: { file: join(folder, 'key') } },
        { kind: 'openaiSpeech', name: 'theirs', apiKey: { secret: 'openai' } },
      ],
    });
    expect(readSpeechSettings(path, { DEEPGRAM_API_KEY: 'from-the-environment' })).toMatchObject({
      keys: { 'recogniser:deepgram': 'from-the-environment', 'voice:openai': 'from-a-file' },
      secrets: { 'voice:theirs': 'openai' },
    });
  });

  it('names every key that is not there', () => {
    const path = file({
      recognisers: [deepgram({ env: 'NO_SUCH_KEY' })],
      voices: [{ kind: 'openaiSpeech', name: 'openai', apiKey: { file: join(folder, 'nothing') } }],
    });
    expect(() => readSpeechSettings(path, {})).toThrow(
      /recogniser:deepgram: .*NO_SUCH_KEY\n.*voice:openai: .*nothing/s,
    );
  });

  it.each([
    ['is no JSON', '{', /speech\.json: /],
    ['names a kind there is not', { recognisers: [{ kind: 'parrot', name: 'polly' }] }, /recognisers\.0\.kind/],
    ['holds a key itself', { recognisers: [deepgram({ key: 'sk-123' })] }, /recognisers\.0/],
    ['misspells a field', { recognizers: [] }, /recognizers/],
  ])('is refused when it %s', (_, content, problem) => {
    expect(() => readSpeechSettings(file(content), {})).toThrow(problem);
  });

  it('says nothing of a key it refuses', () => {
    const path = file({ recognisers: [deepgram({ key: 'sk-123' })] });
    expect(() => readSpeechSettings(path, {})).toThrow(expect.not.objectContaining({ message: /sk-123/ }));
  });
});

describe('keys that are sent openly', () => {
  const apiKey = { env: 'KEY' };
  const ofUrl = (url: string | undefined, kind = 'deepgram') =>
    openlySent(speechProviders.parse({ recognisers: [{ kind, name: 'one', apiKey, ...(url && { url }) }] }));
  const ofGrpc = (address: string, tls?: boolean) =>
    openlySent(speechProviders.parse({ recognisers: [{ kind: 'grpc', name: 'one', address, tls, apiKey }] }));

  it('are those for an address that is neither encrypted nor of this machine', () => {
    expect(ofUrl('ws://speech.example')).toEqual(['recogniser:one']);
    expect(ofUrl('http://10.0.0.7:8000/v1', 'openaiTranscription')).toEqual(['recogniser:one']);
    expect(ofUrl('ws://127.0.0.1.example')).toEqual(['recogniser:one']);
    expect(ofGrpc('speech.example:50051', false)).toEqual(['recogniser:one']);
    const voices = [{ kind: 'openaiSpeech', name: 'mine', url: 'http://speech.example', apiKey: { secret: 'KEY' } }];
    expect(openlySent(speechProviders.parse({ voices }))).toEqual(['voice:mine']);
  });

  it.each([undefined, 'wss://speech.example', 'ws://127.0.0.1:2700', 'ws://localhost', 'ws://[::1]:2700'])(
    'are not those for %s',
    (url) => expect(ofUrl(url)).toEqual([]),
  );

  it('are none where there is no key, or gRPC is left to encrypt', () => {
    expect(openlySent(speechProviders.parse({ recognisers: [{ kind: 'vosk', name: 'v', url: 'ws://a.b' }] }))).toEqual(
      [],
    );
    for (const [address, tls] of [
      ['speech.example:1', undefined],
      ['127.0.0.1:1', false],
      ['[::1]:1', false],
    ] as const)
      expect(ofGrpc(address, tls)).toEqual([]);
  });
});
