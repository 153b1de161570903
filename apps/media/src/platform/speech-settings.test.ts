import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpeechSettings } from './speech-settings.js';

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
