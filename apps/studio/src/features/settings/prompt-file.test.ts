import { describe, expect, it } from 'vitest';
import { formatSize, nameOfFile, uploadOf } from './prompt-file';

describe('what is uploaded', () => {
  it('keeps its type when that is sound', async () => {
    const mp3 = uploadOf(new File(['sound'], 'closed.mp3', { type: 'audio/mpeg' }));
    expect([mp3.type, await mp3.text()]).toEqual(['audio/mpeg', 'sound']);
  });

  it('is left to the api to judge otherwise', () => {
    expect(uploadOf(new File([], 'closed.m4a', { type: 'video/mp4' })).type).toBe('application/octet-stream');
    expect(uploadOf(new File([], 'closed.flac')).type).toBe('application/octet-stream');
  });
});

describe('names and sizes', () => {
  it('are made for people', () => {
    expect(nameOfFile('closed_message-v2.WAV')).toBe('closed message v2');
    expect(nameOfFile('.wav')).toBe('.wav');
    expect([40, 812_345, 3_400_000].map(formatSize)).toEqual(['1 kB', '812 kB', '3.4 MB']);
  });
});
