import { describe, expect, it } from 'vitest';
import { formatSize, MAX_WAV_BYTES, nameOfFile, refusalOf } from './prompt-file';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('refusalOf', () => {
  it('takes WAV files by what is in them', () => {
    expect(refusalOf(1000, bytes('RIFF\x24\x0a\x00\x00WAVEfmt '))).toBeNull();
    expect(refusalOf(1000, bytes('RIFF\x24\x00\x00\x00AVI fmt '))).toBe('notWav');
    expect(refusalOf(1000, bytes('ID3\x03 an mp3 named closed.wav'))).toBe('notWav');
    expect(refusalOf(0, bytes(''))).toBe('notWav');
  });

  it('refuses what the api would refuse for its size', () => {
    expect(refusalOf(MAX_WAV_BYTES + 1, bytes('RIFF....WAVE'))).toBe('tooLarge');
  });
});

describe('names and sizes', () => {
  it('are made for people', () => {
    expect(nameOfFile('closed_message-v2.WAV')).toBe('closed message v2');
    expect(nameOfFile('.wav')).toBe('.wav');
    expect([40, 812_345, 3_400_000].map(formatSize)).toEqual(['1 kB', '812 kB', '3.4 MB']);
  });
});
